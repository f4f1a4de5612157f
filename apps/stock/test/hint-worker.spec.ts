import { OtpError, systemClock } from '#libs/kernel';
import { createLogger } from '#libs/observability';
import { HintQueue } from '#libs/redis';
import { type RedisProcess, startRedis } from '#libs/testing';
import { HintWorker } from '../src/adapters/in/hint-worker.js';
import { WorkOffHints } from '../src/application/hints/work-off-hints.js';
import { redisOf, type ReplicaView, replicaIn } from './replica.js';
import { eventually } from './stock-service.js';

const POISON = 'POISON';
const REDELIVER_MS = 200;

let redis: RedisProcess;
let view: ReplicaView;
let blocking: ReturnType<typeof redisOf>;
let worker: HintWorker;
/** Each read, and whether the poison was in it. */
let read: { readonly codes: readonly string[]; readonly failed: boolean }[];
let failing: (codes: readonly string[]) => boolean;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

beforeEach(async () => {
  await redis.command('FLUSHALL');
  view = replicaIn(redis);
  blocking = redisOf(redis, true);
  await eventually(() => view.hints.waiting());
  await eventually(() => blocking.ping());
  read = [];
  failing = (codes) => codes.includes(POISON);
});

afterEach(async () => {
  const stopped = worker.stop();
  blocking.disconnect();
  await stopped;
  view.close();
});

function startWorker(settings: { readonly oldestMs: number }): void {
  const hints = new WorkOffHints({
    refresh: (codes) => {
      const failed = failing(codes);
      read.push({ codes, failed });
      return failed
        ? Promise.reject(new OtpError('SUPPLY_UNAVAILABLE', 'ERPNext refused to read Item.'))
        : Promise.resolve([]);
    },
    publishReference: () => Promise.resolve(),
    itemsInOrders: () => Promise.resolve([]),
    itemsOnceInOrders: () => Promise.resolve([]),
  });
  const bounds = { mostWaiting: 1_000, redeliverAfterMs: REDELIVER_MS };
  worker = new HintWorker(
    new HintQueue(view.connection, bounds, blocking),
    hints,
    systemClock,
    { most: 16, batchMs: REDELIVER_MS, ...settings },
    createLogger('stock', 'fatal'),
  );
  worker.start();
}

const item = (code: string) => ({ kind: 'items', codes: [code] }) as const;
const done = () => new Set(read.flatMap(({ codes, failed }) => (failed ? [] : codes)));

it('works off all others beside a hint that always fails, which stays', async () => {
  const codes = Array.from({ length: 40 }, (_, i) => `A${i}`);
  await view.hints.add([item(POISON), ...codes.map(item)]);
  startWorker({ oldestMs: 600_000 });
  await eventually(async () => expect(await view.hints.waiting()).toBe(1));
  expect([...done()].sort()).toEqual([...codes].sort());
  const failures = () => read.filter(({ failed }) => failed).length;
  const before = failures();
  await eventually(() => Promise.resolve(expect(failures()).toBeGreaterThan(before)));
  await view.hints.add([item('LATE')]);
  await eventually(async () => {
    expect(done()).toContain('LATE');
    expect(await view.hints.waiting()).toBe(1);
  });
}, 20_000);

it('drops a hint that fails when it has become too old', async () => {
  await view.hints.add([item(POISON)]);
  startWorker({ oldestMs: 500 });
  await eventually(async () => expect(await view.hints.waiting()).toBe(0));
  expect(read.length).toBeGreaterThan(1);
  expect(done().size).toBe(0);
});

it('gives a hint back that it could not finish before it was told to stop', async () => {
  failing = () => true;
  await view.hints.add([item('A')]);
  startWorker({ oldestMs: 600_000 });
  await eventually(() => Promise.resolve(expect(read.length).toBeGreaterThan(0)));
  const stopped = worker.stop();
  blocking.disconnect();
  await stopped;
  expect(await view.hints.waiting()).toBe(1);
});

it('goes on when Redis comes back', async () => {
  startWorker({ oldestMs: 600_000 });
  await view.hints.add([item('BEFORE')]);
  await eventually(() => Promise.resolve(expect(done()).toContain('BEFORE')));
  await redis.kill();
  await redis.restart();
  await eventually(() => view.hints.add([item('AFTER')]));
  await eventually(() => Promise.resolve(expect(done()).toContain('AFTER')));
}, 15_000);
