import { Queue } from 'bullmq';
import { connectRedis, JOBS_PREFIX, Replica, type SyncState } from '#libs/redis';
import { startApp, startRedis, waitFor } from '#libs/testing';
import { SYNC_QUEUE, TURN_OPTIONS } from '../../src/adapters/in/sync/sync-queue.js';
import { putCompany, STORES } from '../company.js';
import { Sandbox } from '../sandbox.js';
import { WatchedSite } from '../watched-site.js';

let sandbox: Sandbox;
const resources: (() => unknown)[] = [];

beforeAll(async () => {
  sandbox = await Sandbox.start();
  await putCompany(sandbox);
}, 60_000);

afterAll(() => sandbox?.stop());

afterEach(async () => {
  for (const release of resources.splice(0).reverse()) await release();
});

/** A Redis, and so many stock services on it, each of which sees the site through a window of its own. */
async function services(count: number, redisSettings: Record<string, string> = {}) {
  const redis = await startRedis(redisSettings);
  const connection = connectRedis({
    ...{ REDIS_URL: redis.url, REDIS_SENTINELS: undefined, REDIS_SENTINEL_NAME: '' },
    ...{ REDIS_CLUSTER: undefined, REDIS_PASSWORD: undefined, REDIS_TIMEOUT_MS: 1_000 },
  });
  resources.push(
    () => redis.stop(),
    () => connection.disconnect(),
  );
  const instances = await Promise.all(
    Array.from({ length: count }, async () => {
      const window = await WatchedSite.of(sandbox.url);
      resources.push(() => window.close());
      const app = await startApp('stock', {
        ...{ ERPNEXT_URL: window.url, ERPNEXT_API_KEY: 'sandbox', ERPNEXT_API_SECRET: 'sandbox' },
        ...{ REDIS_URL: redis.url, SYNC_INTERVAL_MS: '1000', SUPPLY_SETTLE_MARGIN_MS: '0' },
        DEFAULT_WAREHOUSE: STORES,
      });
      resources.push(() => app.stop('SIGKILL'));
      return { window, app };
    }),
  );
  const replica = new Replica(connection);
  const covered = (ms: number, timeoutMs: number) =>
    waitFor(async () => covers(await replica.state(), ms), { timeoutMs, what: `coverage of ${ms}` });
  return { redis, connection, instances, covered };
}

function covers(state: SyncState | undefined, ms: number): boolean {
  return state?.complete === true && (state.coveredUntilMs ?? 0) >= ms;
}

it('one instance synchronises at a time, and another takes over when it is killed in the middle', async () => {
  const { instances, covered } = await services(2);
  await covered(1, 30_000);
  // The next turn does not end: the answer that it waits for is kept back.
  const gates = instances.map(({ window }) => window.hold('Bin', []));
  const leader = await Promise.race(gates.map(({ arrived }, at) => arrived.then(() => at)));
  const other = instances[1 - leader];
  other?.window.forget();
  // Longer than the interval of the turns.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  const bins = other?.window.requests.filter(({ body }) => 'or_filters' in body);
  expect(bins).toEqual([]);

  const killedAt = Date.now();
  await instances[leader]?.app.stop('SIGKILL');
  for (const gate of gates) gate.release();
  await covered(killedAt, 20_000);
  expect(Date.now() - killedAt).toBeLessThan(15_000);
}, 90_000);

it.each([
  ['empty', {}],
  ['with its data', { appendonly: 'yes', appendfsync: 'always' }],
])(
  'goes on by itself when Redis was killed and came back %s',
  async (_, settings) => {
    const { redis, instances, covered } = await services(1, settings);
    await covered(1, 30_000);
    await redis.kill();
    await redis.restart();
    await covered(Date.now(), 30_000);
    const [first] = instances;
    const passes = () => first?.app.output().match(/"kind":"full".*"synchronised"/g) ?? [];
    // The line follows the coverage.
    await waitFor(() => passes().length > 1, { timeoutMs: 10_000, what: 'the line of the second pass' });
    expect(passes()).toHaveLength(2);
  },
  90_000,
);

it('goes on within seconds when a clock that was wrong has set the next turn an hour away', async () => {
  const { connection, covered } = await services(1);
  await covered(1, 30_000);
  const queue = new Queue(SYNC_QUEUE, { connection, prefix: JOBS_PREFIX });
  resources.push(() => queue.close());
  const every = Number((await queue.getJobScheduler('incremental'))?.every);
  await queue.removeJobScheduler('incremental');
  const startDate = Date.now() + 3_600_000;
  await queue.upsertJobScheduler(
    'incremental',
    { every, startDate },
    { name: 'incremental', opts: TURN_OPTIONS },
  );
  await waitFor(async () => (await queue.getDelayedCount()) > 0);
  await covered(Date.now() + 1_000, 20_000);
}, 60_000);
