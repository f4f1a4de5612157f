import { Queue, Worker } from 'bullmq';
import calculateSlot from 'cluster-key-slot';
import { type RedisCluster, type RedisProcess, startRedisCluster, waitFor } from '#libs/testing';
import {
  checkPolicy,
  connectForJobs,
  connectRedis,
  JOBS_PREFIX,
  type Found,
  HintQueue,
  keys,
  type RedisConnection,
  Replica,
} from '../src/index.js';
import { followed } from './followed.js';
import { configOf, snapshotOf } from './snapshots.js';

let cluster: RedisCluster;
let redis: RedisConnection;
let replica: Replica;
const codes = Array.from({ length: 300 }, (_, at) => `ITEM {${at}}`);

beforeAll(async () => {
  cluster = await startRedisCluster({ masters: 3, replicas: 3 });
}, 30_000);
beforeEach(async () => {
  redis = connectRedis(configOf({ REDIS_CLUSTER: cluster.addresses, REDIS_TIMEOUT_MS: 5_000 }));
  await waitFor(() => redis.status === 'ready');
  replica = new Replica(redis);
  await waitFor(() => replica.histories().then(() => true));
});
afterEach(() => redis.disconnect());
afterAll(() => cluster.stop());

const quantityOf = (found: Found | undefined): number | undefined =>
  found?.kind === 'snapshot' ? found.snapshot.item?.bins[0]?.actual_qty : undefined;
const historyOf = (found: Found | undefined): string | undefined =>
  found?.kind === 'snapshot' ? found.history : undefined;
const outcomesOf = (some: readonly string[], quantity: number) =>
  some.map(
    (code) =>
      ({ kind: 'snapshot', code, snapshot: snapshotOf(code, { quantity, orders: ['PO-1'] }) }) as const,
  );

/** The process that serves a key now. */
async function masterOf(key: string): Promise<RedisProcess> {
  for (const node of cluster.nodes) {
    if ((await node.command('EXISTS', key).catch(() => 'MOVED')) !== 'MOVED') return node;
  }
  throw new Error(`Nobody serves ${key}.`);
}

it('spreads the items, and reads them with one pipeline a node', async () => {
  const version = await replica.drawVersion();
  expect(await replica.write(outcomesOf(codes, 1), version)).toEqual({ refused: [] });
  const calls = async () =>
    (await Promise.all(cluster.masters.map((node) => node.command('INFO', 'commandstats')))).map((stats) =>
      Number(/cmdstat_info:calls=(\d+)/.exec(stats)?.[1]),
    );
  const before = await calls();
  const found = await replica.read(codes);
  const after = await calls();
  expect(after.map((count, at) => count - (before[at] ?? 0))).toEqual([2, 2, 2]);
  const histories = await replica.histories();
  expect(histories).toHaveLength(3);
  expect(new Set(codes.map((code) => historyOf(found.get(code))))).toEqual(new Set(histories));
  expect(codes.every((code) => quantityOf(found.get(code)) === 1)).toBe(true);
  expect(await replica.itemCount()).toBe(codes.length);
  expect((await replica.itemsOfOrders(['PO-1'])).length).toBe(codes.length);
  expect(await checkPolicy(redis)).toBeUndefined();
});

it('keeps reading and writing while slots move', async () => {
  let quantity = 1;
  await replica.write(outcomesOf(codes, quantity), await replica.drawVersion());
  const moving = codes.slice(0, 12).map((code) => calculateSlot(keys.item(code)));
  const [to] = cluster.masters.slice(-1);
  let moved = false;
  const wrong: string[] = [];
  const traffic = (async () => {
    while (!moved) {
      quantity++;
      const { refused } = await replica.write(outcomesOf(codes, quantity), await replica.drawVersion());
      wrong.push(...refused);
      const found = await replica.read(codes);
      wrong.push(...codes.filter((code) => quantityOf(found.get(code)) !== quantity));
    }
  })();
  try {
    for (const slot of moving) {
      const code = codes.find((one) => calculateSlot(keys.item(one)) === slot) ?? '';
      const from = await masterOf(keys.item(code));
      if (to && from !== to) await cluster.moveSlot(slot, from, to);
    }
  } finally {
    moved = true;
  }
  await traffic;
  expect(wrong).toEqual([]);
  expect(quantity).toBeGreaterThan(2);
}, 30_000);

