import { setTimeout as pause } from 'node:timers/promises';
import { startLatency } from '../apps/latency/src/latency.js';
import { Tracing } from '../libs/observability/src/tracing/index.js';
import { ORDERS_A_ROUND, roundOfExports, SPANS_A_ROUND } from './bench-latency/otlp-exports.js';

/** What recording costs a request that is not sampled, and how many spans the latency service takes. */

const REQUESTS = 200_000;
const ROUNDS = 3_000;
const CONNECTIONS = 4;
const MB = 1024 * 1024;

function costOfTracing(): void {
  const tracing = new Tracing({
    ...{ ratio: 0, chosenByCallers: 0, heldSpans: 32_768, rescue: { slowest: 2, failed: 5 } },
    exportSpan: () => undefined,
  });
  const traceparent = `00-${'0123456789abcdef'.repeat(2)}-00f067aa0ba902b7-00`;
  const run = (count: number): number => {
    const begun = performance.now();
    for (let turn = 0; turn < count; turn += 1) {
      const request = tracing.enter('request', traceparent);
      request.set('http.request.method', 'POST').set('http.route', '/otp/promise').set('otp.order.lines', 5);
      request.begin('validateOrder').end();
      request.begin('orderWaits').end();
      request.begin('orderTravels').linkTo(request).end();
      tracing.leave(request.set('http.response.status_code', 200), false);
    }
    return ((performance.now() - begun) * 1_000) / count;
  };
  run(REQUESTS / 10);
  const costs = [1, 2, 3].map(() => run(REQUESTS)).sort((a, b) => a - b);
  tracing.stop();
  print('recording an unsampled request with 4 spans', `${costs[1]?.toFixed(2)} us`);
}

async function costOfIngest(): Promise<void> {
  const latency = await startLatency({
    ...{ host: '127.0.0.1', port: 0, grpcPort: 0 },
    store: {
      traces: 50_000,
      spans: 200_000,
      bytes: 128e6,
      spansPerTrace: 2_000,
      quietMs: 1_000,
      oldestMs: 60_000,
    },
    history: { sliceMs: 10_000, keepMs: 3_600_000, bytes: 128e6 },
  });
  const exports = Array.from({ length: ROUNDS }, () => roundOfExports(Date.now()));
  const before = { rss: process.memoryUsage().rss, cpu: process.cpuUsage() };
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, (_, connection) => send(latency.url, exports, connection)),
  );
  const seconds = (performance.now() - begun) / 1_000;
  const cpu = process.cpuUsage(before.cpu);
  const spans = ROUNDS * SPANS_A_ROUND;
  print('spans sent over HTTP in as many messages as processes', `${spans} in ${seconds.toFixed(2)} s`);
  print('spans a second (sender in the same process)', (spans / seconds).toFixed(0));
  print('CPU a span', `${((cpu.user + cpu.system) / spans).toFixed(2)} us`);
  print('resident memory grew by', `${((process.memoryUsage().rss - before.rss) / MB).toFixed(0)} MB`);
  while (!(await isAssembled(latency.url))) await pause(250);
  print('what it counted', await (await fetch(`${latency.url}/api/status`)).text());
  process.stdout.write(await (await fetch(`${latency.url}/api/breakdown?format=text`)).text());
  await latency.close();
}

async function isAssembled(url: string): Promise<boolean> {
  const { history } = (await (await fetch(`${url}/api/status`)).json()) as { history: { requests: number } };
  return history.requests === ROUNDS * ORDERS_A_ROUND;
}

async function send(
  url: string,
  exports: readonly Buffer<ArrayBuffer>[][],
  connection: number,
): Promise<void> {
  for (let round = connection; round < exports.length; round += CONNECTIONS) {
    for (const body of exports[round] ?? []) {
      const headers = { 'content-type': 'application/x-protobuf' };
      const answer = await fetch(`${url}/v1/traces`, { method: 'POST', headers, body });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`The latency service answered ${answer.status}.`);
    }
  }
}

const print = (what: string, value: string): boolean => process.stdout.write(`${what}: ${value}\n`);

costOfTracing();
await costOfIngest();
