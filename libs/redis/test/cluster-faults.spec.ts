import { type RedisCluster, startRedisCluster, waitFor } from '#libs/testing';
import { connectRedis, type RedisConnection, Replica } from '../src/index.js';
import { configOf, snapshotOf } from './snapshots.js';

const TIMEOUT_MS = 250;
/** Redirections, and what a busy machine adds. */
const SLACK_MS = 500;
const codes = Array.from({ length: 60 }, (_, at) => `ITEM-${at}`);

let cluster: RedisCluster;
let redis: RedisConnection;
let replica: Replica;

beforeAll(async () => {
  cluster = await startRedisCluster({ masters: 3, replicas: 0 });
  redis = connectRedis(configOf({ REDIS_CLUSTER: cluster.addresses, REDIS_TIMEOUT_MS: TIMEOUT_MS }));
  replica = new Replica(redis);
  await waitFor(() => replica.histories().then(() => true));
  await replica.write(
    codes.map((code) => ({ kind: 'snapshot', code, snapshot: snapshotOf(code) })),
    await waitFor(() => replica.drawVersion()),
  );
}, 30_000);
afterAll(async () => {
  redis.disconnect();
  await cluster.stop();
});

async function foundIn(withinMs: number): Promise<number> {
  const begin = performance.now();
  const found = await replica.read(codes);
  expect(performance.now() - begin).toBeLessThan(withinMs + SLACK_MS);
  return [...found.values()].filter(({ kind }) => kind === 'snapshot').length;
}

async function expectUnavailable(answer: Promise<unknown>): Promise<void> {
  const begin = performance.now();
  await expect(answer).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(performance.now() - begin).toBeLessThan(TIMEOUT_MS + SLACK_MS);
}

it('a node that stands still costs its own items only, and no more than the time-out', async () => {
  const [node] = cluster.masters;
  node?.pause();
  const found = await foundIn(TIMEOUT_MS);
  expect(found).toBeGreaterThan(0);
  expect(found).toBeLessThan(codes.length);
  await expectUnavailable(replica.histories());
  node?.resume();
  await waitFor(async () => (await foundIn(TIMEOUT_MS)) === codes.length);
});

it('a node that is dead costs no more than the time-out either, until it is back', async () => {
  const [node] = cluster.masters;
  await node?.kill();
  for (let round = 0; round < 20; round++)
    expect(await foundIn(TIMEOUT_MS).catch(() => 0)).toBeLessThan(codes.length);
  await expectUnavailable(replica.histories());
  await node?.restart();
  await waitFor(async () => (await foundIn(TIMEOUT_MS).catch(() => 0)) > 0, { timeoutMs: 15_000 });
  await waitFor(() => replica.histories(), { timeoutMs: 15_000 });
}, 40_000);
