import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRedisConfig } from '#libs/config';
import {
  ApiKeys,
  ChangeFollower,
  connectRedis,
  HintQueue,
  Idempotency,
  type RedisConnection,
  Replica,
} from '#libs/redis';
import {
  freePort,
  projectFolder,
  type RedisProcess,
  type RunningApp,
  startApp,
  startRedis,
  waitFor,
} from '#libs/testing';
import { RECORDED_KEY, wire } from '../tools/skew/wire.js';

/**
 * `npm run skew` rolls a cluster from the build before to this one and back. It needs that build, which a shallow
 * clone and a folder without git do not have. What never is missing is what an earlier build has left in Redis, as a
 * file: the one thing that builds hand over to each other which `buf breaking` does not watch. This build must read
 * it, and answer from it.
 */
describe('what an earlier build has left in Redis', () => {
  const item = 'VALVE-Ü 1/2"';
  const folder = mkdtempSync(join(tmpdir(), 'otp-wire-'));
  let server: RedisProcess;
  let redis: RedisConnection;
  beforeAll(async () => {
    copyFileSync(join(projectFolder, 'test', 'wire', 'redis.rdb'), join(folder, 'dump.rdb'));
    server = await startRedis({ dir: folder });
    redis = connectRedis(loadRedisConfig({ REDIS_URL: server.url }));
    await waitFor(() => redis.status === 'ready');
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  it('is read as it was meant', async () => {
    const replica = new Replica(redis);
    expect((await replica.read([item.toLowerCase()])).get(item.toLowerCase())).toMatchObject({
      ...{ kind: 'snapshot', snapshot: wire.snapshot },
    });
    expect((await replica.read(['UNUSABLE'])).get('UNUSABLE')).toEqual({ kind: 'missing' });
    expect([...(await replica.contains([item, 'UNUSABLE', 'OTHER']))]).toEqual([item, 'UNUSABLE']);
    expect(await replica.itemsOfOrders(['PO-1'])).toEqual([item]);
    expect(await replica.reference()).toEqual(wire.reference);
    expect(await replica.state()).toMatchObject(wire.state);
    const { id, body } = wire.call;
    const begun = await new Idempotency(redis, 1_000).begin({ id, body, runner: 'another' }, 1_000);
    expect(begun).toEqual({ kind: 'answered', answer: wire.call.answer });
    const key = (await redis.get(RECORDED_KEY)) ?? '';
    expect(await new ApiKeys(redis).find(key)).toMatchObject({ name: 'desk' });
    const hints = new HintQueue(redis, { mostWaiting: 10, redeliverAfterMs: 1_000 });
    expect((await hints.take('another', 10, 1)).hints).toEqual(wire.hints);
  });

  it('has changes that go on where it has ended, and versions that this build outdoes', async () => {
    const told: unknown[] = [];
    const note = (what: unknown): void => void told.push(what);
    const ignored = (): void => undefined;
    const follower = new ChangeFollower(
      () => connectRedis(loadRedisConfig({ REDIS_URL: server.url }), { blocking: true }),
      {
        ...{ items: note, reference: ignored, covered: ignored, lost: ignored },
        reset: (coverage, version) => note([coverage?.complete, version]),
      },
      { blockMs: 100 },
    );
    follower.start();
    try {
      await waitFor(() => told.length === 1, { what: 'the first contact' });
      const replica = new Replica(redis);
      const snapshot = { ...wire.snapshot, as_of_ms: wire.snapshot.as_of_ms + 1 };
      const written = await replica.write(
        [{ kind: 'snapshot', code: item, snapshot }],
        await replica.drawVersion(),
      );
      await replica.announce({ kind: 'items', codes: [item] });
      await waitFor(() => told.length === 2, { what: 'the change' });
      expect(written.refused).toEqual([]);
      expect(told).toEqual([[true, wire.reference.version], [item]]);
    } finally {
      await follower.stop();
    }
  });

  it('is what this build promises from, to who has a key of then', async () => {
    const running: RunningApp[] = [];
    try {
      const [nobody, port] = [await freePort(), await freePort()];
      const common = { REDIS_URL: server.url, OTEL_SDK_DISABLED: 'true', METRICS_PORT: '0' };
      const stock = { STOCK_ADDRESSES: `127.0.0.1:${nobody}`, DEFAULT_WAREHOUSE: 'Stores - W' };
      running.push(await startApp('promise', { ...common, ...stock, PROMISE_PORT: String(port) }));
      const promises = { PROMISE_ADDRESSES: `127.0.0.1:${port}`, API_KEYS: 'required' };
      const gateway = await startApp('gateway', { ...common, ...stock, ...promises });
      running.push(gateway);
      const key = (await redis.get(RECORDED_KEY)) ?? '';
      const answer = await waitFor(
        async () => {
          const response = await fetch(`${gateway.url}/otp/promise`, {
            method: 'POST',
            headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
            body: JSON.stringify({
              customer: 'Example',
              items: [{ item_code: item, qty: 10 }],
              rules: { order_created_at: '2031-03-07T09:00' },
            }),
          });
          return response.status === 200 ? ((await response.json()) as object) : undefined;
        },
        { what: 'a promise' },
      );
      // 7.5 on hand less 3.5 of others; half a box is still to come, 6 pieces on Wednesday, and Thursday is off.
      expect(answer).toMatchObject({
        ...{ status: 'OK', data_source: 'REPLICA', can_fulfill: true, order_day: '2031-03-07' },
        promise_date: '2031-03-15',
        plan: [
          {
            fulfillment: [
              { source: 'stock', qty: 4, warehouse: 'Stores - W' },
              { source: 'purchase_order', qty: 6, po_id: 'PO-1', expected_date: '2031-03-12' },
            ],
            shortage: 0,
          },
        ],
      });
    } finally {
      await Promise.all(running.map((app) => app.stop()));
    }
  });
});
