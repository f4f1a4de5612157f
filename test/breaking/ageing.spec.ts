import { type LinkedCluster, startLinkedCluster, waitFor } from '#libs/testing';
import { ask, type Asked, type Order, ordersFor, outcomeOf, promisedIn } from './asked.js';

/** Instead of 15 min and 24 h. */
const STALE_AFTER_MS = 4_000;
const OLDEST_MS = 10_000;
/** Instead of 30 s. */
const UNCONFIRMED_MS = 3_000;
/** What passes between the judgement of an age and our look at it. */
const SLACK_MS = 1_000;

const ageOf = ({ body }: Asked): number => Date.now() - Date.parse(body.data_as_of);

/** How long the replica lasts without ERPNext, and what its promises say of themselves. */
describe('supply that grows old', () => {
  let cluster: LinkedCluster;
  let order: Order;
  let well: Asked;
  beforeAll(async () => {
    cluster = await startLinkedCluster({
      flags: { items: 100 },
      env: {
        SUPPLY_STALE_AFTER_MS: String(STALE_AFTER_MS),
        SUPPLY_OLDEST_MS: String(OLDEST_MS),
        SYNC_INTERVAL_MS: '500',
        SYNC_PAUSE_MS: '0',
        REFERENCE_REFRESH_MS: '500',
      },
    });
    const [first] = await ordersFor(cluster);
    if (first === undefined) throw new Error('The sandbox has no item with stock.');
    order = first;
    well = await untilFromReplica();
  }, 120_000);
  afterAll(() => cluster.stop(), 30_000);

  const look = (): Promise<Asked> => ask(cluster, 'at hand', order);
  const untilFromReplica = (): Promise<Asked> =>
    waitFor(
      async () => {
        const answer = await look();
        return answer.status === 200 && answer.body.data_source === 'REPLICA' ? answer : undefined;
      },
      { timeoutMs: 60_000, everyMs: 100, what: 'a promise from the replica' },
    );

  it('is STALE with LOW confidence after a while, refused in the end, and fresh again by itself', async () => {
    cluster.toErpnext.set({ traffic: 'cut' });
    const seen: { readonly answer: Asked; readonly age: number }[] = [];
    await waitFor(
      async () => {
        const answer = await look();
        seen.push({ answer, age: ageOf(answer) });
        return answer.status !== 200;
      },
      { timeoutMs: 3 * OLDEST_MS, everyMs: 100, what: 'a refusal' },
    );
    const outcomes = seen.map(({ answer }) => outcomeOf(answer));
    expect(outcomes.filter((outcome, at) => outcome !== outcomes[at - 1])).toEqual([
      'REPLICA',
      'STALE',
      '503',
    ]);
    for (const { answer, age } of seen.slice(0, -1)) {
      expect(promisedIn(answer)).toEqual(promisedIn(well));
      if (answer.body.data_source === 'STALE') expect(age).toBeGreaterThanOrEqual(STALE_AFTER_MS);
      else expect(age).toBeLessThan(STALE_AFTER_MS + SLACK_MS);
      expect(age).toBeLessThan(OLDEST_MS + SLACK_MS);
    }

    cluster.toErpnext.set({});
    const since = Date.now();
    await untilFromReplica();
    expect(Date.now() - since).toBeLessThan(10_000);
  }, 90_000);
});

describe('a cluster whose Redis is down when it starts', () => {
  let cluster: LinkedCluster;
  let orders: Order[];
  beforeAll(async () => {
    cluster = await startLinkedCluster({
      flags: { items: 100 },
      env: { SUPPLY_UNCONFIRMED_MS: String(UNCONFIRMED_MS) },
      startsRedis: false,
    });
    orders = await ordersFor(cluster);
  }, 60_000);
  afterAll(() => cluster.stop(), 30_000);

  it('promises from ERPNext, from the replica once Redis is there, and again without it', async () => {
    const [order] = orders;
    if (order === undefined) throw new Error('The sandbox has no item with stock.');
    const without = await waitFor(
      async () => {
        const answer = await ask(cluster, 'lost', order);
        return answer.status === 200 ? answer : undefined;
      },
      { timeoutMs: 20_000, what: 'a promise without Redis' },
    );
    expect(without.body.data_source).toBe('LIVE');
    expect((await fetch(`${cluster.url}/health`)).status).toBe(200);

    cluster.process('redis').start();
    const from = await untilFrom('REPLICA', order);
    expect(promisedIn(from)).toEqual(promisedIn(without));

    // What it has at hand serves on, but not for long: changes are not heard any more.
    const cutAt = Date.now();
    cluster.toRedis.get('promise 1')?.set({ traffic: 'cut' });
    expect(await ask(cluster, 'at hand', order)).toMatchObject({ body: { data_source: 'REPLICA' } });
    await untilFrom('LIVE', order);
    expect(Date.now() - cutAt).toBeGreaterThanOrEqual(UNCONFIRMED_MS - SLACK_MS);
    expect(Date.now() - cutAt).toBeLessThan(UNCONFIRMED_MS + 5_000);
    cluster.toRedis.get('promise 1')?.set({});
    await untilFrom('REPLICA', order);
  }, 150_000);

  const untilFrom = (source: string, order: Order): Promise<Asked> =>
    waitFor(
      async () => {
        const answer = await ask(cluster, 'at hand', order);
        return answer.status === 200 && answer.body.data_source === source ? answer : undefined;
      },
      { timeoutMs: 45_000, everyMs: 100, what: `a promise that is ${source}` },
    );
});
