import { type RedisProcess, startRedis, waitFor } from '#libs/testing';
import { connectRedis, type Hint, HintQueue, type RedisConnection } from '../src/index.js';
import { configOf } from './snapshots.js';

const BLOCK_MS = 20;
const hints: Hint[] = [
  { kind: 'items', codes: ['"quoted" {A}', 'ж'] },
  { kind: 'order', name: 'PO/1', codes: ['B'] },
  { kind: 'reference' },
];

let server: RedisProcess;
let redis: RedisConnection;
let blocking: RedisConnection;
let queue: HintQueue;

beforeAll(async () => {
  server = await startRedis();
  const config = configOf({ REDIS_URL: server.url });
  redis = connectRedis(config);
  blocking = connectRedis(config, { blocking: true });
  await waitFor(() => redis.status === 'ready' && blocking.status === 'ready');
});
beforeEach(async () => {
  await redis.flushall();
  queue = new HintQueue(redis, { mostWaiting: 5, redeliverAfterMs: 100 }, blocking);
});
afterAll(async () => {
  redis.disconnect();
  blocking.disconnect();
  await server.stop();
});

it('gives each hint to one consumer, until it is done', async () => {
  await queue.add(hints);
  const one = await queue.take('one', 2, BLOCK_MS);
  const two = await queue.take('two', 10, BLOCK_MS);
  expect([...one.hints, ...two.hints]).toEqual(hints);
  expect(await queue.waiting()).toBe(3);
  await queue.done(one);
  await queue.done(two);
  expect(await queue.waiting()).toBe(0);
  expect((await queue.take('one', 10, BLOCK_MS)).hints).toEqual([]);
});

it('gives hints again whose consumer has died', async () => {
  await queue.add(hints);
  await queue.take('dead', 10, BLOCK_MS);
  const again = await waitFor(async () => {
    const batch = await queue.take('alive', 10, BLOCK_MS);
    return batch.hints.length > 0 ? batch : undefined;
  });
  expect(again.hints).toEqual(hints);
  await queue.done(again);
  expect(await queue.waiting()).toBe(0);
});

it('wakes a consumer that waits, and nobody waits behind it', async () => {
  const taking = queue.take('one', 10, 2_000);
  await waitFor(async () => (await server.command('CLIENT', 'LIST')).includes('cmd=xreadgroup'));
  const begin = performance.now();
  expect(await queue.waiting()).toBe(0);
  await queue.add(hints);
  expect((await taking).hints).toEqual(hints);
  expect(performance.now() - begin).toBeLessThan(1_000);
});

it('refuses all or nothing when it is full', async () => {
  await queue.add(hints);
  await expect(queue.add(hints)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(await queue.waiting()).toBe(3);
});

it('goes on after Redis was emptied', async () => {
  await queue.add(hints);
  await queue.take('one', 10, BLOCK_MS);
  await redis.flushall();
  await queue.add(hints);
  expect((await queue.take('one', 10, BLOCK_MS)).hints).toEqual(hints);
});
