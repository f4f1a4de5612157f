import { loadRedisConfig } from '#libs/config';
import { ApiKeys, connectRedis, type RedisConnection } from '#libs/redis';
import { FaultyLink, type RedisProcess, startRedis, waitFor } from '#libs/testing';
import { type Gateways, startGateways, syncState } from './gateways.js';

const fresh = { API_KEY_CACHE_MS: '300', API_KEY_GRACE_MS: '2000' };

describe('API keys', () => {
  let redis: RedisProcess;
  let connection: RedisConnection;
  let keys: ApiKeys;
  let gateways: Gateways;

  beforeAll(async () => {
    redis = await startRedis();
    connection = connectRedis(loadRedisConfig({ REDIS_URL: redis.url }));
    keys = new ApiKeys(connection);
    gateways = await startGateways(2, { REDIS_URL: redis.url, ...fresh });
    await waitFor(() => keys.list());
    await waitFor(async () => (await sync('otp_0000000000000000_'.padEnd(64, 'x'))).status === 401);
  });
  afterAll(async () => {
    await gateways.stop();
    connection.disconnect();
    await redis.stop();
  });

  const sync = (key?: string, gateway = 0): Promise<Response> =>
    fetch(`${gateways.urls[gateway]}/api/sync`, {
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    });

  it('open what their scopes name, from the moment they are made', async () => {
    const { key } = await keys.create('desk', ['orders:read']);
    const response = await sync(key);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      complete: true,
      covered_until: '2026-11-24T09:00:00.000Z',
      items: 200,
      hints_waiting: 1,
      running: {
        kind: 'incremental',
        started_at: '2026-11-24T09:01:00.000Z',
        ended_at: null,
        items_done: 3,
        items_total: null,
        failure: null,
      },
      last: null,
      problems: syncState.problems,
    });
  });

  it('are known from the first call on: a gateway listens when Redis has been reached', async () => {
    const { key } = await keys.create('desk', ['orders:read']);
    const link = await FaultyLink.to(redis.port);
    link.set({ delayMs: 300 });
    const started = await startGateways(1, {
      REDIS_URL: `redis://${link.address}`,
      REDIS_TIMEOUT_MS: '2000',
    });
    try {
      const headers = { authorization: `Bearer ${key}` };
      expect((await fetch(`${started.urls[0]}/api/sync`, { headers })).status).toBe(200);
    } finally {
      await started.stop();
    }
    await link.close();
  });

  it.each<[string, (good: string) => string | undefined, string]>([
    ['no key', () => undefined, 'Bearer realm="otp"'],
    ['no key at all', () => 'otp', 'Bearer realm="otp", error="invalid_token"'],
    ['another secret', (good) => good.slice(0, -4) + 'AAAA', 'Bearer realm="otp", error="invalid_token"'],
    [
      'another id',
      (good) => good.replace(/_[\da-f]{4}/, '_0000'),
      'Bearer realm="otp", error="invalid_token"',
    ],
  ])('refuse %s with 401', async (_what, of, challenge) => {
    const { key } = await keys.create('desk', ['orders:read']);
    const response = await sync(of(key));
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, challenge]);
    expect(await response.json()).toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
  });

  it('refuse what their scopes do not name with 403', async () => {
    const { key } = await keys.create('desk', ['promise:read']);
    const response = await sync(key);
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer realm="otp", error="insufficient_scope", scope="orders:read"',
    );
    expect(await response.json()).toMatchObject({
      code: 'FORBIDDEN',
      detail: 'This API key lacks the scope orders:read.',
    });
  });

  it('are judged before the body is read, and not asked for by health', async () => {
    const url = gateways.urls[0] ?? '';
    const post = await fetch(`${url}/otp/promise`, { method: 'POST', body: 'hello' });
    expect(post.status).toBe(401);
    const statuses = await Promise.all(
      ['/health/live', '/health/ready', '/nowhere'].map(async (path) => (await fetch(url + path)).status),
    );
    expect(statuses).toEqual([200, 503, 404]);
  });

  it('tell nginx what they allow', async () => {
    const { key } = await keys.create('desk', ['promise:read', 'orders:read']);
    const ask = (scope: string) =>
      fetch(`${gateways.urls[0]}/internal/permission?scope=${scope}`, {
        headers: { authorization: `Bearer ${key}` },
      });
    const granted = await ask('orders:read');
    expect([granted.status, granted.headers.get('x-permissions')]).toEqual([204, 'orders:read promise:read']);
    const refused = await ask('orders:write');
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([403, null]);
    expect((await ask('everything')).status).toBe(400);
  });

  it('stop on every gateway when they are revoked', async () => {
    const { id, key } = await keys.create('desk', ['orders:read']);
    for (const gateway of [0, 1]) expect((await sync(key, gateway)).status).toBe(200);
    expect(await keys.revoke(id)).toBe(true);
    const revoked = Date.now();
    for (const gateway of [0, 1]) {
      await waitFor(async () => (await sync(key, gateway)).status === 401, { timeoutMs: 1_000 });
    }
    expect(Date.now() - revoked).toBeLessThan(800);
  });

  it('stop when they are revoked, also when the clock is set back an hour meanwhile', async () => {
    const { id, key } = await keys.create('desk', ['orders:read']);
    expect((await sync(key)).status).toBe(200);
    const now = Date.now;
    Date.now = () => now() - 3_600_000;
    try {
      expect(await keys.revoke(id)).toBe(true);
      await waitFor(async () => (await sync(key)).status === 401, { timeoutMs: 1_000 });
    } finally {
      Date.now = now;
    }
  });

  it('are not revealed by a stolen database', async () => {
    const { key } = await keys.create('desk', ['orders:read']);
    const stolen = await redis.command('HGETALL', 'otp:api-keys');
    expect(stolen).toContain('desk');
    const secret = key.split('_').slice(2).join('_');
    expect(stolen).not.toContain(secret);
    expect(stolen).not.toContain(Buffer.from(secret, 'base64url').toString('hex'));
    for (const word of stolen.match(/[\w-]{43}/g) ?? []) {
      const id = key.split('_')[1] ?? '';
      expect((await sync(`otp_${id}_${word}`)).status).toBe(401);
    }
  });

  it('stay valid for a while without Redis; others get 503 meanwhile', async () => {
    const { key } = await keys.create('desk', ['orders:read']);
    const { key: other } = await keys.create('other', ['orders:read']);
    expect((await sync(key)).status).toBe(200);
    const checked = Date.now();
    await redis.kill();
    const refused = await sync(other);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    while (Date.now() < checked + 1_500) expect((await sync(key)).status).toBe(200);
    await waitFor(async () => (await sync(key)).status === 503, { timeoutMs: 1_500 });
    expect(Date.now() - checked).toBeGreaterThan(1_900);
    await redis.restart();
    await waitFor(async () => (await sync(key)).status === 401, { timeoutMs: 5_000 });
  });
});
