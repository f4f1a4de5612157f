import { type RedisProcess, startRedis, waitFor } from '#libs/testing';
import { type Gateways, startGateways } from './gateways.js';

describe('the limit of calls', () => {
  let redis: RedisProcess;
  let gateways: Gateways;

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  afterEach(() => gateways.stop());

  const start = async (env: Record<string, string>) => {
    gateways = await startGateways(2, { REDIS_URL: redis.url, API_KEYS: 'off', ...env });
  };
  /** Each address has a bucket of its own. */
  const call = (gateway: number, address: string, path = '/api/sync') =>
    fetch(`${gateways.urls[gateway]}${path}`, { headers: { 'x-forwarded-for': address } });
  const counted = (address: string) =>
    waitFor(async () => (await call(0, address)).headers.has('ratelimit'), {
      what: 'the connection to Redis',
    });

  it('holds for all gateways together and says when there are more', async () => {
    await start({ RATE_LIMIT_PER_SECOND: '1', RATE_LIMIT_BURST: '20' });
    await Promise.all(
      [0, 1].map((gateway) =>
        waitFor(async () => (await call(gateway, `10.9.0.${gateway}`)).headers.has('ratelimit')),
      ),
    );
    const begun = Date.now();
    const responses = await Promise.all(Array.from({ length: 60 }, (_, at) => call(at % 2, '10.0.0.1')));
    const passed = responses.filter(({ status }) => status === 200).length;
    expect(passed).toBeGreaterThanOrEqual(20);
    expect(passed).toBeLessThanOrEqual(20 + Math.ceil((Date.now() - begun) / 1000));
    const refused = responses.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(60 - passed);
    for (const { headers } of refused) {
      expect(headers.get('retry-after')).toBe('1');
      expect(headers.get('ratelimit')).toBe('"calls";r=0;t=1');
      expect(headers.get('ratelimit-policy')).toBe('"calls";q=20;w=20');
    }
    expect((await call(0, '10.0.0.2')).headers.get('ratelimit')).toBe('"calls";r=19;t=1');
    await waitFor(async () => (await call(1, '10.0.0.1')).status === 200, { timeoutMs: 3_000 });
  });

  it('asks Redis for many calls at once, and stays within what gateways hold in advance', async () => {
    await start({ RATE_LIMIT_PER_SECOND: '1', RATE_LIMIT_BURST: '1000' });
    await counted('10.1.0.9');
    const visits = async () =>
      Number(/evalsha:calls=(\d+)/.exec(await redis.command('INFO', 'commandstats'))?.[1]);
    const before = await visits();
    let passed = 0;
    for (let round = 0; round < 25; round++) {
      const responses = await Promise.all(Array.from({ length: 50 }, (_, at) => call(at % 2, '10.1.0.1')));
      passed += responses.filter(({ status }) => status === 200).length;
    }
    // Each of the two holds at most 1 %, that is 10 calls, that the other can't spend.
    expect(passed).toBeGreaterThanOrEqual(980);
    expect(passed).toBeLessThanOrEqual(1010);
    expect((await visits()) - before).toBeLessThan(passed / 4);
  });

  it('does not count health, and counts guesses at keys', async () => {
    await start({ RATE_LIMIT_PER_SECOND: '1', RATE_LIMIT_BURST: '2', API_KEYS: 'required' });
    await waitFor(async () => (await call(0, '10.2.0.9')).headers.has('ratelimit'));
    const statuses = async (path: string) => {
      const seen: number[] = [];
      for (let at = 0; at < 4; at++) seen.push((await call(0, '10.2.0.1', path)).status);
      return seen;
    };
    expect(await statuses('/health/live')).toEqual([200, 200, 200, 200]);
    expect(await statuses('/api/sync')).toEqual([401, 401, 429, 429]);
  });

  it('believes X-Forwarded-For of trusted proxies only', async () => {
    await start({ RATE_LIMIT_PER_SECOND: '1', RATE_LIMIT_BURST: '3', TRUSTED_PROXIES: '10.0.0.0/8' });
    await counted('10.3.0.9');
    const seen: number[] = [];
    for (let at = 0; at < 4; at++) seen.push((await call(0, `10.3.0.${at}`)).status);
    expect(seen.at(-1)).toBe(429);
  });

  it('lets calls through without Redis, and counts them', async () => {
    await start({ RATE_LIMIT_PER_SECOND: '1', RATE_LIMIT_BURST: '1' });
    await counted('10.4.0.9');
    await redis.kill();
    const before = await unchecked();
    for (let at = 0; at < 5; at++) {
      const response = await call(0, '10.4.0.1');
      expect([response.status, response.headers.get('ratelimit')]).toEqual([200, null]);
    }
    expect((await unchecked()) - before).toBe(5);
    await redis.restart();
    await waitFor(async () => (await call(0, '10.4.0.1')).status === 429, { timeoutMs: 5_000 });
  });
});

async function unchecked(): Promise<number> {
  const { metrics } = await import('#libs/observability');
  const metric = await metrics.getSingleMetric('otp_rate_limit_unchecked_total')?.get();
  return metric?.values[0]?.value ?? 0;
}
