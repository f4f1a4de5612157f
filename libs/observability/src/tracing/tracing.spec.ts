import { Metadata } from '@grpc/grpc-js';
import { readContext, writeContext } from './grpc-context.js';
import { definitions, MOST_FACTS, spans } from './spans.js';
import type { FinishedSpan, Span } from './span.js';
import { readTraceparent } from './trace-context.js';
import { Tracing, type TracingOptions } from './tracing.js';

const PARENT = `00-${'0123456789abcdef'.repeat(2)}-00f067aa0ba902b7-01`;

let stop: () => void = () => undefined;
afterEach(() => stop());

function recorder(options: Partial<TracingOptions> = {}) {
  const exported: FinishedSpan[] = [];
  const announced: string[] = [];
  const tracing = new Tracing({
    ...{ ratio: 0, chosenByCallers: 1, heldSpans: 64, rescue: { slowest: 1, failed: 1 } },
    exportSpan: (span) => exported.push(span),
    ...options,
  });
  tracing.announceBy((message) => announced.push(message));
  stop = () => tracing.stop();
  return { tracing, exported, announced };
}

describe('traceparent', () => {
  it('is continued with its own ids', () => {
    const { tracing, exported } = recorder();
    const served = tracing.serve('servePromise', PARENT);
    expect(served?.traceparent).toMatch(/^00-(0123456789abcdef){2}-[0-9a-f]{16}-01$/);
    served?.end();
    expect(exported).toMatchObject([{ traceId: '0123456789abcdef'.repeat(2), parentId: '00f067aa0ba902b7' }]);
  });

  it.each([
    ['nothing', undefined],
    ['another form', 'abc'],
    ['capitals', PARENT.toUpperCase()],
    ['a trace of zeros', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
    ['a span of zeros', `00-${'1'.repeat(32)}-${'0'.repeat(16)}-01`],
    ['the forbidden version', PARENT.replace(/^00/, 'ff')],
    ['more than version 00 has', `${PARENT}-00`],
  ])('is not continued when it is %s', (_name, header) => {
    expect(readTraceparent(header)).toBeUndefined();
  });

  it('of a later version is read as far as it is known', () => {
    expect(readTraceparent(`${PARENT.replace(/^00/, '01')}-more`)?.sampled).toBe(true);
  });
});

it('samples the share it is told, decided by the trace alone', () => {
  const { tracing } = recorder({ ratio: 0.25 });
  const sampled = Array.from({ length: 4_000 }, () => tracing.enter('request', undefined).trace.sampled);
  const share = sampled.filter(Boolean).length / sampled.length;
  expect(share).toBeGreaterThan(0.2);
  expect(share).toBeLessThan(0.3);
  tracing.receive('ratio 0');
  expect(tracing.enter('request', undefined).trace.sampled).toBe(false);
  tracing.receive('ratio 2');
  tracing.receive('ratio');
  expect(tracing.enter('request', undefined).trace.sampled).toBe(false);
});

it('records nothing while it is switched off', () => {
  const { tracing } = recorder({ ratio: 1 });
  const logged = { traceparent: PARENT, caller: undefined, startedAt: 1_000 };
  tracing.receive('ratio off');
  expect([tracing.isOn, tracing.record('proxied', logged)]).toEqual([false, undefined]);
  tracing.receive('ratio none');
  expect(tracing.isOn).toBe(false);
  tracing.receive('ratio default');
  expect([tracing.isOn, tracing.record('proxied', logged)]).toEqual([true, expect.anything()]);
});

it('lets callers choose only so many requests a second', () => {
  const { tracing } = recorder();
  const enter = (): boolean => tracing.enter('request', PARENT).trace.sampled;
  expect([enter(), enter()]).toEqual([true, false]);
  tracing.everySecond();
  expect([enter(), enter()]).toEqual([true, false]);
});

it('tells the others which requests their callers chose, so that what is logged of them comes along', () => {
  const edge = recorder();
  edge.tracing.enter('request', PARENT);
  edge.tracing.everySecond();
  expect(edge.announced).toEqual([`sample ${'0123456789abcdef'.repeat(2)}`]);

  const log = recorder();
  const caller = PARENT.replace('00f067aa0ba902b7', '1'.repeat(16));
  const proxied = log.tracing.record('proxied', { traceparent: PARENT, caller, startedAt: 1_000 });
  proxied?.set('http.response.status_code', 200).end(5_000);
  expect(log.tracing.record('proxied', { traceparent: 'none', caller, startedAt: 1_000 })).toBeUndefined();
  log.tracing.receive(edge.announced[0] ?? '');
  expect(log.exported).toMatchObject([
    { spanId: '00f067aa0ba902b7', parentId: '1'.repeat(16), startedAt: 1_000, endedAt: 5_000 },
  ]);
  expect([...(log.exported[0]?.facts.keys() ?? [])]).toEqual(['http.response.status_code']);
});

it('travels in the metadata of gRPC', () => {
  const { tracing } = recorder();
  const request = tracing.enter('request', undefined);
  const metadata = new Metadata();
  writeContext(metadata, undefined);
  expect(readContext(metadata)).toBeUndefined();
  writeContext(metadata, request);
  expect(tracing.serve('servePromise', readContext(metadata))?.trace.id).toBe(request.trace.id);
});

it('exports a held span as it was: ids, times, facts, link', () => {
  const { tracing, exported } = recorder();
  const request = tracing.enter('request', undefined);
  request.set('http.request.method', 'POST').set('otp.order.lines', 12).set('otp.supply.source', 'LIVE');
  const batch = tracing.share('callPromise', [request]);
  const travels = request.begin('orderTravels', request.startedAt + 10).linkTo(batch);
  travels.end(request.startedAt + 30);
  batch?.set('otp.batch.size', 1).fail().end();
  request.end();
  expect(exported).toEqual([]);

  tracing.receive(`keep ${request.trace.id}`);
  expect(exported.map(({ kind }) => definitions[kind])).toEqual([
    spans.orderTravels,
    spans.request,
    spans.callPromise,
  ]);
  const [travelled, requested, called] = exported;
  expect(travelled).toMatchObject({
    parentId: requested?.spanId,
    startedAt: request.startedAt + 10,
    endedAt: request.startedAt + 30,
    link: { traceId: batch?.trace.id, spanId: called?.spanId },
  });
  expect(requested?.parentId).toBeUndefined();
  expect(requested?.facts).toEqual(
    new Map<string, unknown>([
      ['http.request.method', 'POST'],
      ['otp.order.lines', 12],
      ['otp.supply.source', 'LIVE'],
      ['otp.trace.kept', 'slow'],
    ]),
  );
  expect(called).toMatchObject({ failed: true, link: undefined });
  tracing.receive(`keep ${request.trace.id}`);
  expect(exported).toHaveLength(3);
});

it('names the failed and the slowest request of each second, and the batches that they shared', () => {
  const { tracing, exported, announced } = recorder();
  const requests = ['usual', 'slow', 'failed'].map(() => tracing.enter('request', undefined));
  const [usual, slow, failed] = requests;
  if (!usual || !slow || !failed) throw new Error('three requests');
  const batch = tracing.share('callPromise', requests);
  slow.begin('orderTravels').linkTo(batch).end();
  batch?.end();
  tracing.leave(usual, false);
  tracing.leave(slow, false);
  tracing.leave(failed, true);
  tracing.everySecond();
  expect(announced).toEqual([`keep ${failed.trace.id},${slow.trace.id}`, `keep ${batch?.trace.id}`]);
  expect(exported.map(({ traceId }) => traceId)).not.toContain(usual.trace.id);
  // What ends after the naming comes along.
  slow.begin('writeAnswer').end();
  expect(exported.at(-1)).toMatchObject({ traceId: slow.trace.id });
});

it('holds so many spans and no more', () => {
  const { tracing, exported } = recorder({ heldSpans: 8 });
  const requests = Array.from({ length: 20 }, () => tracing.enter('request', undefined));
  for (const request of requests) request.end();
  tracing.receive(`keep ${requests.map(({ trace }) => trace.id).join(',')}`);
  expect(exported.map(({ traceId }) => traceId)).toEqual(requests.slice(12).map(({ trace }) => trace.id));
});

it('finds the spans of traces that begin alike, whatever was written over since', () => {
  const { tracing, exported } = recorder({ heldSpans: 8 });
  const enter = (last: number): Span<'request'> =>
    tracing.enter('request', `00-0123456789abcdef${'0'.repeat(15)}${last.toString(16)}-00f067aa0ba902b7-00`);
  const alike = [1, 2, 3].map(enter);
  const spansOf = (request: Span<'request'> | undefined): void => {
    request?.begin('orderWaits').end();
    request?.end();
  };
  for (const request of alike) spansOf(request);
  for (const request of [1, 2, 3, 4].map(() => tracing.enter('request', undefined))) request.end();
  const [, middle, last] = alike.map(({ trace }) => trace.id);
  tracing.receive(`keep ${last},${middle}`);
  tracing.receive(`keep ${alike[0]?.trace.id}`);
  expect(exported.map(({ traceId, kind }) => [traceId, definitions[kind]])).toEqual([
    [last, spans.orderWaits],
    [last, spans.request],
    [middle, spans.orderWaits],
    [middle, spans.request],
  ]);
});

it('ignores messages that make no sense', () => {
  const { tracing, exported } = recorder();
  for (const message of ['', 'keep', 'keep x,y', 'stop 1', 'ratio NaN']) tracing.receive(message);
  expect(exported).toEqual([]);
});

it('has room for the facts of each span in the ring', () => {
  for (const { facts } of definitions) expect(facts.length).toBeLessThanOrEqual(MOST_FACTS);
});
