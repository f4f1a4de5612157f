import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, projectFolder, runChild, type RunningApp, startSandbox, waitFor } from '#libs/testing';

type Document = Record<string, unknown>;

interface Delivery {
  readonly slug: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const engineUser = 'engine@acme.test';
const stores = 'Stores - AP';
const oddCodes = ['O"RING "5"', "50% 'off' \\ %s {{ doc.name }}", 'בורג-88', '螺丝钉, groß/ñ', 'a&b#1?x=2'];

let sandbox: RunningApp;
let receiver: Server;
let receiverUrl: string;
let received: Delivery[];
let folder: string;
let secretFile: string;

beforeAll(async () => {
  sandbox = await startSandbox({ flags: { items: 60 } });
  receiver = createServer((incoming, answer) => {
    void incoming.toArray().then((chunks: Buffer[]) => {
      const slug = incoming.url?.replace('/engine/webhooks/erpnext/', '') ?? '';
      received.push({ slug, headers: incoming.headers, body: Buffer.concat(chunks).toString() });
      answer.writeHead(202).end();
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  receiverUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/engine`;
  folder = mkdtempSync(join(tmpdir(), 'erpnext-install-'));
  secretFile = join(folder, 'webhook-secret');
});
beforeEach(() => {
  received = [];
});
afterAll(async () => {
  await sandbox.stop();
  receiver.closeAllConnections();
  receiver.close();
  rmSync(folder, { recursive: true });
});

async function tool(...args: string[]): Promise<{ code: number | null; output: string }> {
  const program = join(projectFolder, 'dist', 'tools', 'erpnext-install.js');
  const run = await runChild([process.execPath, program, ...args]);
  return { code: await run.ended, output: run.output() };
}
const at = (url: string, token = 'sandbox') => ['--erp-url', url, '--erp-key', token, '--erp-secret', token];
const install = (...args: string[]) =>
  tool(...at(sandbox.url), '--receiver', receiverUrl, '--engine-user', engineUser, ...args);
const uninstall = (...args: string[]) => tool(...at(sandbox.url), '--uninstall', ...args);

async function ask(method: string, path: string, body?: unknown, token = 'admin') {
  const answer = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: { authorization: `token ${token}:${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: (await answer.json()) as { data: Document & Document[] } };
}
const make = async (doctype: string, document: object): Promise<string> => {
  const { status, json } = await ask('POST', `/api/resource/${doctype}`, document);
  if (status !== 200) throw new Error(JSON.stringify(json));
  return String(json.data['name']);
};
const status = async (method: string, path: string, token: string, body?: unknown) =>
  (await ask(method, path, body, token)).status;
const names = async (doctype: string): Promise<string[]> =>
  (await ask('GET', `/api/resource/${doctype}?limit_page_length=0`)).json.data.map(({ name }) =>
    String(name),
  );

/** Everything that the tool could touch, without stamps. */
const touched = async (): Promise<unknown> =>
  Object.fromEntries(
    await Promise.all(
      ['Webhook', 'Webhook Header', 'Custom Field', 'Role', 'Custom DocPerm', 'Has Role'].map(
        async (doctype) => {
          const parent = { 'Webhook Header': 'Webhook', 'Has Role': 'User' }[doctype] ?? '';
          const query = `fields=["*"]&limit_page_length=0&order_by=name&parent=${parent}`;
          return [doctype, (await ask('GET', `/api/resource/${doctype}?${query}`)).json.data] as const;
        },
      ),
    ),
  );
const changes = async (): Promise<number> => {
  const log = (await (await fetch(`${sandbox.url}/sandbox/requests`)).json()) as {
    requests: { method: string }[];
  };
  return log.requests.filter(({ method }) => method !== 'GET').length;
};
const countAnew = () => fetch(`${sandbox.url}/sandbox/requests`, { method: 'DELETE' });
const behave = (behaviour: object) =>
  fetch(`${sandbox.url}/sandbox/behaviour`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(behaviour),
  });
const secret = () => readFileSync(secretFile, 'utf8').trim();

const arrived = (slug: string, count: number) =>
  waitFor(() => received.filter((delivery) => delivery.slug === slug).length >= count, { what: slug });

function expectSigned({ headers, body, slug }: Delivery): void {
  expect(headers['content-type']).toBe('application/json');
  expect(headers['x-frappe-webhook-signature']).toBe(
    createHmac('sha256', secret()).update(body).digest('base64'),
  );
  expect(JSON.parse(body)).toMatchObject({
    event: slug,
    name: expect.any(String),
    modified: expect.stringMatching(/^\d{4}-\d\d-\d\d /),
  });
}

let before: unknown;

describe('erpnext:install', () => {
  it('changes nothing with --dry-run', async () => {
    await make('Webhook', {
      name: 'Somebody else',
      webhook_doctype: 'Item',
      webhook_docevent: 'on_update',
      request_url: `${receiverUrl}/other`,
    });
    before = await touched();
    await countAnew();
    const { code, output } = await install('--dry-run', '--secret-file', secretFile);
    expect([code, output.match(/^would create /gm)?.length]).toEqual([0, 1 + 12 + 2 + 17]);
    expect(await changes()).toBe(0);
    expect(() => statSync(secretFile)).toThrow('ENOENT');
  });

  it('makes all that is missing, and keeps the secret to itself', async () => {
    expect(await status('GET', '/api/resource/Holiday List', 'engine')).toBe(403);
    const { code, output } = await install('--secret-file', secretFile);
    expect([code, output]).toEqual([0, expect.stringContaining(secretFile)]);
    expect(statSync(secretFile).mode & 0o777).toBe(0o600);
    expect(secret().length).toBeGreaterThanOrEqual(43);
    expect(output).not.toContain(secret());
    expect(await names('Webhook')).toHaveLength(1 + 17);
  });

  it('finds everything as it was the second time', async () => {
    await countAnew();
    const { code, output } = await install('--secret-file', secretFile);
    expect([code, output.match(/^as it was /gm)?.length]).toEqual([0, 1 + 12 + 1 + 2 + 17]);
    expect(await changes()).toBe(0);
  });

  it('gives the engine what it needs, nobody less and nothing more', async () => {
    const order = await make('Sales Order', {
      docstatus: 1,
      customer: 'Kontor GmbH',
      company: 'Acme Parts',
      delivery_date: '2099-12-01',
      items: [{ item_code: 'BOLT-M8', qty: 1, warehouse: stores, delivery_date: '2099-12-01' }],
    });
    const path = `/api/resource/Sales Order/${order}`;
    const written = { custom_otp_promise_date: '2099-12-02', custom_otp_confidence: 'HIGH' };
    const put = await ask('PUT', path, written, 'engine');
    expect([put.status, put.json.data]).toEqual([200, expect.objectContaining(written)]);
    const read = ['Bin', 'Item', 'Warehouse', 'Purchase Order', 'Sales Order', 'Product Bundle', 'Company'];
    for (const doctype of [...read, 'Holiday List', 'UOM', 'Material Request', 'Task', 'Comment']) {
      expect([doctype, await status('GET', `/api/resource/${doctype}`, 'engine')]).toEqual([doctype, 200]);
    }
    const items = [{ item_code: 'BOLT-M8', qty: 1, schedule_date: '2099-12-01', warehouse: stores }];
    const request = {
      material_request_type: 'Purchase',
      company: 'Acme Parts',
      schedule_date: '2099-12-01',
      items,
    };
    expect(await status('POST', '/api/resource/Material Request', 'engine', request)).toBe(200);

    expect(await status('GET', '/api/resource/Stock Entry', 'engine')).toBe(403);
    expect(await status('PUT', '/api/resource/Item/BOLT-M8', 'engine', { disabled: 1 })).toBe(403);
    expect(await status('PUT', path, 'engine', { docstatus: 2 })).toBe(403);
    expect(await status('POST', '/api/resource/Sales Order', 'engine', {})).toBe(403);

    expect(await status('GET', '/api/resource/Bin', 'clerk')).toBe(200);
    expect(await status('PUT', '/api/resource/Item/BOLT-M8', 'clerk', { disabled: 0 })).toBe(200);
    expect(await status('GET', '/api/resource/Holiday List', 'clerk')).toBe(403);
  });

  it('makes webhooks that arrive signed, whatever the item is called', async () => {
    for (const item_code of oddCodes)
      await make('Item', { item_code, item_group: 'Products', stock_uom: 'Nos' });
    const items = oddCodes.map((item_code) => ({ item_code, qty: 1, t_warehouse: stores }));
    const entry = { docstatus: 1, stock_entry_type: 'Material Receipt', company: 'Acme Parts', items };
    await make('Stock Entry', entry);
    await arrived('stock-ledger-entry-after-insert', oddCodes.length);
    const ledger = received.filter(({ slug }) => slug === 'stock-ledger-entry-after-insert');
    ledger.forEach(expectSigned);
    expect(ledger.map(({ body }) => JSON.parse(body) as unknown)).toEqual(
      oddCodes.map((item_code): unknown => expect.objectContaining({ item_code, warehouse: stores })),
    );

    const rows = oddCodes.map((item_code) => ({
      item_code,
      qty: 2,
      schedule_date: '2099-12-01',
      warehouse: stores,
    }));
    await make('Purchase Order', {
      docstatus: 1,
      supplier: 'Schrauben AG',
      company: 'Acme Parts',
      schedule_date: '2099-12-01',
      items: rows,
    });
    await arrived('purchase-order-on-submit', 1);
    const submitted = received.filter(({ slug }) => slug === 'purchase-order-on-submit');
    submitted.forEach(expectSigned);
    expect(JSON.parse(submitted[0]?.body ?? '')).toMatchObject({ item_codes: oddCodes });
    received.filter(({ slug }) => slug !== '/engine/other').forEach(expectSigned);
  });

  it('corrects what somebody has changed, and only that', async () => {
    await ask('PUT', '/api/resource/Webhook/Order Promise Engine bin-on-change', { webhook_json: '{}' });
    await countAnew();
    const { code, output } = await install('--secret-file', secretFile);
    expect([code, output.match(/^(update|create|remove) .*/gm)]).toEqual([
      0,
      [expect.stringMatching(/^update +Webhook "Order Promise Engine bin-on-change" .*\(webhook_json\)$/)],
    ]);
    expect(await changes()).toBe(1);
  });

  it('makes a lost webhook again only with the secret of the others', async () => {
    await ask('DELETE', '/api/resource/Webhook/Order Promise Engine item-on-update');
    await countAnew();
    const without = await install();
    expect([without.code, without.output]).toEqual([5, expect.stringContaining('--rotate-secret')]);
    expect(await changes()).toBe(0);
    expect((await install('--secret-file', secretFile)).code).toBe(0);
    await ask('PUT', '/api/resource/Item/BOLT-M8', { disabled: 0 });
    await arrived('item-on-update', 1);
    received.filter(({ slug }) => slug === 'item-on-update').forEach(expectSigned);
  });

  it('gives all webhooks a new secret with --rotate-secret', async () => {
    const old = secret();
    expect((await install('--secret-file', secretFile, '--rotate-secret')).code).toBe(0);
    expect(secret()).not.toBe(old);
    expect(statSync(secretFile).mode & 0o777).toBe(0o600);
    await ask('PUT', '/api/resource/Item/BOLT-M8', { disabled: 0 });
    await arrived('item-on-update', 1);
    received.filter(({ slug }) => slug === 'item-on-update').forEach(expectSigned);
  });

  it('prints the secret once when no file is named', async () => {
    const rotated = await install('--rotate-secret');
    const shown = /shown this once: (\S{43,})$/m.exec(rotated.output)?.[1] ?? 'none';
    expect(rotated.output.split(shown)).toHaveLength(2);
    expect((await install()).output).not.toContain(shown);
  });

  it('takes away what it has made, and nothing else', async () => {
    const method = '/api/method/frappe.core.page.permission_manager.permission_manager.add';
    await ask('POST', method, { parent: 'UOM', role: 'Website Manager', permlevel: 0 });
    expect((await uninstall('--dry-run')).output).toContain('would remove');
    const { code, output } = await uninstall();
    expect([code, output]).toEqual([0, expect.stringContaining('The other permissions of UOM')]);
    const after = (await touched()) as Record<string, { parent: string }[]>;
    expect({ ...after, 'Custom DocPerm': [] }).toEqual(before);
    expect(new Set(after['Custom DocPerm']?.map(({ parent }) => parent))).toEqual(new Set(['UOM']));
    expect(await status('GET', '/api/resource/Bin', 'clerk')).toBe(200);
    expect(await status('GET', '/api/resource/Bin', 'engine')).toBe(403);
    expect((await uninstall()).output).toBe('Nothing of ours is there.\n');
  });
});

describe('erpnext:install says what is wrong', () => {
  const run = (...args: string[]) => tool(...args, '--receiver', receiverUrl);
  const expectFault = async (running: ReturnType<typeof tool>, code: number, text: string) =>
    expect(await running).toEqual({ code, output: expect.stringContaining(text) });

  it('about the flags', () => expectFault(run('--erp-url', 'erp'), 2, '--erp-url must be'));

  it('when nobody answers', async () =>
    expectFault(run(...at(`http://127.0.0.1:${await freePort()}`)), 3, 'does not answer'));

  it('about the key', () => expectFault(run(...at(sandbox.url, 'wrong')), 4, 'does not know this API key'));

  it('about every permission that is lacking, before it changes anything', async () => {
    await countAnew();
    const { code, output } = await run(...at(sandbox.url, 'clerk'), '--engine-user', engineUser);
    expect([code, output.trim().split('\n')]).toEqual([
      4,
      [
        'clerk@acme.test is no System Manager: needed for the permissions of the role.',
        ...['read', 'create', 'write', 'delete'].map(
          (right) => `clerk@acme.test may not ${right} Webhook: needed for the webhooks.`,
        ),
        ...['read', 'create', 'write'].map(
          (right) => `clerk@acme.test may not ${right} Custom Field: needed for the fields on Sales Order.`,
        ),
        ...['read', 'create', 'write'].map(
          (right) => `clerk@acme.test may not ${right} Role: needed for the role.`,
        ),
        ...['read', 'write'].map(
          (right) =>
            `clerk@acme.test may not ${right} User: needed for giving the role to the user of the engine.`,
        ),
        'Nothing was changed.',
      ],
    ]);
    expect(await changes()).toBe(0);
  });

  it('about a user that does not exist', () =>
    expectFault(run(...at(sandbox.url), '--engine-user', 'who@acme.test'), 5, 'no user who@acme.test'));

  it.each([
    ['a version that it does not know', { message: { erpnext: { version: '14.2.1' } } }, 4, 'ERPNext 14.2.1'],
    ['what is no ERPNext', undefined, 3, 'no JSON object'],
  ])('about %s', async (_, versions, code, text) => {
    const other = createServer((incoming, reply) => {
      const isVersions = incoming.url?.includes('get_versions') === true;
      reply.end(JSON.stringify(isVersions ? versions : { message: 'a@b.c' }));
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    try {
      await expectFault(run(...at(`http://127.0.0.1:${(other.address() as AddressInfo).port}`)), code, text);
    } finally {
      other.close();
    }
  });

  it('when ERPNext takes no more changes on the way', async () => {
    await behave({ maintenance: 'reads_allowed' });
    await expectFault(run(...at(sandbox.url)), 6, 'Role "Order Promise Engine": ');
    await behave({ maintenance: false });
  });

  it('and asks again when a read fails', async () => {
    await behave({ fail_rate: 0, rate_limit: 0 });
    const running = run(...at(sandbox.url), '--dry-run');
    await waitFor(async () => {
      const log = (await (await fetch(`${sandbox.url}/sandbox/requests`)).json()) as { total: number };
      return log.total > 0;
    });
    await behave({ rate_limit: null });
    expect((await running).code).toBe(0);
  });
});
