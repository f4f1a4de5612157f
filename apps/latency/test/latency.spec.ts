import { gzipSync } from 'node:zlib';
import { waitFor } from '#libs/testing';
import { type RunningLatency, startLatency } from '../src/latency.js';
import type { Breakdown, GroupedBreakdown } from '../src/report/breakdown.js';
import type { Waterfall } from '../src/report/waterfall.js';
import { TracedProcess } from './traced-process.js';

interface Answer {
  readonly all: Breakdown;
  readonly groups: readonly GroupedBreakdown[];
}

let latency: RunningLatency;
let processes: TracedProcess[] = [];

beforeEach(async () => {
  latency = await startLatency({
    ...{ host: '127.0.0.1', port: 0, grpcPort: 0 },
    store: {
      traces: 1_000,
      spans: 10_000,
      bytes: 10_000_000,
      spansPerTrace: 500,
      quietMs: 60_000,
      oldestMs: 60_000,
    },
    history: { sliceMs: 10_000, keepMs: 600_000, bytes: 10_000_000 },
  });
});

afterEach(async () => {
  await Promise.all(processes.map((running) => running.stop()));
  processes = [];
  await latency.close();
});

const ask = async (path: string): Promise<Response> => fetch(latency.url + path);
const json = async <T>(path: string): Promise<T> => (await ask(path)).json() as Promise<T>;
const received = async (): Promise<number> =>
  (await json<{ received: { spans: number } }>('/api/status')).received.spans;

/** The edge and who serves it, each hearing what the other announces. */
async function startTwo(protocol: 'grpc' | 'http/protobuf', ratio: number) {
  const endpoint = protocol === 'grpc' ? `http://127.0.0.1:${latency.grpcPort}` : latency.url;
  const edge = new TracedProcess('gateway', endpoint, protocol, (message) =>
    inner.tell('receive', { message }),
  );
  const inner = new TracedProcess('promise', endpoint, protocol, (message) =>
    edge.tell('receive', { message }),
  );
  processes = [edge, inner];
  for (const running of processes) {
    running.tell('start', { ratio });
    expect(await running.hear('started')).toBe(true);
  }
  const order = async (more: Readonly<Record<string, unknown>>): Promise<string[]> => {
    edge.tell('orders', more);
    inner.tell('serve', { call: await edge.hear('call') });
    await inner.hear('answered');
    edge.tell('answered');
    return (await edge.hear('left')) as string[];
  };
  return { edge, inner, order };
}

describe.each(['grpc', 'http/protobuf'] as const)('OTLP over %s', (protocol) => {
  it('says where the time of orders went that shared a batch in another process', async () => {
    const { order } = await startTwo(protocol, 1);
    const [first = ''] = await order({ count: 4 });
    await waitFor(async () => (await received()) === 4 * 3 + 3, { what: 'all spans' });
    latency.settle();

    const { all, groups } = await json<Answer>('/api/breakdown');
    expect(all.requests).toBe(4);
    expect(groups.map(({ order_class, data_source }) => [order_class, data_source])).toEqual([
      ['standard', 'REPLICA'],
    ]);
    const sum = all.components.reduce((total, { mean_ms }) => total + mean_ms, 0);
    expect(sum / all.mean_ms).toBeCloseTo(1, 2);
    const mean = (name: string) => all.components.find(({ component }) => component === name)?.mean_ms ?? 0;
    // 4 ms of calculation for four orders: one for each, and three of waiting for the others.
    expect(mean('calculation')).toBeGreaterThan(0.9);
    expect(mean('calculation')).toBeLessThan(2.5);
    expect(mean('queueing')).toBeGreaterThan(2.7);
    expect(mean('validation')).toBeGreaterThan(0.15);

    const waterfall = await json<Waterfall>(`/api/traces/${first}`);
    expect(waterfall.spans.map(({ service, name, depth }) => `${depth} ${service} ${name}`)).toEqual([
      '0 gateway POST /otp/promise',
      '1 gateway order.validate',
      '1 gateway order.batch',
      '2 gateway otp.promise.v1.PromiseService/PromiseBatch',
      '3 promise otp.promise.v1.PromiseService/PromiseBatch',
      '4 promise promise.calculate',
    ]);
  }, 20_000);

  it('gets the failed and the slowest request from all processes although nobody had chosen them', async () => {
    const { order } = await startTwo(protocol, 0);
    const [failed = ''] = await order({ count: 3, fails: true });
    // The failed one, and the slowest of the second; three spans each, and the batch that they shared.
    await waitFor(async () => (await received()) === 2 * 3 + 3, { what: 'the spans of two requests' });
    latency.settle();

    const waterfall = await json<Waterfall>(`/api/traces/${failed}`);
    expect(waterfall).toMatchObject({ failed: true, order_class: 'standard' });
    expect(waterfall.spans.at(-1)).toMatchObject({ service: 'promise', name: 'promise.calculate' });
    // They would distort the figures.
    expect((await json<Answer>('/api/breakdown')).all.requests).toBe(0);
  }, 20_000);
});

it('samples more or less while it runs, and lets callers choose only a few requests', async () => {
  const { edge, order } = await startTwo('http/protobuf', 0);
  const traceparent = `00-${'f'.repeat(32)}-${'1'.repeat(16)}-01`;
  await order({ count: 3, traceparent });
  await waitFor(async () => (await received()) >= 2 * 3 + 3);
  edge.tell('receive', { message: 'ratio 1' });
  const before = await received();
  const [chosen = ''] = await order({ count: 2 });
  await waitFor(async () => (await received()) >= before + 2 * 3 + 3);
  latency.settle();
  expect((await json<Waterfall>(`/api/traces/${chosen}`)).spans).toHaveLength(6);
}, 20_000);

it('records nothing where traces go nowhere', async () => {
  const alone = new TracedProcess('gateway', '', 'grpc');
  alone.tell('start', { ratio: 1 });
  expect(await alone.hear('started')).toBe(false);
  await alone.stop();
});

it('refuses what is no export, and goes on', async () => {
  const send = (body: Buffer<ArrayBuffer>, headers = {}) =>
    fetch(`${latency.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf', ...headers },
      body,
    });
  expect((await send(Buffer.from('no protobuf at all'))).status).toBe(400);
  expect((await send(Buffer.from('x'), { 'content-encoding': 'gzip' })).status).toBe(400);
  // A small body that would fill the memory.
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  expect((await send(bomb, { 'content-encoding': 'gzip' })).status).toBe(400);
  expect((await send(Buffer.alloc(0))).status).toBe(200);
  expect(await received()).toBe(0);
});

it('says which question it does not understand', async () => {
  const answer = await ask('/api/breakdown?from=yesterday&order_class=huge');
  expect(answer.status).toBe(400);
  const { faults } = (await answer.json()) as { faults: { field: string }[] };
  expect(faults.map(({ field }) => field).sort()).toEqual(['from', 'order_class']);
  expect((await ask('/api/traces/unknown')).status).toBe(404);
});

it('serves a page that needs nothing from anywhere else', async () => {
  const page = await ask('/');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  const parts = [...(await page.text()).matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
  expect(parts).toHaveLength(4);
  for (const part of parts) expect([part, (await ask(part)).status]).toEqual([part, 200]);
});
