import { type RedisSentinel, startRedisSentinel, waitFor } from '#libs/testing';
import { connectRedis, type RedisConnection, Replica } from '../src/index.js';
import { followed } from './followed.js';
import { configOf, snapshotOf } from './snapshots.js';

let servers: RedisSentinel;
let redis: RedisConnection;

beforeAll(async () => {
  servers = await startRedisSentinel({ sentinels: 3 });
}, 20_000);
afterAll(async () => {
  redis.disconnect();
  await servers.stop();
});

it('goes on with the replica when the master has died, and trusts nothing of before', async () => {
  const config = configOf({ REDIS_SENTINELS: servers.sentinels, REDIS_SENTINEL_NAME: servers.name });
  redis = connectRedis(config);
  await waitFor(() => redis.status === 'ready');
  const replica = new Replica(redis);
  const { told, follower } = followed(config);
  await waitFor(() => told.length === 1);
  const outcome = (quantity: number) =>
    ({ kind: 'snapshot', code: 'A', snapshot: snapshotOf('A', { quantity }) }) as const;

  const before = await replica.drawVersion();
  await replica.write([outcome(1)], before);
  const histories = await replica.histories();
  await waitFor(
    async () => (await servers.replica.command('DBSIZE')) === (await servers.master.command('DBSIZE')),
  );

  await servers.master.kill();
  const after = await waitFor(() => replica.drawVersion(), { timeoutMs: 20_000 });
  expect(after.slice(0, 13) > before.slice(0, 13)).toBe(true);
  const found = (await replica.read(['A'])).get('A');
  expect(found?.kind).toBe('snapshot');
  expect(found?.kind === 'snapshot' && found.history).toBe((await replica.histories())[0]);
  expect(histories).not.toContain(found?.kind === 'snapshot' && found.history);

  await replica.write([outcome(2)], after);
  expect(await replica.write([outcome(1)], before)).toEqual({ refused: ['A'] });
  await waitFor(() => told.at(-1)?.startsWith('reset'));
  expect(told).toContain('lost');
  await replica.announce({ kind: 'items', codes: ['A'] });
  await waitFor(() => told.at(-1) === 'items A');
  await follower.stop();
}, 40_000);