it('follows changes and hands out hints', async () => {
  const config = configOf({ REDIS_CLUSTER: cluster.addresses });
  const { told, follower } = followed(config);
  await waitFor(() => told.length === 1);
  await replica.announce({ kind: 'items', codes: ['A'] });
  await waitFor(() => told.at(-1) === 'items A');
  await follower.stop();
  const blocking = connectRedis(config, { blocking: true });
  await waitFor(() => blocking.status === 'ready');
  const queue = new HintQueue(redis, { mostWaiting: 10, redeliverAfterMs: 1_000 }, blocking);
  await queue.add([{ kind: 'reference' }]);
  const batch = await queue.take('one', 10, 100);
  expect(batch.hints).toEqual([{ kind: 'reference' }]);
  await queue.done(batch);
  expect(await queue.waiting()).toBe(0);
  blocking.disconnect();
});

it('carries jobs', async () => {
  const connection = connectForJobs(configOf({ REDIS_CLUSTER: cluster.addresses }));
  const options = { connection, prefix: JOBS_PREFIX };
  const queue = new Queue('trial', options);
  const worked: unknown[] = [];
  const worker = new Worker('trial', (job) => Promise.resolve(worked.push(job.data)), options);
  await queue.add('one', { at: 1 });
  await waitFor(() => worked.length === 1);
  expect(worked).toEqual([{ at: 1 }]);
  await worker.close();
  await queue.close();
  connection.disconnect();
});

it('a failover that loses acknowledged writes makes nothing look newer than it is', async () => {
  const first = await replica.drawVersion();
  await replica.write(outcomesOf(codes, 1), first);
  const histories = await replica.histories();
  await replica.saveState({ complete: true, coveredUntilMs: 1, histories, progress: null }, first);
  const { told, follower } = followed(configOf({ REDIS_CLUSTER: cluster.addresses }));
  await waitFor(() => told.length === 1);

  const dying = await masterOf(keys.changes);
  const heir = cluster.nodes.find((node) => node === cluster.replicas[cluster.masters.indexOf(dying)]);
  if (!heir) throw new Error('The master has no replica.');
  await waitFor(
    async () => (await heir.info('slave_repl_offset')) === (await dying.info('master_repl_offset')),
    { what: 'the replica to be level' },
  );
  // The replica hears nothing of what the master acknowledges from now on.
  heir.pause();
  await dying.command('CLIENT', 'KILL', 'TYPE', 'replica');
  const second = await replica.drawVersion();
  expect(await replica.write(outcomesOf(codes, 2), second)).toEqual({ refused: [] });
  await replica.announce({ kind: 'items', codes: ['lost'] });
  await waitFor(() => told.at(-1) === 'items lost');
  await dying.kill();
  heir.resume();

  const found = await waitFor(
    async () => {
      const all = await replica.read(codes);
      return codes.every((code) => all.get(code)?.kind === 'snapshot') ? all : undefined;
    },
    { timeoutMs: 20_000, what: 'the failover' },
  );
  const older = codes.filter((code) => quantityOf(found.get(code)) === 1);
  expect(older.length).toBeGreaterThan(0);
  expect(codes.filter((code) => quantityOf(found.get(code)) === 2).length).toBeGreaterThan(0);
  for (const code of older) expect(histories).not.toContain(historyOf(found.get(code)));

  // The follower has seen changes that are not in the stream any more.
  await waitFor(() => told.at(-1)?.startsWith('reset'), { timeoutMs: 20_000 });
  const known = await waitFor(() => replica.histories(), { timeoutMs: 20_000 });
  expect(known.filter((history) => !histories.includes(history))).toHaveLength(1);

  // A new full sync is later than all that was written before, wherever it was written.
  const third = await waitFor(() => replica.drawVersion());
  expect(third > second).toBe(true);
  const { refused } = await replica.write(outcomesOf(codes, 3), third);
  expect(refused).toEqual([]);
  expect((await replica.write(outcomesOf(codes, 2), second)).refused.toSorted()).toEqual(codes.toSorted());
  await replica.announce({ kind: 'items', codes: ['new'] });
  await waitFor(() => told.at(-1) === 'items new');
  await follower.stop();
}, 60_000);
