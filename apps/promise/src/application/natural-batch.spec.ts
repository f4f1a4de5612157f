import { Tracing } from '#libs/observability';
import type { Limits } from './limits.js';
import { NaturalBatch, type Outcome } from './natural-batch.js';
import { settled } from './test/engine.js';

interface Held {
  readonly keys: string[];
  readonly limits: Limits;
  answer(found?: Readonly<Record<string, number>>): void;
  fail(error: Error): void;
}

describe('NaturalBatch', () => {
  let reads: Held[];
  let kept: Map<string, number>;
  let batch: NaturalBatch<number>;
  beforeEach(() => {
    reads = [];
    kept = new Map();
    batch = new NaturalBatch(
      'What was asked',
      (asked, limits) => {
        const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<string, Outcome<number>>>();
        const keys = [...asked.keys()];
        const answer = (found = Object.fromEntries(keys.map((key) => [key, 1]))): void =>
          resolve(new Map(Object.entries(found).map(([key, value]) => [key, { value }])));
        reads.push({ keys, limits, answer, fail: reject });
        return promise;
      },
      (key, value) => kept.set(key, value),
      { reads: 2, keys: 3, waiting: 5 },
    );
  });

  const get = (keys: string, more: Partial<Limits> = {}) =>
    batch.get(new Map([...keys].map((key) => [key, key])), {
      deadline: performance.now() + 10_000,
      signal: new AbortController().signal,
      ...more,
    });
  const wanted = (): string[] => reads.map((read) => read.keys.join(''));

  it('has one span for a read, to which all who wait for it are linked, late ones too', async () => {
    const tracing = new Tracing({
      ...{ ratio: 0, chosenByCallers: 0, heldSpans: 8, rescue: { slowest: 0, failed: 0 } },
      exportSpan: () => undefined,
    });
    tracing.stop();
    const [one, two, late] = ['1', '2', '3'].map(() =>
      tracing.enter('request', undefined).begin('readSupply'),
    );
    const calls = [get('ab', { span: one }), get('b', { span: two })];
    await settled();
    calls.push(get('a', { span: late }));
    reads[0]?.answer();
    await Promise.all(calls);
    expect(wanted()).toEqual(['ab']);
    const shared = one?.link;
    expect(shared?.endedAt).toBeGreaterThan(0);
    expect(shared?.trace.id).not.toBe(one?.trace.id);
    expect([two?.link, late?.link, reads[0]?.limits.span]).toEqual([shared, shared, shared]);
  });

  it('sends the first at once, and together what waits', async () => {
    const calls = [get('a')];
    await settled();
    calls.push(get('b'));
    await settled();
    calls.push(get('c'));
    await settled();
    calls.push(get('d'));
    await settled();
    expect(wanted()).toEqual(['a', 'b']);
    reads[0]?.answer();
    await settled();
    expect(wanted()).toEqual(['a', 'b', 'cd']);
    reads[1]?.answer();
    reads[2]?.answer();
    expect((await Promise.all(calls)).map((found) => [...found.keys()].join(''))).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
  });

  it('sends together what asks at the same moment, up to the bound of one read', async () => {
    const calls = Promise.all([get('ab'), get('bc'), get('d')]);
    await settled();
    expect(wanted()).toEqual(['abc', 'd']);
    for (const read of reads) read.answer();
    await calls;
  });

  it('leaves out what was not found', async () => {
    const call = get('ab');
    await settled();
    reads[0]?.answer({ b: 2 });
    expect(await call).toEqual(new Map([['b', { value: 2 }]]));
  });

  it('gives the fault of a read to those who waited for it and to nobody else', async () => {
    const fault = new Error('down');
    const first = get('ab');
    await settled();
    const second = get('bc');
    await settled();
    reads[0]?.fail(fault);
    reads[1]?.answer();
    expect(await first).toEqual(
      new Map([
        ['a', { fault }],
        ['b', { fault }],
      ]),
    );
    expect(await second).toEqual(
      new Map<string, unknown>([
        ['b', { fault }],
        ['c', { value: 1 }],
      ]),
    );
    expect([...kept.keys()]).toEqual(['c']);
  });

  it('refuses what would wait beyond the bound', async () => {
    const under = Promise.all([get('a'), get('b')]);
    await settled();
    const waiting = get('cdefg');
    await expect(get('h')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    // What is read already costs nothing.
    const joining = get('a');
    reads[0]?.answer();
    reads[1]?.answer();
    await settled();
    for (const read of reads) read.answer();
    await settled();
    for (const read of reads) read.answer();
    await Promise.all([under, waiting, joining]);
  });

  it('lets an impatient caller go without ending the read of the others', async () => {
    const controller = new AbortController();
    // Expected before the wait: on a busy machine its time may run out meanwhile.
    const gone = expect(get('a', { signal: controller.signal })).rejects.toMatchObject({ code: 'CANCELLED' });
    const late = expect(get('a', { deadline: performance.now() + 5 })).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      detail: 'What was asked could not be read in time.',
    });
    const patient = get('a');
    await settled();
    controller.abort();
    await Promise.all([gone, late]);
    expect(reads[0]?.limits.signal.aborted).toBe(false);
    reads[0]?.answer();
    expect((await patient).size).toBe(1);
  });

  it('gives a read the time of its most patient caller', async () => {
    const later = performance.now() + 900;
    const calls = Promise.all([get('a', { deadline: later - 400 }), get('ab', { deadline: later })]);
    await settled();
    expect(reads[0]?.limits.deadline).toBe(later);
    reads[0]?.answer();
    await calls;
  });

  it('ends a read that nobody waits for any more, and lets nobody join it', async () => {
    const controller = new AbortController();
    const gone = get('a', { signal: controller.signal });
    await settled();
    controller.abort();
    await expect(gone).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(reads[0]?.limits.signal.aborted).toBe(true);
    const next = get('a');
    await settled();
    expect(wanted()).toEqual(['a', 'a']);
    reads[0]?.fail(new Error('ended'));
    reads[1]?.answer();
    expect((await next).get('a')).toEqual({ value: 1 });
  });

  it('does not read what nobody waits for when its turn comes', async () => {
    const under = [get('a')];
    await settled();
    under.push(get('b'));
    await settled();
    const controller = new AbortController();
    const gone = get('c', { signal: controller.signal });
    controller.abort();
    await expect(gone).rejects.toMatchObject({ code: 'CANCELLED' });
    reads[0]?.answer();
    reads[1]?.answer();
    await Promise.all(under);
    await settled();
    expect(wanted()).toEqual(['a', 'b']);
  });

  it('does not keep what a change overtook, nor lets anyone join it', async () => {
    const before = get('ab');
    await settled();
    batch.overtake('a');
    const after = get('ab');
    await settled();
    expect(wanted()).toEqual(['ab', 'a']);
    reads[0]?.answer({ a: 1, b: 1 });
    await before;
    expect(kept).toEqual(new Map([['b', 1]]));
    reads[1]?.answer({ a: 2 });
    expect((await after).get('a')).toEqual({ value: 2 });
    expect(kept.get('a')).toBe(2);
  });
});
