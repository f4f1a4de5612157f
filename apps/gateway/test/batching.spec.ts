import type { promise } from '#libs/contracts';
import { OtpError } from '#libs/kernel';
import { waitFor } from '#libs/testing';
import { PromiseBatcher, type BatcherBounds } from '../src/adapters/out/promise-batcher.js';
import { PromiseInstance } from '../src/adapters/out/promise-instance.js';
import { type Lane, WaitingOrder } from '../src/adapters/out/waiting-order.js';
import { answerAll, PromiseDouble, promiseTo, type ReceivedBatch } from './promise-double.js';

const order = (customer: string, itemCode = 'BOLT-M8'): promise.PromiseRequest => ({
  customer,
  items: [{ item_code: itemCode, qty: 1, warehouse: null, uom: null }],
  desired_date: null,
  sales_order_id: null,
  rules: null,
});

describe('orders on their way to the promise services', () => {
  const doubles = [new PromiseDouble(), new PromiseDouble()] as const;
  const [first, second] = doubles;
  let instances: PromiseInstance[] = [];
  let batcher: PromiseBatcher;

  beforeEach(async () => {
    for (const double of doubles) {
      double.batches.length = 0;
      double.handle = answerAll;
      await double.start();
    }
  });
  afterEach(() => {
    for (const instance of instances) instance.close();
    for (const double of doubles) double.kill();
  });

  /** A batcher over the first `count` services, once it has connected to them. */
  const connect = async (count: number, bounds: Partial<BatcherBounds> = {}): Promise<void> => {
    instances = doubles.slice(0, count).map(({ address }) => new PromiseInstance(address));
    await waitFor(() => instances.every(({ distance }) => distance === 0), { what: 'the connections' });
    batcher = new PromiseBatcher(new Map(instances.map((instance, at) => [`instance ${at}`, instance])), {
      orders: 64,
      bytes: 262_144,
      outstanding: 1_000,
      patienceMs: 20,
      waiting: 2_000,
      ...bounds,
    });
  };
  const ask = async (
    customer: string,
    { lane = 'single', inMs = 5_000, signal = new AbortController().signal, itemCode = 'BOLT-M8' } = {},
  ): Promise<unknown> => {
    const waiting = new WaitingOrder(order(customer, itemCode), lane as Lane, {
      deadline: performance.now() + inMs,
      signal,
    });
    batcher.add(waiting);
    return JSON.parse(Buffer.from(await waiting.answer).toString()) as unknown;
  };
  const names = (count: number, prefix = 'c'): string[] =>
    Array.from({ length: count }, (_, at) => `${prefix}${at}`);
  const customersOf = ({ orders }: ReceivedBatch): string[] => orders.map(({ request }) => request.customer);
  const sizes = (): number[] => first.batches.map(({ orders }) => orders.length);
  /** Of the event loop: what was asked before is on its way then, if it may go. */
  const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));
  const settled = (promises: readonly Promise<unknown>[]) => Promise.allSettled(promises);
  /** What the services have got is kept until `release` is called; then everything is answered. */
  const hold = () => {
    const held: ReceivedBatch[] = [];
    for (const double of doubles) double.handle = (batch) => void held.push(batch);
    return {
      held,
      release: () => {
        for (const double of doubles) double.handle = answerAll;
        held.splice(0).forEach(answerAll);
      },
    };
  };

  it('go at once with all that come with them, and together while a batch is under way', async () => {
    await connect(1);
    const { held, release } = hold();
    const answers = names(2).map((name) => ask(name));
    await waitFor(() => held.length === 1);
    for (const name of names(102).slice(2)) {
      answers.push(ask(name));
      await turn();
    }
    expect(held.map(customersOf)).toEqual([['c0', 'c1']]);
    release();
    expect(await Promise.all(answers)).toEqual(
      names(102).map((customer) => ({ status: 'OK', promise_date: '2026-11-27', customer })),
    );
    expect(sizes()).toEqual([2, 64, 36]);
  });

  it('grow until the batch under way has been begun, though another instance is free', async () => {
    await connect(2, { patienceMs: 60_000 });
    const { held, release } = hold();
    const answers = [ask('a')];
    await waitFor(() => held.length === 1);
    for (const name of ['b', 'c']) {
      answers.push(ask(name));
      await turn();
    }
    expect(held.map(customersOf)).toEqual([['a']]);
    release();
    await Promise.all(answers);
    expect(second.batches.map(customersOf)).toEqual([['b', 'c']]);
  });

  it('do not wait long for a batch to be begun', async () => {
    await connect(2);
    const { held, release } = hold();
    const answers = [ask('a')];
    await waitFor(() => held.length === 1);
    answers.push(ask('b'));
    await waitFor(() => held.length === 2);
    release();
    await Promise.all(answers);
  });

  it('do not wait for a batch to be begun when they fill one', async () => {
    await connect(2, { patienceMs: 60_000, orders: 2 });
    const { held, release } = hold();
    const answers = [ask('a')];
    await waitFor(() => held.length === 1);
    answers.push(ask('b'), ask('c'));
    await waitFor(() => held.length === 2);
    expect(held.map(customersOf)).toEqual([['a'], ['b', 'c']]);
    release();
    await Promise.all(answers);
  });

  it('are split by their bytes, and one larger than that goes alone', async () => {
    await connect(1, { bytes: 1_000 });
    const { held, release } = hold();
    const opening = ask('a');
    await waitFor(() => held.length === 1);
    const answers = [
      ask('large', { itemCode: 'X'.repeat(2_000) }),
      ...names(3).map((name) => ask(name, { itemCode: 'Y'.repeat(400) })),
    ];
    release();
    await Promise.all([opening, ...answers]);
    expect(sizes()).toEqual([1, 1, 2, 1]);
  });

  it('have each their own fault', async () => {
    await connect(1);
    const { held } = hold();
    const opening = ask('a');
    await waitFor(() => held.length === 1);
    const answers = ['good', 'bad', 'forgotten'].map((name) => ask(name));
    first.handle = (batch) => {
      const fault = new OtpError('SALES_ORDER_UNKNOWN', 'There is none.');
      batch.answer({ 0: promiseTo(order('good')), 1: fault });
      batch.end();
    };
    held.forEach(answerAll);
    await opening;
    const outcomes = await settled(answers);
    expect(outcomes).toEqual([
      { status: 'fulfilled', value: expect.objectContaining({ customer: 'good' }) },
      { status: 'rejected', reason: expect.objectContaining({ code: 'SALES_ORDER_UNKNOWN' }) },
      { status: 'rejected', reason: expect.objectContaining({ code: 'INTERNAL' }) },
    ]);
  });

  it('of bulk streams travel in small batches with rests between them while single calls come', async () => {
    await connect(1);
    const bulk = (name: string) => ask(name, { lane: 'bulk' });
    await Promise.all(names(65).map(bulk));
    expect(sizes()).toEqual([64, 1]);

    await ask('single');
    first.batches.length = 0;
    first.handle = (batch) => setTimeout(() => answerAll(batch), 10);
    const begun = performance.now();
    await Promise.all(names(40).map(bulk));
    expect(Math.max(...sizes())).toBe(8);
    // 40 orders in batches of 8: five batches of 10 ms, four rests of 40 ms.
    expect(performance.now() - begun).toBeGreaterThan(5 * 10 + 4 * 40 - 10);
    expect(sizes().reduce((sum, size) => sum + size)).toBe(40);
  });

  it('do not wait for a slow one of the same batch, nor do those behind them', async () => {
    await connect(1);
    const { held } = hold();
    const opening = ask('a');
    await waitFor(() => held.length === 1);
    const slow = ask('slow');
    const quick = ask('quick');
    let slowBatch: ReceivedBatch | undefined;
    first.handle = (batch) => {
      slowBatch = batch;
      batch.answer({ 1: promiseTo(order('quick')) }, true);
      first.handle = answerAll;
    };
    held.forEach(answerAll);
    await Promise.all([opening, quick]);
    expect(await ask('later')).toMatchObject({ customer: 'later' });
    slowBatch?.answer({ 0: promiseTo(order('slow')) });
    slowBatch?.end();
    expect(await slow).toMatchObject({ customer: 'slow' });
  });

  it('end at their own deadline, in the queue and under way, and say how long they still have', async () => {
    await connect(1);
    const { held } = hold();
    const begun = Date.now();
    const underWay = ask('under way', { inMs: 150 });
    await turn();
    const [queued, patient] = [ask('queued', { inMs: 140 }), ask('patient')];
    const outcomes = await settled([underWay, queued]);
    expect(Date.now() - begun).toBeLessThan(1_000);
    expect(outcomes).toEqual(
      [0, 1].map(() => ({
        status: 'rejected',
        reason: expect.objectContaining({ code: 'DEADLINE_EXCEEDED' }),
      })),
    );
    // Nobody waits for the first batch any more, and the next one goes without the late order.
    await waitFor(() => held.length === 2);
    expect(held[1] && customersOf(held[1])).toEqual(['patient']);
    expect(held[0]?.orders[0]?.timeoutMs).toBeLessThanOrEqual(150);
    held.slice(1).forEach(answerAll);
    expect(await patient).toMatchObject({ customer: 'patient' });
  });

  it('keep their time when the clock is set an hour ahead, in the queue and under way', async () => {
    await connect(1);
    const { held, release } = hold();
    const answers = [ask('under way')];
    await waitFor(() => held.length === 1);
    answers.push(ask('waiting'));
    const now = Date.now;
    Date.now = () => now() + 3_600_000;
    try {
      release();
      expect(await settled(answers)).toMatchObject([{ status: 'fulfilled' }, { status: 'fulfilled' }]);
    } finally {
      Date.now = now;
    }
    expect(first.batches[1]?.orders[0]?.timeoutMs).toBeGreaterThan(1_000);
  });

  it('leave the queue with their caller, and a batch ends when all of its callers have gone', async () => {
    await connect(1);
    const { held } = hold();
    const going = new AbortController();
    const sent = ask('sent', { signal: going.signal });
    await waitFor(() => held.length === 1);
    const queued = ask('queued', { signal: going.signal });
    const staying = ask('staying');
    going.abort();
    for (const outcome of await settled([sent, queued])) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'CANCELLED' } });
    }
    await held[0]?.cancelled;
    await waitFor(() => held.length === 2);
    expect(first.batches.map(customersOf)).toEqual([['sent'], ['staying']]);
    held.slice(1).forEach(answerAll);
    await staying;
  });

  it('do not cancel the call that has answered them all: many of that kind count as an attack', async () => {
    await connect(1);
    let cancelled = false;
    let end: (() => void) | undefined;
    first.handle = (batch) => {
      first.handle = answerAll;
      void batch.cancelled.then(() => (cancelled = true));
      batch.answer({ 0: promiseTo(order('a')) });
      // The end comes apart from the last answer.
      end = () => batch.end();
    };
    expect(await ask('a')).toMatchObject({ customer: 'a' });
    // On the same connection, behind what a cancelled call would tell.
    expect(await ask('b')).toMatchObject({ customer: 'b' });
    expect(cancelled).toBe(false);
    end?.();
  });

  it('are refused at once when too many wait', async () => {
    await connect(1, { waiting: 3 });
    const { held, release } = hold();
    const opening = ask('a');
    await waitFor(() => held.length === 1);
    const answers = names(3).map((name) => ask(name));
    await expect(ask('too many')).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterSeconds: 1 });
    release();
    await Promise.all([opening, ...answers]);
  });

  it('go to the instance with the least to do', async () => {
    await connect(2);
    first.handle = () => undefined;
    const stuck = settled(names(3).map((name) => ask(name, { inMs: 1_000 })));
    await waitFor(() => first.orders.length > 0);
    for (const name of names(30, 'd')) await ask(name);
    expect(first.orders.length).toBeLessThanOrEqual(3);
    expect(second.orders.length).toBeGreaterThanOrEqual(30);
    await stuck;
  });

  it('go to the instances in turn when none has more to do than another', async () => {
    await connect(2);
    for (const name of names(6)) await ask(name);
    expect(sizes()).toEqual([1, 1, 1]);
    expect(second.batches.map(customersOf)).toEqual([['c1'], ['c3'], ['c5']]);
  });

  it('reach an instance that is silent one at a time, and again in full when it has answered', async () => {
    await connect(1);
    first.handle = () => undefined;
    await settled(names(2).map((name) => ask(name, { inMs: 100 })));
    await waitFor(() => first.batches.length === 1);
    first.batches.length = 0;
    const { held, release } = hold();
    const answers = names(10).map((name) => ask(name));
    await waitFor(() => held.length === 1);
    expect(first.orders).toHaveLength(1);
    release();
    await Promise.all(answers);
    expect(Math.max(...first.batches.map(({ orders }) => orders.length))).toBeGreaterThan(1);
  });

  it('are sent once more, to another instance, when theirs says nothing at all for half of their time', async () => {
    await connect(2);
    first.handle = () => undefined;
    const begun = Date.now();
    const inMs = 4_000;
    const answers = await Promise.all(names(40).map((name) => ask(name, { inMs })));
    expect(answers).toHaveLength(40);
    expect(first.orders.length).toBeGreaterThan(0);
    expect(Date.now() - begun).toBeGreaterThanOrEqual(inMs / 2 - 10);
    // From now on it gets one order at a time, until it answers.
    first.batches.length = 0;
    await Promise.all(names(20, 'd').map((name) => ask(name, { inMs })));
    expect(first.orders).toHaveLength(1);
  });

  it('do not reach a silent instance a second time when the other one was full at that moment', async () => {
    await connect(2);
    first.handle = () => undefined;
    const busy: ReceivedBatch[] = [];
    second.handle = (batch) => void busy.push(batch);
    const repeated = ask('repeated', { inMs: 1_200 });
    await waitFor(() => first.batches.length === 1);
    const other = ask('other', { inMs: 10_000 });
    await waitFor(() => busy.length === 1);
    await first.batches[0]?.cancelled;
    second.handle = answerAll;
    busy.forEach(answerAll);
    expect(await repeated).toMatchObject({ customer: 'repeated' });
    await other;
    expect(first.orders).toHaveLength(1);
  });

  it('stay with a busy instance, which says something to others meanwhile', async () => {
    await connect(2);
    const { held, release } = hold();
    const slow = ask('slow', { inMs: 2_000 });
    await waitFor(() => held.length === 1);
    held[0]?.answer({}, true);
    // Nobody waits so long for a batch to be begun, so that each instance gets one.
    for (const double of doubles) double.handle = (batch) => void setTimeout(() => answerAll(batch), 60);
    const until = Date.now() + 1_200;
    while (Date.now() < until) {
      const others = [ask('a')];
      await turn();
      others.push(ask('b'));
      await Promise.all(others);
    }
    expect(
      doubles.flatMap(({ orders }) => orders).filter(({ request }) => request.customer === 'slow'),
    ).toHaveLength(1);
    release();
    expect(await slow).toMatchObject({ customer: 'slow' });
  });

  it('are sent once more, to another instance, when theirs dies', async () => {
    await connect(2);
    second.handle = answerAll;
    first.handle = () => first.kill();
    const answers = await Promise.all(names(40).map((name) => ask(name)));
    expect(answers).toHaveLength(40);
    expect(first.batches.length).toBeGreaterThan(0);
  });

  it('fail soon when no instance can be reached, and succeed when one is back', async () => {
    await connect(1);
    first.kill();
    const begun = Date.now();
    await expect(ask('a')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(Date.now() - begun).toBeLessThan(2_000);
    await first.start();
    await waitFor(() => ask('b'), { what: 'the instance' });
  });

  it('of single calls go before those of bulk streams, which still keep their share', async () => {
    await connect(1, { orders: 16 });
    const { held, release } = hold();
    const bulk = names(200, 'bulk ').map((name) => ask(name, { lane: 'bulk' }));
    await waitFor(() => held.length === 1);
    // The second place is kept for a single call, which goes at once though 199 orders wait.
    const single = names(60, 'single ').map((name) => ask(name));
    await waitFor(() => held.length === 2);
    expect(held[1] && customersOf(held[1])).toContain('single 0');
    release();
    await Promise.all([...bulk, ...single]);
    const whileBoth = first.batches.slice(2, 5).map(customersOf);
    for (const customers of whileBoth) {
      expect(customers.filter((name) => name.startsWith('single '))).toHaveLength(14);
      expect(customers.filter((name) => name.startsWith('bulk '))).toHaveLength(2);
    }
  });
});
