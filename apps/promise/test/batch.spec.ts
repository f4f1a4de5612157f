import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { promise } from '#libs/contracts';
import { OtpError } from '#libs/kernel';
import { createLogger, Tracing } from '#libs/observability';
import { BatchTimes } from '../src/adapters/in/batch-times.js';
import { PromiseBatch } from '../src/adapters/in/promise-batch.js';
import type { PromiseOrder } from '../src/application/promise-order.js';

type Calculate = PromiseOrder['promise'];
type Answer = Awaited<ReturnType<Calculate>>;

const order = (itemCode: string, timeoutMs = 2_000): promise.BatchedOrder => ({
  request: promise.PromiseRequest.encode({
    customer: 'Example',
    items: [{ item_code: itemCode, qty: 0.3, warehouse: null, uom: null }],
    desired_date: null,
    sales_order_id: null,
    rules: null,
  }).finish(),
  timeout_ms: timeoutMs,
});
const answerOf = (id: string | undefined): Answer =>
  ({ status: 'OK', promise_id: id, qty: 0.3 }) as unknown as Answer;
/** Keeps the processor busy. */
const calculate = (ms: number): void => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

describe('a batch of orders', () => {
  const caller = new AbortController();
  const limits = { deadline: performance.now() + 60_000, signal: caller.signal };
  const batchOf = (calculateOne: Calculate) =>
    new PromiseBatch({ promise: calculateOne }, createLogger('promise', 'silent'));
  const named = (parts: readonly promise.PromiseBatchResponse[]) =>
    Object.fromEntries(
      parts
        .flatMap(({ outcomes }) => outcomes)
        .map(({ place, promise_json: json, fault }) => [
          place,
          json ? (JSON.parse(Buffer.from(json).toString()) as unknown) : fault?.code,
        ]),
    );

  it('that needs no waiting is answered in one part', async () => {
    const batch = batchOf(({ items: [line] }) => Promise.resolve(answerOf(line?.item_code)));
    const parts = await lastValueFrom(
      batch
        .answer(
          ['a', 'b', 'c'].map((name) => order(name)),
          limits,
        )
        .pipe(toArray()),
    );
    expect(parts).toHaveLength(1);
    expect(parts[0]?.begun).toBe(true);
    expect(named(parts)).toEqual({ 0: answerOf('a'), 1: answerOf('b'), 2: answerOf('c') });
  });

  it('tells where its time went, added up over its orders', async () => {
    const told: { ms: number; facts: Record<string, number>; traceId: string }[] = [];
    const tracing = new Tracing({
      ...{ ratio: 1, chosenByCallers: 0, heldSpans: 8, rescue: { slowest: 0, failed: 0 } },
      exportSpan: ({ startedAt, endedAt, facts, traceId }) =>
        told.push({
          ms: (endedAt - startedAt) / 1e3,
          facts: Object.fromEntries(facts) as Record<string, number>,
          traceId,
        }),
    });
    const context = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
    const span = tracing.serve('servePromise', context);
    if (span === undefined) throw new Error('no span');
    const batch = batchOf(({ items: [line] }) => {
      calculate(5);
      return Promise.resolve(answerOf(line?.item_code));
    });
    const times = new BatchTimes(span, () => tracing.now());
    await lastValueFrom(batch.answer([order('a'), order('b'), order('c')], limits, times));
    tracing.stop();
    const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
    const calculated = told.filter(({ facts }) => 'otp.order.lines' in facts);
    expect(sum(calculated.map(({ facts }) => facts['otp.batch.size'] ?? 0))).toBe(3);
    expect(sum(calculated.map(({ facts }) => facts['otp.order.lines'] ?? 0))).toBe(3);
    expect(sum(calculated.map(({ ms }) => ms))).toBeGreaterThanOrEqual(15);
    const whole = told.at(-1);
    expect(sum(told.slice(0, -1).map(({ ms }) => ms))).toBeLessThanOrEqual(whole?.ms ?? 0);
    expect(new Set(told.map(({ traceId }) => traceId))).toEqual(new Set(['1'.repeat(32)]));
  });

  it('is empty at once when it holds nothing', async () => {
    const batch = batchOf(() => Promise.reject(new Error('never asked')));
    expect(await firstValueFrom(batch.answer([], limits))).toEqual({ outcomes: [], begun: true });
  });

  it('gives what is known while a slow one is still waited for', async () => {
    const slow = Promise.withResolvers<Answer>();
    const batch = batchOf(({ items: [line] }) =>
      line?.item_code === 'slow' ? slow.promise : Promise.resolve(answerOf(line?.item_code)),
    );
    const parts: promise.PromiseBatchResponse[] = [];
    const early = Promise.withResolvers<void>();
    const ended = new Promise<void>((resolve) =>
      batch.answer([order('slow'), order('quick')], limits).subscribe({
        next: (part) => {
          parts.push(part);
          early.resolve();
        },
        complete: resolve,
      }),
    );
    await early.promise;
    expect(named(parts)).toEqual({ 1: answerOf('quick') });
    expect(parts[0]?.begun).toBe(true);
    slow.resolve(answerOf('slow'));
    await ended;
    expect(named(parts)).toEqual({ 0: answerOf('slow'), 1: answerOf('quick') });
  });

  it('keeps the fault of one order to itself, and what broke inside is opaque', async () => {
    const batch = batchOf(({ items: [line] }) => {
      if (line?.item_code === 'bad') throw new OtpError('SALES_ORDER_UNKNOWN', 'There is none.');
      if (line?.item_code === 'bug') throw new TypeError('secret');
      return Promise.resolve(answerOf(line?.item_code));
    });
    const broken = { request: Buffer.from([0xff]), timeout_ms: 1_000 };
    const orders = [order('bad'), order('good'), order('bug'), broken];
    const parts = await lastValueFrom(batch.answer(orders, limits).pipe(toArray()));
    expect(named(parts)).toEqual({
      0: 'SALES_ORDER_UNKNOWN',
      1: answerOf('good'),
      2: 'INTERNAL',
      3: 'BAD_REQUEST',
    });
    expect(JSON.stringify(parts)).not.toContain('secret');
  });

  it('gives each order its own time, less the way back', async () => {
    const deadlines: Record<string, number> = {};
    const batch = batchOf(({ items: [line] }, { deadline }) => {
      deadlines[line?.item_code ?? ''] = deadline;
      return Promise.resolve(answerOf(line?.item_code));
    });
    const now = performance.now();
    const orders = [order('a', 500), order('b', 1_500), order('too late', 5)];
    const parts = await lastValueFrom(batch.answer(orders, limits).pipe(toArray()));
    expect((deadlines['a'] ?? 0) - now).toBeGreaterThanOrEqual(480);
    expect((deadlines['a'] ?? 0) - now).toBeLessThan(500);
    expect((deadlines['b'] ?? 0) - now).toBeGreaterThanOrEqual(1_480);
    expect(named(parts)).toMatchObject({ 2: 'DEADLINE_EXCEEDED' });
  });

  it('that calculates long lets others have their turn, and tells what it knows meanwhile', async () => {
    const begun: string[] = [];
    const batch = batchOf(({ items: [line] }) => {
      begun.push(line?.item_code ?? '');
      if (line?.item_code.startsWith('long')) calculate(10);
      return Promise.resolve(answerOf(line?.item_code));
    });
    const long = lastValueFrom(
      batch
        .answer(
          Array.from({ length: 20 }, (_, at) => order(`long ${at}`)),
          limits,
        )
        .pipe(toArray()),
    );
    await lastValueFrom(batch.answer([order('short')], limits));
    expect(begun.length).toBeLessThan(5);
    const parts = await long;
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.flatMap(({ outcomes }) => outcomes)).toHaveLength(20);
  });

  it('begins no further order once its caller has gone', async () => {
    const going = new AbortController();
    let begun = 0;
    const batch = batchOf(() => {
      begun += 1;
      calculate(10);
      if (begun === 2) going.abort();
      return Promise.resolve(answerOf('x'));
    });
    const parts: promise.PromiseBatchResponse[] = [];
    batch
      .answer(
        Array.from({ length: 20 }, () => order('x')),
        { ...limits, signal: going.signal },
      )
      .subscribe((part) => parts.push(part));
    await new Promise<void>((resolve) => going.signal.addEventListener('abort', () => resolve()));
    // A batch of somebody else comes through while this one would go on.
    await lastValueFrom(batchOf(() => Promise.resolve(answerOf('y'))).answer([order('y')], limits));
    expect(begun).toBe(2);
    expect(parts.every(({ begun: isBegun }) => !isBegun)).toBe(true);
  });
});
