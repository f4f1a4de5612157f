import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';
import type { Load } from './load.js';

/** Sends one load and prints what came of it, as wrk's script does. Run with the load as JSON. */
const load = JSON.parse(process.argv[2] ?? '') as Load & { readonly timeout: number };

const {
  '2xx': answered,
  non2xx,
  errors,
  duration,
  latency,
} = await autocannon({
  url: `${load.url}/otp/promise`,
  method: 'POST',
  connections: load.connections,
  duration: load.seconds,
  timeout: load.timeout,
  headers: { 'content-type': 'application/json', ...load.headers },
  requests: readFileSync(load.ordersFile, 'utf8')
    .trimEnd()
    .split('\n')
    .map((body) => ({ body })),
  ...(load.rate === undefined ? {} : { overallRate: load.rate }),
});
const result = {
  requests: answered + non2xx,
  seconds: duration,
  errors: non2xx + errors,
  p50_ms: latency.p50,
  p95_ms: latency.p97_5,
  p99_ms: latency.p99,
};
process.stdout.write(`RESULT ${JSON.stringify(result)}\n`);
