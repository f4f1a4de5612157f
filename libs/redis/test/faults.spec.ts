import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type RedisProcess, startRedis, waitFor } from '#libs/testing';
import { checkPolicy, connectRedis, type RedisConnection, Replica } from '../src/index.js';
import { configOf, snapshotOf } from './snapshots.js';

const TIMEOUT_MS = 250;
/** What a busy machine adds to a time-out. */
const SLACK_MS = 250;

let server: RedisProcess;
let redis: RedisConnection | undefined;

afterEach(async () => {
  redis?.disconnect();
  await server.stop();
});

async function connected(more: { password?: string } = {}): Promise<Replica> {
  redis = connectRedis(
    configOf({ REDIS_URL: server.url, ...(more.password ? { REDIS_PASSWORD: more.password } : {}) }),
  );
  await waitFor(() => redis?.status === 'ready');
  return new Replica(redis);
}

async function expectUnavailable(answer: Promise<unknown>, detail: RegExp, withinMs: number): Promise<void> {
  // A timer of the same event loop: a machine that stands still for a while delays both.
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(late.resolve, withinMs + SLACK_MS, 'late');
  const fault = answer.catch((error: unknown) => error);
  expect(await Promise.race([fault, late.promise])).toMatchObject({
    ...{ code: 'UNAVAILABLE', detail: expect.stringMatching(detail) },
  });
  clearTimeout(timer);
}

const everything = (replica: Replica): Promise<unknown>[] => [
  replica.read(['A', 'B']),
  replica.write([{ kind: 'snapshot', code: 'A', snapshot: snapshotOf('A') }], '1'.padStart(28, '0')),
  replica.drawVersion(),
  replica.state(),
  replica.histories(),
  replica.announce({ kind: 'items', codes: ['A'] }),
];

it('Redis that is down at the start is waited for, and each command fails at once', async () => {
  const port = await freePort();
  redis = connectRedis(configOf({ REDIS_URL: `redis://127.0.0.1:${port}` }));
  const replica = new Replica(redis);
  await Promise.all(everything(replica).map((answer) => expectUnavailable(answer, /not reachable/, 0)));
  server = await startRedis({}, port);
  await waitFor(() => replica.state().then(() => true));
});

it('Redis that was killed fails at once, and comes back by itself', async () => {
  server = await startRedis();
  const replica = await connected();
  await server.kill();
  await waitFor(() => redis?.status !== 'ready');
  await Promise.all(everything(replica).map((answer) => expectUnavailable(answer, /not reachable/, 0)));
  await server.restart();
  await waitFor(() => replica.drawVersion().then(() => true));
});

it('Redis that stands still fails within the time-out, and goes on by itself', async () => {
  server = await startRedis();
  const replica = await connected();
  server.pause();
  for (let round = 0; round < 6; round++)
    await Promise.all(
      everything(replica).map((answer) => expectUnavailable(answer, /in time|reachable/, TIMEOUT_MS)),
    );
  server.resume();
  await waitFor(() => replica.drawVersion().then(() => true));
});

it('Redis that is full refuses writes, keeps what it has, and takes writes again', async () => {
  server = await startRedis({ maxmemory: '3mb' });
  const replica = await connected();
  const version = await replica.drawVersion();
  const write = (code: string) =>
    replica.write([{ kind: 'snapshot', code, snapshot: snapshotOf(code, { bins: 200 }) }], version);
  await write('first');
  const filled = (async () => {
    for (let at = 0; at < 1_000; at++) await write(`ITEM-${at}`);
  })();
  await expect(filled).rejects.toMatchObject({ code: 'UNAVAILABLE', detail: 'Redis has no memory left.' });
  expect((await replica.read(['first'])).get('first')?.kind).toBe('snapshot');
  await server.command('CONFIG', 'SET', 'maxmemory', '100mb');
  await write('last');
  expect((await replica.read(['last'])).get('last')?.kind).toBe('snapshot');
});

it('Redis that can not write to its disk refuses writes, and says why', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'otp-redis-dir-'));
  server = await startRedis({ save: '3600 1', dir });
  const replica = await connected();
  await replica.drawVersion();
  rmSync(dir, { recursive: true });
  await server.command('BGSAVE');
  await waitFor(async () => (await server.info('rdb_last_bgsave_status')) === 'err');
  await expect(replica.drawVersion()).rejects.toMatchObject({
    ...{ code: 'UNAVAILABLE', detail: 'Redis can not write to its disk.' },
  });
  expect((await replica.read(['none'])).size).toBe(1);
});

it('a wrong password is UNAVAILABLE, the right one is not', async () => {
  server = await startRedis({ requirepass: 's3cret/#' });
  const faults: string[] = [];
  redis = connectRedis(configOf({ REDIS_URL: server.url, REDIS_PASSWORD: 'wrong' }), {
    onFault: ({ message }) => faults.push(message),
  });
  await waitFor(() => faults.some((fault) => fault.startsWith('WRONGPASS')));
  await expectUnavailable(new Replica(redis).state(), /not reachable/, 0);
  redis.disconnect();
  await (await connected({ password: 's3cret/#' })).drawVersion();
});

it('a new password is taken beside the old one, which is then taken away', async () => {
  server = await startRedis({ requirepass: 'old' });
  const before = await connected({ password: 'old' });
  const old = redis;
  await server.command('ACL', 'SETUSER', 'default', '>new');
  // As a service that was restarted with the new one, and as one that has only lost its connection.
  const after = await connected({ password: 'new' });
  await server.command('CLIENT', 'KILL', 'TYPE', 'normal');
  await waitFor(() => before.drawVersion().then(() => true));
  await waitFor(() => after.drawVersion().then(() => true));
  old?.disconnect();

  await server.command('ACL', 'SETUSER', 'default', 'resetpass', '>new');
  await after.drawVersion();
  const faults: string[] = [];
  const late = connectRedis(configOf({ REDIS_URL: server.url, REDIS_PASSWORD: 'old' }), {
    onFault: ({ message }) => faults.push(message),
  });
  await waitFor(() => faults.some((fault) => fault.startsWith('WRONGPASS')));
  late.disconnect();
});

it('a policy that throws keys away is told in a sentence', async () => {
  server = await startRedis();
  await connected();
  if (!redis) throw new Error();
  expect(await checkPolicy(redis)).toBeUndefined();
  await server.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
  expect(await checkPolicy(redis)).toMatch(/maxmemory-policy allkeys-lru.*set it to noeviction\.$/);
});
