import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent } from 'undici';
import { type Cluster, startCluster, waitFor } from '#libs/testing';
import { compiled } from '../../libs/testing/src/child-run.js';
import { USUAL_LATENCY } from '../bench/measured-cluster.js';
import type { PlainLoad } from './plain-path.js';
import type { PhaseBreakdown } from './report.js';

/** How many requests each way of making promises gets, and how they come. */
export interface Amounts {
  readonly before: number;
  readonly cold: number;
  readonly warm: number;
  readonly atOnce: number;
  /** Of the warm ones, so that they are answered and not queued: requests a second. */
  readonly rate: number;
}

const SPAN_SETTINGS = {
  ...{ TRACE_RATIO: '1', LOG_LEVEL: 'warn', API_KEYS: 'off' },
  ...{
    OTEL_BSP_SCHEDULE_DELAY: '500',
    OTEL_BSP_MAX_QUEUE_SIZE: '131072',
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '4096',
  },
  ...{ LATENCY_QUIET_MS: '4000', LATENCY_TRACES: '200000', LATENCY_SPANS: '4000000' },
  ...{ LATENCY_TRACE_BYTES: '1000000000', LATENCY_HISTORY_BYTES: '500000000' },
};
const ASSEMBLED_WITHIN_MS = 180_000;
const COMPLETE_WITHIN_MS = 180_000;

/** ERPNext as the reference figures assume it: 20 ms for a stock query, 25 ms for one of purchase orders. */
const FLAGS = { items: 2_000, latency: USUAL_LATENCY, stocks: 1 };

/** Cluster by cluster; `say` is told what goes on. `look` is called with the address of the page of the warm one. */
export async function measure(
  { before, cold, warm, atOnce, rate }: Amounts,
  writeOrders: (cluster: Cluster) => Promise<string>,
  say: (what: string) => void,
  look: (latencyUrl: string) => Promise<void>,
): Promise<PhaseBreakdown[]> {
  const found: PhaseBreakdown[] = [];
  const uncached = await startCluster(FLAGS, { ...SPAN_SETTINGS, SYNC_ENABLED: 'false' });
  try {
    const orders = await writeOrders(uncached);
    say(`before optimisation: ${before} orders, one query an item and kind, in sequence, no cache`);
    found.push(
      await phase('before', before, uncached, () =>
        runPlain(uncached, { ordersFile: orders, requests: before, atOnce }),
      ),
    );
    say(`cold: ${cold} orders, the engine without a replica, in parallel and batched`);
    found.push(await phase('cold', cold, uncached, () => send(uncached.url, orders, cold, { atOnce })));
  } finally {
    await uncached.stop();
  }
  const usual = await startCluster(FLAGS, SPAN_SETTINGS);
  try {
    const orders = await writeOrders(usual);
    await waitFor(
      async () => ((await (await fetch(`${usual.url}/api/sync`)).json()) as { complete: boolean }).complete,
      { timeoutMs: COMPLETE_WITHIN_MS, everyMs: 200, what: 'a complete replica' },
    );
    await send(usual.url, orders, 2_000, { atOnce });
    say(`warm: ${warm} orders, the engine as it runs`);
    found.push(await phase('warm', warm, usual, () => send(usual.url, orders, warm, { atOnce, rate })));
    await look(latencyOf(usual));
  } finally {
    await usual.stop();
  }
  return found;
}

const latencyOf = ({ greeting: { latencyUrl } }: Cluster): string => {
  if (latencyUrl === undefined)
    throw new Error('The cluster traces nothing: OTEL_SDK_DISABLED must not be set.');
  return latencyUrl;
};

/** What the latency service says of the requests that `work` made, when it has put together all that will come. */
async function phase(
  name: PhaseBreakdown['phase'],
  requests: number,
  cluster: Cluster,
  work: () => Promise<void>,
): Promise<PhaseBreakdown> {
  const latency = latencyOf(cluster);
  await quiet(latency);
  const from = Date.now();
  await work();
  const to = Date.now();
  await quiet(latency);
  const query = `from=${from}&to=${to}${name === 'warm' ? '&data_source=REPLICA' : '&data_source=LIVE'}`;
  const answer = await fetch(`${latency}/api/breakdown?${query}`);
  if (!answer.ok) throw new Error(`The latency service answered ${answer.status}: ${await answer.text()}`);
  const breakdown = (await answer.json()) as Pick<PhaseBreakdown, 'all' | 'groups'>;
  const text = await (await fetch(`${latency}/api/breakdown?${query}&format=text`)).text();
  return { phase: name, sent: requests, ...breakdown, text };
}

/** Waits until nothing is being put together any more. */
function quiet(latency: string): Promise<unknown> {
  let last = -1;
  let same = 0;
  return waitFor(
    async () => {
      const { history, held } = (await (await fetch(`${latency}/api/status`)).json()) as {
        history: { requests: number };
        held: { traces: number };
      };
      same = history.requests === last && held.traces === 0 ? same + 1 : 0;
      last = history.requests;
      return same >= 3;
    },
    { timeoutMs: ASSEMBLED_WITHIN_MS, everyMs: 1_000, what: 'the assembly of all traces' },
  );
}

async function runPlain(cluster: Cluster, load: Omit<PlainLoad, 'site'>): Promise<void> {
  const site = { url: cluster.sandboxUrl, key: 'sandbox', secret: 'sandbox' };
  const child = spawn(
    process.execPath,
    [
      ...['--import', join(compiled, 'libs', 'observability', 'src', 'tracing', 'preload.js')],
      join(import.meta.dirname, 'plain-path.js'),
      JSON.stringify({ site, ...load } satisfies PlainLoad),
    ],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...SPAN_SETTINGS,
        OTEL_SERVICE_NAME: 'gateway',
        OTEL_EXPORTER_OTLP_ENDPOINT: latencyOf(cluster),
      },
    },
  );
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`The plain path ended with exit code ${code}.`);
}

/** Sends orders, some at once; with `rate` no faster than so many a second. Throws when one is not answered. */
async function send(
  url: string,
  ordersFile: string,
  requests: number,
  { atOnce, rate = Infinity }: { readonly atOnce: number; readonly rate?: number },
): Promise<void> {
  const orders = readFileSync(ordersFile, 'utf8').trim().split('\n');
  const agent = new Agent({ connections: atOnce });
  const begun = performance.now();
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < requests) {
      const turn = next;
      next += 1;
      const early = begun + (turn * 1_000) / rate - performance.now();
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
      const { statusCode, body } = await agent.request({
        ...{ origin: url, path: '/otp/promise', method: 'POST' },
        headers: { 'content-type': 'application/json' },
        body: orders[turn % orders.length] ?? '',
      });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`${statusCode}: ${text.slice(0, 300)}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  await agent.close();
}
