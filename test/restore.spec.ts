import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadRedisConfig } from '#libs/config';
import { ApiKeys, connectRedis, keys, Replica, scopes } from '#libs/redis';
import {
  freePort,
  type RedisProcess,
  type RunningApp,
  startApp,
  startRedis,
  startSandbox,
  waitFor,
} from '#libs/testing';

const MORE = 1_000_000;
const order = { customer: 'Example', items: [{ item_code: 'BOLT-M8', qty: MORE }] };

interface Promised {
  readonly data_source: string;
  readonly data_as_of: string;
  readonly confidence: string;
  readonly can_fulfill: boolean;
}

let sandbox: RunningApp;
let redis: RedisProcess;
let ports: Record<'gateway' | 'promise' | 'stock', number>;
const running = new Map<string, RunningApp>();
const folder = mkdtempSync(join(tmpdir(), 'otp-restore-'));
const backup = join(folder, 'otp.rdb');
let key: string;
let salesOrder: string;
let receivedAt: number;
/** Of the versions that were given out before the loss. */
let lostEpoch: number;

/** ERPNext itself, as its administrator sees it. */
async function erpnext<T>(path: string, body: object): Promise<T> {
  const answer = await fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    headers: { authorization: 'token admin:admin', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

const comments = async (): Promise<number> =>
  (
    await erpnext<{ message: unknown[] }>('/api/method/frappe.client.get_list', {
      doctype: 'Comment',
      filters: { reference_name: salesOrder, comment_type: 'Comment' },
    })
  ).message.length;

async function start(
  app: 'gateway' | 'promise' | 'stock',
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const name = app.toUpperCase();
  const env = {
    REDIS_URL: redis.url,
    [`${name}_HOST`]: '127.0.0.1',
    [`${name}_PORT`]: String(ports[app]),
    METRICS_PORT: '0',
    OTEL_SDK_DISABLED: 'true',
    PROMISE_ADDRESSES: `127.0.0.1:${ports.promise}`,
    STOCK_ADDRESSES: `127.0.0.1:${ports.stock}`,
    ERPNEXT_URL: sandbox.url,
    ERPNEXT_API_KEY: 'sandbox',
    ERPNEXT_API_SECRET: 'sandbox',
    DEFAULT_WAREHOUSE: 'Stores - AP',
    SYNC_INTERVAL_MS: '500',
    API_KEYS: 'required',
    ...more,
  };
  running.set(app, await startApp(app, env));
}

async function stopAll(): Promise<void> {
  await Promise.all([...running.values()].map((app) => app.stop()));
  running.clear();
}

const post = (path: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`http://127.0.0.1:${ports.gateway}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** Undefined: no promise can be given at the moment. */
async function promised(): Promise<Promised | undefined> {
  const answer = await post('/otp/promise', order);
  if (answer.status !== 200 && answer.status < 500) throw new Error(await answer.text());
  return answer.status === 200 ? ((await answer.json()) as Promised) : undefined;
}

const promisedThat = (what: string, is: (promise: Promised) => boolean): Promise<Promised> =>
  waitFor(
    async () => {
      const promise = await promised();
      return promise !== undefined && is(promise) ? promise : undefined;
    },
    { everyMs: 50, what },
  );

const apply = () =>
  post(
    '/otp/apply',
    {
      ...{ sales_order_id: salesOrder, promise_date: '2099-12-05', confidence: 'MEDIUM' },
      action: 'add_comment',
    },
    { 'idempotency-key': 'order-desk-1' },
  );

/** As docs/operations.md says it: the file in the place of the append-only file of an empty Redis. */
async function restored(port?: number): Promise<RedisProcess> {
  const dir = mkdtempSync(join(folder, 'redis-'));
  copyFileSync(backup, join(dir, 'appendonly.aof'));
  return startRedis({ appendonly: 'yes', dir }, port);
}

/** When the item was read from ERPNext, and what the synchronisation says of all. */
async function replicaNow() {
  const connection = connectRedis(loadRedisConfig({ REDIS_URL: redis.url }));
  try {
    const replica = new Replica(connection);
    const found = await waitFor(async () => (await replica.read(['BOLT-M8'])).get('BOLT-M8'));
    const readAtMs = found.kind === 'snapshot' ? found.snapshot.as_of_ms : Infinity;
    return { readAtMs, state: await replica.state() };
  } finally {
    connection.disconnect();
  }
}

const epochOf = async (item: string): Promise<number> =>
  Number(await redis.command('GETRANGE', keys.item(item), '0', '12'));

beforeAll(async () => {
  sandbox = await startSandbox({ flags: { items: 60 } });
  redis = await startRedis({ appendonly: 'yes' });
  ports = { gateway: await freePort(), promise: await freePort(), stock: await freePort() };
  const connection = connectRedis(loadRedisConfig({ REDIS_URL: redis.url }));
  ({ key } = await waitFor(() => new ApiKeys(connection).create('desk', scopes)));
  connection.disconnect();
  await Promise.all([start('stock'), start('promise'), start('gateway')]);
  const { data } = await erpnext<{ data: { name: string } }>('/api/resource/Sales Order', {
    ...{ docstatus: 1, customer: 'Kontor GmbH', company: 'Acme Parts', delivery_date: '2099-12-01' },
    items: [{ item_code: 'BOLT-M8', qty: 3, rate: 2, warehouse: 'Stores - AP' }],
  });
  salesOrder = data.name;
});
afterAll(async () => {
  await stopAll();
  await (redis as RedisProcess | undefined)?.stop();
  await (sandbox as RunningApp | undefined)?.stop();
  rmSync(folder, { recursive: true });
});

it('is backed up while it runs, and goes on', async () => {
  await promisedThat('a promise from the replica', ({ data_source }) => data_source === 'REPLICA');
  const written = await apply();
  expect([written.status, await written.json()]).toMatchObject([200, { status: 'success' }]);
  await waitFor(async () => {
    const { readAtMs, state } = await replicaNow();
    return (state?.coveredUntilMs ?? 0) > readAtMs;
  });
  await promisify(execFile)('redis-cli', ['-u', redis.url, '--rdb', backup]);

  await erpnext('/api/resource/Stock Entry', {
    ...{ docstatus: 1, stock_entry_type: 'Material Receipt', company: 'Acme Parts' },
    items: [{ item_code: 'BOLT-M8', qty: MORE, t_warehouse: 'Stores - AP', basic_rate: 1 }],
  });
  receivedAt = Date.now();
  await promisedThat('the goods that came after the backup', ({ can_fulfill }) => can_fulfill);
  lostEpoch = await epochOf('BOLT-M8');
});

it('knows keys and writes again after everything was lost, and the replica as what it is: old', async () => {
  await stopAll();
  await redis.stop();
  redis = await restored();
  // Nobody can ask ERPNext: what is answered comes from the restored Redis alone.
  await Promise.all([start('promise', { SUPPLY_STALE_AFTER_MS: '1000' }), start('gateway')]);

  const promise = await promisedThat(
    'a promise from the restored replica',
    ({ data_source }) => data_source === 'STALE',
  );
  const { readAtMs, state } = await replicaNow();
  // The backup says that all was followed up to later than that; it is not believed any more.
  expect(state).toMatchObject({ complete: true });
  expect(state?.coveredUntilMs).toBeGreaterThan(readAtMs);
  expect(promise).toMatchObject({
    ...{ data_source: 'STALE', confidence: 'LOW', can_fulfill: false },
    data_as_of: new Date(readAtMs).toISOString(),
  });

  const again = await apply();
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
  expect(await again.json()).toMatchObject({ status: 'success', sales_order_id: salesOrder });
  expect(await comments()).toBe(1);
});

/** Until it is built anew, what does not know of the goods must not look as if it were from after they came. */
async function expectReplicaBuiltAnew(): Promise<void> {
  const behind: Promised[] = [];
  await waitFor(
    async () => {
      const epoch = await epochOf('BOLT-M8');
      const promise = await promised();
      if (promise?.can_fulfill === false) behind.push(promise);
      return epoch > lostEpoch && promise?.can_fulfill === true && promise.data_source === 'REPLICA';
    },
    { everyMs: 50, what: 'the replica to be built anew' },
  );
  for (const { data_as_of } of behind) expect(Date.parse(data_as_of)).toBeLessThanOrEqual(receivedAt);
  lostEpoch = await epochOf('BOLT-M8');
}

it('builds the replica anew, later than all that was written before the loss', async () => {
  await start('stock');
  await expectReplicaBuiltAnew();
});

it('goes on by itself when a backup is restored under services that run', async () => {
  const { port } = redis;
  await redis.stop();
  redis = await restored(port);
  await expectReplicaBuiltAnew();
  const again = await waitFor(async () => {
    const answer = await apply();
    return answer.status === 200 ? answer : undefined;
  });
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(await comments()).toBe(1);
});
