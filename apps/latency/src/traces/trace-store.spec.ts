import { span } from '../../test/spans.js';
import type { ReceivedSpan } from './span.js';
import { type CollectedTrace, type StoreBounds, TraceStore } from './trace-store.js';

const idOf = (number: number): string => number.toString(16).padStart(32, '0');
const of = (trace: number): ReceivedSpan => span({ traceId: idOf(trace), start: 0, end: 1 });

function started(bounds: Partial<StoreBounds> = {}) {
  const clock = { now: 0 };
  const complete: CollectedTrace[] = [];
  const store = new TraceStore(
    { traces: 100, spans: 1_000, bytes: 1e9, spansPerTrace: 100, quietMs: 10, oldestMs: 50, ...bounds },
    (trace) => complete.push(trace),
    () => clock.now,
  );
  return { store, complete, clock };
}

it('hands a trace on once it has been quiet, with spans that came late meanwhile', () => {
  const { store, complete, clock } = started();
  store.add([of(1), of(2)]);
  clock.now = 8;
  store.add([of(1)]);
  clock.now = 12;
  store.tick();
  expect(complete.map(({ id }) => id)).toEqual([idOf(2)]);
  clock.now = 18;
  store.tick();
  expect(complete.map(({ id, spans }) => [id, spans.length])).toEqual([
    [idOf(2), 1],
    [idOf(1), 2],
  ]);
});

it('keeps a complete trace for links, counts what comes too late, then lets it go', () => {
  const { store, complete, clock } = started();
  store.add([of(1)]);
  clock.now = 10;
  store.tick();
  store.add([of(1)]);
  expect(store.find(idOf(1))?.spans).toHaveLength(2);
  expect(store.counts.lateSpans).toBe(1);
  clock.now = 20;
  store.tick();
  expect(store.find(idOf(1))).toBeUndefined();
  expect(store.held).toEqual({ traces: 0, spans: 0, bytes: 0 });
  expect(complete).toHaveLength(1);
});

it('does not wait for ever for a trace that never rests', () => {
  const { store, complete, clock } = started();
  for (; clock.now <= 60; clock.now += 5) {
    store.add([of(1)]);
    store.tick();
  }
  expect(complete).toHaveLength(1);
});

it.each([
  ['traces', { traces: 10 }],
  ['spans', { spans: 10 }],
  ['bytes', { bytes: 4_500 }],
])('keeps to its bound of %s, counts what it drops, and drops the oldest', (_name, bounds) => {
  const { store } = started(bounds);
  for (let trace = 0; trace < 1_000; trace += 1) store.add([of(trace)]);
  const { traces, spans, bytes } = store.held;
  expect(traces).toBeLessThanOrEqual(10);
  expect(spans).toBe(traces);
  expect(bytes).toBeLessThanOrEqual(5_000);
  expect(store.counts).toMatchObject({
    spans: 1_000,
    droppedTraces: 1_000 - traces,
    droppedSpans: 1_000 - traces,
  });
  expect(store.find(idOf(999))).toBeDefined();
});

it('leaves out further spans of a trace that has too many', () => {
  const { store } = started({ spansPerTrace: 3 });
  for (let count = 0; count < 5; count += 1) store.add([of(1)]);
  expect(store.find(idOf(1))?.spans).toHaveLength(3);
  expect(store.counts.droppedSpans).toBe(2);
});
