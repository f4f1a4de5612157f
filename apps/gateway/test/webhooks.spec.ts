import { createHmac } from 'node:crypto';
import { type RedisProcess, startRedis, waitFor } from '#libs/testing';
import { wantedWebhooks } from '../../../tools/erpnext-install/webhooks.js';
import { webhookEvents } from '../src/adapters/in/webhook-events.js';
import { type Gateways, startGateways } from './gateways.js';

const old = 'o'.repeat(43);
const secret = 's'.repeat(43);
const oddCode = `M8 "×20" 50% / 螺栓 'ברג' \\`;

describe('webhooks of ERPNext', () => {
  let redis: RedisProcess;
  let gateways: Gateways;

  beforeAll(async () => {
    redis = await startRedis();
    gateways = await startGateways(1, {
      REDIS_URL: redis.url,
      WEBHOOK_SECRETS: `${old}, ${secret}`,
      RATE_LIMIT_PER_SECOND: '1',
      RATE_LIMIT_BURST: '5',
    });
    await waitFor(async () => (await signed('company-on-update', { name: 'x' })).status === 202);
  });
  afterAll(async () => {
    await gateways.stop();
    await redis.stop();
  });
  beforeEach(() => redis.command('DEL', 'otp:hints'));

  const post = (slug: string, body: string | Buffer, signature?: string) =>
    fetch(`${gateways.urls[0]}/webhooks/erpnext/${slug}`, {
      method: 'POST',
      headers: signature === undefined ? {} : { 'x-frappe-webhook-signature': signature },
      body: Buffer.from(body),
    });
  const sign = (body: string, by = secret) => createHmac('sha256', by).update(body).digest('base64');
  const signed = (slug: string, document: object, by = secret) => {
    const body = JSON.stringify({ event: slug, modified: '2026-11-24 10:00:00', ...document });
    return post(slug, body, sign(body, by));
  };
  const hints = async () =>
    ((await redis.command('XRANGE', 'otp:hints', '-', '+')).match(/^\{.*\}$/gm) ?? []).map(
      (line) => JSON.parse(line) as unknown,
    );

  it('are known by the same names here and where they are installed', () => {
    const installed = wantedWebhooks('').map(({ request_url }) => String(request_url).split('/').at(-1));
    expect([...webhookEvents.keys()]).toEqual(installed);
  });

  it.each<[string, object, object]>([
    [
      'bin-on-change',
      { name: 'h4sh', item_code: oddCode, warehouse: 'W' },
      { kind: 'items', codes: [oddCode] },
    ],
    [
      'purchase-order-on-cancel',
      { name: 'PO-1', item_codes: ['A', null, oddCode] },
      { kind: 'order', name: 'PO-1', codes: ['A', oddCode] },
    ],
    [
      'sales-order-on-change',
      { name: 'SO-1', item_codes: ['A', 'B'], packed_item_codes: ['B', 'C'] },
      { kind: 'items', codes: ['A', 'B', 'C'] },
    ],
    ['item-on-trash', { name: oddCode }, { kind: 'items', codes: [oddCode] }],
    ['product-bundle-on-update', { name: 'SET', item_code: 'SET' }, { kind: 'reference' }],
    ['warehouse-on-update', { name: 'Stores - AP' }, { kind: 'reference' }],
  ])('become a hint: %s', async (slug, document, hint) => {
    const response = await signed(slug, document);
    expect([response.status, await response.json()]).toEqual([202, { status: 'accepted' }]);
    expect(await hints()).toEqual([hint]);
  });

  it('may come again, in any order, signed with either secret, and are not limited', async () => {
    const told = Array.from({ length: 20 }, (_, at) => ({
      name: 'h',
      item_code: `I-${at % 5}`,
      warehouse: 'W',
    }));
    const statuses = await Promise.all(
      told.reverse().map(async (document, at) => {
        return (await signed('bin-on-change', document, at % 2 === 0 ? secret : old)).status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([202]));
    expect(await hints()).toHaveLength(20);
  });

  it('are refused unless ERPNext has signed this body for this event', async () => {
    const body = JSON.stringify({ event: 'bin-on-change', name: 'h', item_code: 'A', warehouse: 'W' });
    const forged: [string, string, string | undefined][] = [
      ['bin-on-change', body, undefined],
      ['bin-on-change', body, sign(body, 'x'.repeat(43))],
      ['bin-on-change', body.replace('"A"', '"B"'), sign(body)],
      ['bin-after-insert', body, sign(body)],
      ['bin-on-change', '[]', sign('[]')],
    ];
    for (const [slug, text, signature] of forged) {
      const response = await post(slug, text, signature);
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([
        401,
        'Frappe-Webhook-Signature',
      ]);
    }
    expect((await post('bin-on-change', body)).status).toBe(429);
    expect(await hints()).toEqual([]);
    expect((await signed('bin-on-change', { name: 'h', item_code: 'A' })).status).toBe(202);
  });

  it('are refused when they are too large, unknown or not understood', async () => {
    const large = await post('bin-on-change', 'x'.repeat(10_000_000), 'none');
    expect([large.status, await large.json()]).toEqual([
      413,
      expect.objectContaining({ code: 'BODY_TOO_LARGE' }),
    ]);
    expect((await signed('bin-on-trash', {})).status).toBe(404);
    const broken = await signed('bin-on-change', { name: 'h', item_code: 7 });
    expect([broken.status, await broken.json()]).toEqual([
      422,
      expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/item_code' })] }),
    ]);
    expect(await hints()).toEqual([]);
  });

  it('are not accepted while they can not be stored', async () => {
    await redis.kill();
    const document = { name: 'h', item_code: 'A', warehouse: 'W' };
    const response = await signed('bin-on-change', document);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    await redis.restart();
    await waitFor(async () => (await signed('bin-on-change', document)).status === 202);
    expect(await hints()).toHaveLength(1);
  });
});
