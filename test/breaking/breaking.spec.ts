import { type LinkedCluster, startLinkedCluster, waitFor } from '#libs/testing';
import { ask, type Asked, lose, type Order, ordersFor, outcomeOf, promisedIn } from './asked.js';
import { type Break, breaks, type OrderKind } from './breaks.js';
import { type MeasuredBreak, reportBreaks } from './report.js';

/** The gateway's own limit for a call is 2 s. */
const MOST_MS = 2_400;
/** What is at hand needs nobody but the gateway and the promise service. */
const AT_HAND_MS = 1_000;
const UNTIL_SYNCHRONISED_MS = 90_000;
const INTERVAL_MS = 2_000;

type Orders = Readonly<Record<OrderKind, readonly Order[]>>;

const measured: MeasuredBreak[] = [];
let cluster: LinkedCluster;
let unused: Order[];

const take = (count: number): Order[] => {
  const taken = unused.splice(0, count);
  if (taken.length < count) throw new Error('The sandbox needs more items.');
  return taken;
};
const askAll = (orders: Orders): Promise<Asked[]> =>
  Promise.all(
    Object.entries(orders).flatMap(([kind, list]) =>
      list.map((order) => ask(cluster, kind as OrderKind, order)),
    ),
  );

/** Throws with what is not. Two more orders are used up: nobody has asked for them before. */
async function expectAsBefore(orders: Orders, since: number): Promise<true> {
  const health = await fetch(`${cluster.url}/health`);
  const { status, message } = (await health.json()) as { status: string; message: string };
  if (status !== 'healthy') throw new Error(`health: ${message}`);
  for (const answer of await askAll(orders)) {
    expect(answer).toMatchObject({ status: 200, body: { data_source: 'REPLICA' } });
    expect(answer.body.confidence).not.toBe('LOW');
    // The synchronisation goes on.
    expect(Date.parse(answer.body.data_as_of)).toBeGreaterThan(since);
  }
  const [fetched, lost] = take(2) as [Order, Order];
  await lose(cluster, lost);
  expect(await ask(cluster, 'in the replica', fetched)).toMatchObject({ body: { data_source: 'REPLICA' } });
  expect(await ask(cluster, 'lost', lost)).toMatchObject({ body: { data_source: 'LIVE' } });
  return true;
}

/** Gives back after how many seconds it was so. */
async function untilAsBefore(orders: Orders, timeoutMs: number): Promise<number> {
  const since = Date.now();
  await waitFor(() => expectAsBefore(orders, since), {
    timeoutMs,
    everyMs: 250,
    what: 'all to be as before',
  });
  return (Date.now() - since) / 1_000;
}

/** Breaks something, asks, and waits until all is as before. */
async function suffer(
  row: Break,
  orders: Orders,
): Promise<{ during: Asked[]; after: Asked[]; seconds: number }> {
  await row.inflict(cluster);
  const before = performance.now();
  const during = await askAll(orders).then(async (first) => [
    ...first,
    ...(await askAll({ ...orders, 'in the replica': [], lost: [] })),
  ]);
  const spent = (performance.now() - before) / 1_000;
  await row.heal?.(cluster);
  const seconds = await untilAsBefore(orders, row.recoverySeconds * 1_000);
  return { during, after: await askAll(orders), seconds: row.heal === undefined ? spent + seconds : seconds };
}

function record(row: Break, during: readonly Asked[], seconds: number): void {
  const kinds = Map.groupBy(during, ({ kind }) => kind);
  measured.push({
    what: row.what,
    answers: Object.fromEntries(
      [...kinds].map(([kind, answers]) => [
        kind,
        {
          outcomes: [...new Set(answers.map((answer) => outcomeOf(answer)))],
          most_ms: Math.max(...answers.map(({ ms }) => ms)),
        },
      ]),
    ),
    recovery_seconds: Number(seconds.toFixed(1)),
    sync_interval_ms: INTERVAL_MS,
  });
}

function wellOf({ order }: Asked, after: readonly Asked[]): Asked {
  const well = after.find((answer) => answer.order === order);
  if (well === undefined) throw new Error(`${order.item_code} was not asked when all was well.`);
  return well;
}

function expectOrderly(row: Break, answer: Asked, well: Asked): void {
  const outcome = outcomeOf(answer);
  const { kind, order, body } = answer;
  const told = { kind, order, body };
  expect({ outcome, ...told }).toEqual({
    outcome: expect.stringMatching(new RegExp(`^(${row.answers[kind].join('|')})$`)),
    ...told,
  });
  expect([answer.kind, answer.ms <= (answer.kind === 'at hand' ? AT_HAND_MS : MOST_MS), answer.ms]).toEqual([
    answer.kind,
    true,
    answer.ms,
  ]);
  expect(JSON.stringify(answer.body)).not.toMatch(/Traceback|127\.0\.0\.1|<html|token /i);
  if (answer.status !== 200) return;
  expect(Date.parse(answer.body.data_as_of)).toBeLessThanOrEqual(Date.now() + 1_000);
  if (outcome !== 'STOCK ALONE') expect(promisedIn(answer)).toEqual(promisedIn(well));
  else if (answer.body.promise_date !== null) {
    // Stock alone covers it: the same promise, only less sure.
    expect(promisedIn(answer)).toEqual(promisedIn(well));
  }
}

/** What is promised while something is broken is what is true, or nothing; and all comes back by itself. */
describe('when things break', () => {
  beforeAll(async () => {
    cluster = await startLinkedCluster({
      flags: { stocks: 2, items: 12_000 },
      // Always over: an order before and one after it would be promised different days.
      env: { SYNC_INTERVAL_MS: String(INTERVAL_MS), DEFAULT_CUTOFF_TIME: '00:00' },
    });
    unused = await ordersFor(cluster);
    await untilAsBefore({ 'at hand': take(2), 'in the replica': [], lost: [] }, UNTIL_SYNCHRONISED_MS);
  }, 120_000);
  afterAll(async () => {
    reportBreaks(measured);
    await cluster.stop();
  }, 60_000);

  it.each(breaks.map((row) => [row.what, row] as const))(
    '%s',
    async (_what, row) => {
      const orders = { 'at hand': take(2), 'in the replica': take(2), lost: take(2) };
      await untilAsBefore({ ...orders, 'in the replica': [], lost: [] }, UNTIL_SYNCHRONISED_MS);
      for (const order of orders.lost) await lose(cluster, order);
      const { during, after, seconds } = await suffer(row, orders);
      record(row, during, seconds);
      for (const answer of during) expectOrderly(row, answer, wellOf(answer, after));
    },
    240_000,
  );
});
