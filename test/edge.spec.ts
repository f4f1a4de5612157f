import { join } from 'node:path';
import { type Cluster, freePort, projectFolder, runChild, startCluster, waitFor } from '#libs/testing';

const origin = 'https://desk.example.com';
const all = 'promise:read,orders:read,orders:write';
const stores = 'Stores - AP';

describe('around every call, through nginx and two gateways', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster(
      { gateways: 2, promises: 1, items: 50 },
      {
        API_KEYS: 'required',
        CORS_ORIGINS: origin,
        RATE_LIMIT_PER_SECOND: '20',
        RATE_LIMIT_BURST: '400',
        API_KEY_CACHE_MS: '2000',
      },
    );
  }, 60_000);
  afterAll(() => cluster.stop(), 40_000);

  const keys = (...args: readonly string[]) => keysIn(cluster.greeting.redisUrl, ...args);
  async function keysIn(redisUrl: string, ...args: readonly string[]) {
    const program = join(projectFolder, 'dist', 'tools', 'keys.js');
    const run = await runChild([process.execPath, program, ...args], { REDIS_URL: redisUrl });
    const code = await run.ended;
    return { code, output: run.output(), stdout: run.stdout() };
  }
  async function newKey(scopes = all) {
    const { output } = await keys('create', '--name', 'Desk 7', '--scopes', scopes);
    const key = /^otp_([\da-f]{16})_[\w-]{43}$/m.exec(output);
    return { key: key?.[0] ?? '', id: key?.[1] ?? '' };
  }
  const call = (path: string, key?: string, init: RequestInit = {}, base = cluster.url) =>
    fetch(base + path, {
      ...init,
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(init.headers as Record<string, string> | undefined),
      },
    });
  const promise = (key: string, headers: Record<string, string> = {}, qty = 1) =>
    call('/otp/promise', key, {
      method: 'POST',
      body: JSON.stringify({ customer: 'C', items: [{ item_code: 'BOLT-M8', qty, warehouse: stores }] }),
      headers,
    });
  const gateways = () =>
    cluster.processes
      .filter(({ name }) => name.startsWith('gateway'))
      .map(({ port }) => `http://127.0.0.1:${port}`);
  const erp = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(cluster.sandboxUrl + path, {
      ...init,
      headers: { authorization: 'token sandbox:sandbox', 'content-type': 'application/json' },
    });
    expect([path, response.status]).toEqual([path, 200]);
    return ((await response.json()) as { data: unknown }).data;
  };
  const stock = '/api/items/stock?item_code=BOLT-M8&warehouse=Stores%20-%20AP';

  it('answers its first promise with a key of its own, and nothing without one', async () => {
    expect(cluster.greeting.curl).toContain(`authorization: Bearer ${cluster.greeting.key}`);
    expect((await cluster.ask()).status).toBe(200);
    for (const path of [stock, '/api/sync', '/otp/items']) {
      const response = await call(path, undefined, { headers: { origin } });
      expect([path, response.status]).toEqual([path, 401]);
      expect(response.headers.get('www-authenticate')).toBe('Bearer realm="otp"');
      expect(response.headers.get('access-control-allow-origin')).toBe(origin);
      expect(await response.json()).toMatchObject({ code: 'UNAUTHENTICATED' });
    }
    const { key } = await newKey('promise:read');
    const refused = await call(stock, key);
    expect([refused.status, await refused.json()]).toEqual([
      403,
      expect.objectContaining({ code: 'FORBIDDEN' }),
    ]);
    const statuses = ['/health', '/otp/health', '/health/live', '/health/ready'].map(
      async (path) => (await call(path)).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 200, 200, 200]);
  });

  it('lists keys without telling them, and stops one on all gateways within 5 s of its revocation', async () => {
    const { key, id } = await newKey();
    const { output } = await keys('list');
    expect(output).toMatch(new RegExp(`^${id}  .*  ${all}  Desk 7$`, 'm'));
    expect(output).not.toContain(key);
    const everywhere = () =>
      Promise.all(
        [...gateways().map((base) => call('/api/sync', key, {}, base)), call(stock, key)].map(
          async (response) => (await response).status,
        ),
      );
    expect(await everywhere()).toEqual([200, 200, 200]);
    expect(await keys('revoke', id)).toMatchObject({ code: 0, stdout: `${id} is revoked.\n` });
    await waitFor(async () => (await everywhere()).every((status) => status === 401), { timeoutMs: 5_000 });
    expect((await keys('revoke', id)).code).toBe(2);
    expect((await keys('create', '--name', 'x', '--scopes', 'all')).code).toBe(2);
    const away = await keysIn(`redis://127.0.0.1:${await freePort()}`, 'list');
    expect(away).toEqual({ code: 3, output: expect.stringContaining('REDIS_URL'), stdout: '' });
  });

  it('does not give keys away with its database', async () => {
    const { key } = await newKey();
    const port = new URL(cluster.greeting.redisUrl).port;
    const stolen = await runChild(['redis-cli', '-p', port, 'HGETALL', 'otp:api-keys']);
    await stolen.ended;
    const secret = Buffer.from(key.slice(21), 'base64url');
    for (const form of ['base64', 'base64url', 'hex', 'latin1'] as const) {
      expect(stolen.output()).not.toContain(secret.toString(form));
    }
    for (const digest of stolen.output().match(/[\w-]{43}/g) ?? []) {
      expect((await call('/api/sync', key.slice(0, 21) + digest)).status).toBe(401);
    }
  });

  it('holds the limit of a key over both gateways', async () => {
    const { key } = await newKey();
    const begun = performance.now();
    const responses: Response[] = [];
    for (let round = 0; round < 12; round++) {
      responses.push(...(await Promise.all(Array.from({ length: 50 }, () => call('/api/sync', key)))));
    }
    const earned = (20 * (performance.now() - begun)) / 1000;
    const passed = responses.filter(({ status }) => status === 200).length;
    // Each gateway holds at most 1 % of the burst in advance.
    expect(passed).toBeGreaterThanOrEqual(400 - 8);
    expect(passed).toBeLessThanOrEqual(400 + 8 + earned);
    const refused = responses.find(({ status }) => status === 429);
    expect(refused?.headers.get('retry-after')).toBe('1');
    expect(refused?.headers.get('ratelimit')).toBe('"calls";r=0;t=1');
    expect(refused?.headers.get('ratelimit-policy')).toBe('"calls";q=400;w=20');
    expect(await refused?.json()).toMatchObject({ code: 'RATE_LIMITED', status: 429 });
  });

  it('lets the pages of allowed origins call', async () => {
    const preflight = await call('/otp/promise', undefined, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
    expect(preflight.headers.get('access-control-allow-headers')).toMatch(/Authorization.*X-Request-Timeout/);
    const { key } = await newKey();
    const answer = await promise(key, { origin });
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    for (const header of ['X-Request-Id', 'RateLimit', 'Retry-After', 'X-Total-Count', 'X-Cache-Status']) {
      expect(answer.headers.get('access-control-expose-headers')).toContain(header);
    }
    for (const path of ['/otp/promise', stock, '/health']) {
      const other = await call(path, key, { headers: { origin: 'https://evil.example' } });
      expect([path, other.headers.get('access-control-allow-origin')]).toEqual([path, null]);
      const own = await call(path, key, { headers: { origin } });
      expect([path, own.headers.get('access-control-allow-origin')]).toEqual([path, origin]);
    }
  });

  it('keeps to the time that a caller has', async () => {
    const { key } = await newKey();
    for (const time of ['0', '30001', '1.5', '1e3', 'soon']) {
      const response = await promise(key, { 'x-request-timeout': time });
      expect([time, response.status]).toEqual([time, 400]);
      expect(await response.json()).toMatchObject({ detail: expect.stringContaining('X-Request-Timeout') });
    }
    expect((await promise(key, { 'x-request-timeout': '1' })).status).toBe(504);
    expect((await promise(key, { 'x-request-timeout': '30000' })).status).toBe(200);
    // Health comes from a cache, and one caller's haste must not be told to all.
    const hasty = await waitFor(
      async () => {
        const response = await call('/health', undefined, { headers: { 'x-request-timeout': '1' } });
        return response.headers.get('x-cache-status') === 'HIT' ? undefined : response;
      },
      { timeoutMs: 10_000, everyMs: 200, what: 'the end of the cached health' },
    );
    expect(hasty.status).toBe(200);
  }, 20_000);

  it('writes once what is sent fifty times at the same moment', async () => {
    const { key } = await newKey();
    const item = { item_code: 'BOLT-M8', qty_needed: 3, required_by: '2099-12-01', reason: 'short' };
    const suggest = (qty_needed = 3) =>
      call('/otp/procurement-suggest', key, {
        method: 'POST',
        body: JSON.stringify({ items: [{ ...item, qty_needed }], priority: 'HIGH' }),
        headers: { 'idempotency-key': 'desk-7-0001', 'x-request-timeout': '10000' },
      });
    const made = async () => (await erp('/api/resource/Material Request?limit_page_length=0')) as unknown[];
    const before = (await made()).length;
    const responses = await Promise.all(Array.from({ length: 50 }, () => suggest()));
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(await Promise.all(responses.map((response) => response.text()))).size).toBe(1);
    expect(responses.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(
      49,
    );
    expect((await made()).length).toBe(before + 1);
    const other = await suggest(4);
    expect([other.status, await other.json()]).toEqual([
      422,
      expect.objectContaining({ code: 'IDEMPOTENCY_KEY_REUSED' }),
    ]);
  }, 20_000);

  it('hears of a stock change at once, from ERPNext only', async () => {
    const { key } = await newKey();
    const qty = 1_000_000;
    const status = async () => ((await (await promise(key, {}, qty)).json()) as { status: string }).status;
    expect(await status()).toBe('CANNOT_FULFILL');
    const items = [{ item_code: 'BOLT-M8', qty, t_warehouse: stores }];
    const entry = { docstatus: 1, stock_entry_type: 'Material Receipt', company: 'Acme Parts', items };
    await erp('/api/resource/Stock Entry', { method: 'POST', body: JSON.stringify(entry) });
    // The next sync would be half a minute away.
    await waitFor(async () => (await status()) === 'OK', { timeoutMs: 5_000, everyMs: 100 });

    const hook = (body: string) =>
      call('/webhooks/erpnext/bin-on-change', undefined, {
        method: 'POST',
        body,
        headers: { 'x-frappe-webhook-signature': 'forged' },
      });
    expect((await hook('{"event": "bin-on-change", "item_code": "BOLT-M8"}')).status).toBe(401);
    expect((await hook('x'.repeat(10_000_000))).status).toBe(413);
  }, 20_000);

  it('gives stock from its cache, also while ERPNext is down, and never a promise', async () => {
    const { key } = await newKey();
    const { key: other } = await newKey('orders:read');
    const path = `${stock}&`;
    const first = await call(path, key);
    expect([first.status, first.headers.get('x-cache-status')]).toEqual([200, 'MISS']);
    const text = await first.text();
    const begun = Date.now();
    const again = await call(path, key);
    expect([await again.text(), again.headers.get('x-cache-status')]).toEqual([text, 'HIT']);
    expect((await call(path, other)).headers.get('x-cache-status')).toBe('MISS');

    const promises = await Promise.all([promise(key), promise(key)]);
    const ids = promises.map(async (response) => {
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('x-cache-status')).toBeNull();
      return ((await response.json()) as { promise_id: string }).promise_id;
    });
    expect(new Set(await Promise.all(ids)).size).toBe(2);

    const sandbox = cluster.processes.find(({ name }) => name === 'sandbox')?.pid ?? 0;
    process.kill(sandbox, 'SIGSTOP');
    try {
      const stale = await waitFor(
        async () => {
          const response = await call(path, key);
          const cached = response.headers.get('x-cache-status');
          return cached === 'HIT' ? undefined : response;
        },
        { timeoutMs: 35_000, everyMs: 500, what: 'the end of half a minute' },
      );
      expect(Date.now() - begun).toBeGreaterThan(28_000);
      expect([stale.status, await stale.text()]).toEqual([200, text]);
      expect(stale.headers.get('x-cache-status')).toMatch(/^(STALE|UPDATING)$/);
    } finally {
      process.kill(sandbox, 'SIGCONT');
    }
  }, 60_000);
});
