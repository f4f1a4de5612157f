import { type RedisProcess, startRedis, waitFor } from '#libs/testing';
import { type ChangeFollower, connectRedis, keys, type RedisConnection, Replica } from '../src/index.js';
import { followed } from './followed.js';
import { configOf } from './snapshots.js';

let server: RedisProcess;
let redis: RedisConnection;
let replica: Replica;
let told: string[];
let follower: ChangeFollower;

beforeEach(async () => {
  server = await startRedis({ 'enable-debug-command': 'local' });
  const config = configOf({ REDIS_URL: server.url });
  redis = connectRedis(config);
  replica = new Replica(redis);
  await waitFor(() => redis.status === 'ready');
  ({ told, follower } = followed(config));
  await waitFor(() => told.length === 1);
});
afterEach(async () => {
  await follower.stop();
  redis.disconnect();
  await server.stop();
});

const announceItem = (code: string) => replica.announce({ kind: 'items', codes: [code] });

it('tells every change once and in order, from the start on', async () => {
  expect(told).toEqual(['reset undefined undefined']);
  expect(follower.inContact).toBe(true);
  for (let at = 0; at < 50; at++) await announceItem(`A${at}`);
  await replica.announce({ kind: 'reference', version: 'v2' });
  const coverage = { complete: true, coveredUntilMs: 7, histories: await replica.histories() };
  await replica.announce({ kind: 'covered', coverage });
  await waitFor(() => told.at(-1) === 'covered 7');
  expect(told.slice(1)).toEqual([
    ...Array.from({ length: 50 }, (_, at) => `items A${at}`),
    'reference v2',
    'covered 7',
  ]);
});

it('goes on from the end of the stream, with what Redis holds', async () => {
  await announceItem('before');
  const state = { complete: true, coveredUntilMs: 5, histories: [], progress: null };
  await replica.saveState(state, await replica.drawVersion());
  const late = followed(configOf({ REDIS_URL: server.url }));
  await waitFor(() => late.told.length === 1);
  await announceItem('after');
  await waitFor(() => late.told.length === 2);
  await late.follower.stop();
  expect(late.told).toEqual(['reset 5 undefined', 'items after']);
});

it('tells of the loss and starts anew when the connection was cut', async () => {
  await announceItem('A');
  await waitFor(() => told.length === 2);
  await server.command('CLIENT', 'KILL', 'TYPE', 'normal');
  await waitFor(() => told.length === 4);
  expect(told.slice(2)).toEqual(['lost', 'reset undefined undefined']);
});

it('sees a gap: an entry that it has not seen is not there any more', async () => {
  await announceItem('A');
  await waitFor(() => told.length === 2);
  const later = JSON.stringify({ kind: 'items', codes: ['C'] });
  await redis.incrby(keys.changesNumber, 2);
  await redis.xadd(keys.changes, '*', 'n', (await redis.get(keys.changesNumber)) ?? '', 'c', later);
  await waitFor(() => told.length === 3);
  expect(told[2]).toBe('reset undefined undefined');
  await announceItem('B');
  await waitFor(() => told.length === 4);
});

it('starts anew when Redis was emptied under it and goes on counting', async () => {
  await announceItem('A');
  await waitFor(() => told.length === 2);
  // Within the same millisecond, which names entries, B could not be told from A.
  const toldAt = Date.now();
  await waitFor(() => Date.now() > toldAt);
  await redis.flushall();
  await announceItem('B');
  // The announcement may come after the reset, and is told then, too.
  await waitFor(() => told.length >= 3);
  expect(told[2]).toBe('reset undefined undefined');
});

it('starts anew when Redis was emptied and its clock set back, so that what comes seems older', async () => {
  const change = JSON.stringify({ kind: 'items', codes: ['A'] });
  await redis.incr(keys.changesNumber);
  await redis.xadd(keys.changes, `${Date.now() + 3_600_000}-0`, 'n', '1', 'c', change);
  await waitFor(() => told.length === 2);
  const again = redis.multi().flushall().incr(keys.changesNumber);
  await again.xadd(keys.changes, '*', 'n', '1', 'c', change).exec();
  await waitFor(() => told.length >= 3, { timeoutMs: 4_000 });
  expect(told[2]).toBe('reset undefined undefined');
});

it('starts anew when another master goes on', async () => {
  await announceItem('A');
  await waitFor(() => told.length === 2);
  await redis.debug('CHANGE-REPL-ID');
  await announceItem('B');
  // The announcement may come after the reset, and is told then, too.
  await waitFor(() => told.length >= 3);
  expect(told[2]).toBe('reset undefined undefined');
});

it('notices silence within its time, and recovers', async () => {
  await announceItem('A');
  await waitFor(() => told.length === 2);
  const before = Date.now();
  server.pause();
  await waitFor(() => told.at(-1) === 'lost', { timeoutMs: 4_000 });
  expect(follower.inContact).toBe(false);
  expect(follower.lastContactMs).toBeLessThanOrEqual(before + 50);
  server.resume();
  await waitFor(() => told.at(-1)?.startsWith('reset'));
  await announceItem('B');
  await waitFor(() => told.at(-1) === 'items B');
});

it('starts anew after Redis was killed and started again', async () => {
  await server.kill();
  await waitFor(() => told.at(-1) === 'lost');
  await server.restart();
  await waitFor(() => told.at(-1) === 'reset undefined undefined');
});

it('keeps the stream short', async () => {
  const changes = Array.from({ length: 500 }, (_, at) => ({ kind: 'items', codes: [`I${at}`] }) as const);
  for (let round = 0; round < 24; round++) await replica.announce(...changes);
  expect(await redis.xlen(keys.changes)).toBeLessThan(10_500);
  await waitFor(() => told.length === 1 + 24 * 500);
});
