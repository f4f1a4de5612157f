import {
  type LinkedCluster,
  type RedisProcess,
  startLinkedCluster,
  startRedisCluster,
  startRedisSentinel,
  waitFor,
} from '#libs/testing';
import { ask, type Asked, type Order, ordersFor, promisedIn } from './asked.js';

interface Servers {
  readonly env: Readonly<Record<string, string>>;
  /** One that the engine can't do without. */
  readonly master: RedisProcess;
  stop(): Promise<void>;
}

async function ofCluster(): Promise<Servers> {
  const servers = await startRedisCluster({ masters: 3, replicas: 3 });
  const [, , master] = servers.masters;
  if (master === undefined) throw new Error('There are three.');
  return {
    env: { REDIS_CLUSTER: servers.addresses.join(',') },
    master,
    stop: () => servers.stop(),
  };
}

async function ofSentinels(): Promise<Servers> {
  const servers = await startRedisSentinel({ sentinels: 3 });
  return {
    env: { REDIS_SENTINELS: servers.sentinels.join(','), REDIS_SENTINEL_NAME: servers.name },
    master: servers.master,
    stop: () => servers.stop(),
  };
}

/** Takes these goods in, so that ERPNext has more of them. */
async function receive({ sandboxUrl }: LinkedCluster, { item_code }: Order, qty: number): Promise<void> {
  const answer = await fetch(`${sandboxUrl}/api/resource/Stock Entry`, {
    method: 'POST',
    headers: { authorization: 'token admin:admin', 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ docstatus: 1, stock_entry_type: 'Material Receipt', company: 'Acme Parts' },
      items: [{ item_code, qty, t_warehouse: 'Stores - AP', basic_rate: 1 }],
    }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

describe.each([
  ['a Redis Cluster', ofCluster],
  ['Redis behind Sentinels', ofSentinels],
] as const)('the whole engine on %s', (_what, startServers) => {
  let servers: Servers;
  let cluster: LinkedCluster;
  let orders: Order[];
  beforeAll(async () => {
    servers = await startServers();
    cluster = await startLinkedCluster({
      flags: { stocks: 2, promises: 2, items: 600 },
      env: { ...servers.env, SYNC_INTERVAL_MS: '2000' },
      startsRedis: false,
    });
    orders = (await ordersFor(cluster)).slice(0, 40);
  }, 90_000);
  afterAll(async () => {
    await cluster.stop();
    await servers.stop();
  }, 30_000);

  const fromReplica = (order: Order, is: (answer: Asked) => boolean = () => true): Promise<Asked> =>
    waitFor(
      async () => {
        const answer = await ask(cluster, 'at hand', order);
        return answer.status === 200 && answer.body.data_source === 'REPLICA' && is(answer)
          ? answer
          : undefined;
      },
      { timeoutMs: 45_000, everyMs: 100, what: 'a promise from the replica' },
    );

  it('promises what is true from one master to the next, and follows ERPNext again by itself', async () => {
    const well = await Promise.all(orders.map((order) => fromReplica(order)));

    await servers.master.kill();
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all(orders.map((order) => ask(cluster, 'at hand', order)));
      for (const [at, answer] of answers.entries()) {
        expect([answer.status, answer.body.data_source]).toEqual([
          200,
          expect.stringMatching(/LIVE|REPLICA/),
        ]);
        const before = well[at];
        expect(promisedIn(answer)).toEqual(before && promisedIn(before));
      }
    }

    const [order] = orders;
    if (order === undefined) throw new Error('The sandbox has no item with stock.');
    const more = { ...order, qty: order.qty + 1_000_000 };
    expect((await ask(cluster, 'at hand', more)).body.can_fulfill).toBe(false);
    await receive(cluster, order, 1_000_000);
    const receivedAt = Date.now();
    const behind: Asked[] = [];
    // The gateway asks both promise services by turns.
    for (let times = 0; times < 4; times++) {
      await fromReplica(more, (answer) => {
        if (!answer.body.can_fulfill) behind.push(answer);
        return answer.body.can_fulfill;
      });
    }
    // Who did not know of it yet did not look younger than it.
    for (const { body } of behind) expect(Date.parse(body.data_as_of)).toBeLessThanOrEqual(receivedAt);
    const health = await waitFor(
      async () => {
        const body = (await (await fetch(`${cluster.url}/health`)).json()) as { status: string };
        return body.status === 'healthy' ? body : undefined;
      },
      { timeoutMs: 20_000, what: 'health' },
    );
    expect(health).toMatchObject({ message: 'Promises can be given.' });
  }, 120_000);
});
