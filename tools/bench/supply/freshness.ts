import { Metadata } from '@grpc/grpc-js';
import { promise } from '#libs/contracts';
import { createClient } from '#libs/grpc';
import { MeasuredCluster } from '../measured-cluster.js';
import type { Figures, Measurement, Sizes } from '../measurement.js';
import { quantile } from '../statistics.js';

/** Changes that ERPNext tells of, and such that only the next sync finds. */
const TOLD = 200;
const FOUND = 5;
const INTERVAL_MS = 5_000;
const PROMISES = 2;
const ITEM = 'BOLT-M8';
const WAREHOUSE = 'Stores - AP';
const LONGEST_WAIT_MS = 30_000;

/** From ERPNext's commit until every promise service answers with it. */
export class Freshness implements Measurement {
  readonly name = 'fresh';

  constructor(private readonly sizes: Sizes) {}

  async round(): Promise<Figures> {
    const { share, isThorough } = this.sizes;
    const told = await timesToAnswer(TOLD * share, 300_000);
    return {
      freshness_p50_ms: quantile(told, 0.5),
      freshness_p99_ms: quantile(told, 0.99),
      ...(isThorough ? await this.withoutWebhooks() : {}),
    };
  }

  private async withoutWebhooks(): Promise<Figures> {
    const found = await timesToAnswer(FOUND, INTERVAL_MS, (cluster) => cluster.site.removeWebhooks());
    return { freshness_without_webhooks_intervals: Math.max(...found) / INTERVAL_MS };
  }
}

async function timesToAnswer(
  samples: number,
  intervalMs: number,
  prepare: (cluster: MeasuredCluster) => Promise<void> = () => Promise.resolve(),
): Promise<number[]> {
  const cluster = await MeasuredCluster.start(
    { gateways: 1, promises: PROMISES, latency: 'stock=20,po=25' },
    { SYNC_INTERVAL_MS: String(intervalMs) },
  );
  const clients = cluster
    .processes('promise')
    .map(({ port }) => createClient(promise.PromiseServiceClient, [`127.0.0.1:${port}`]));
  try {
    await cluster.replicaComplete(60_000);
    await prepare(cluster);
    const onHand = await Promise.all(clients.map(inStock));
    const expected = onHand[0] ?? NaN;
    const times: number[] = [];
    for (let sample = 1; sample <= samples; sample += 1) {
      await cluster.site.receive(ITEM, WAREHOUSE, 'Acme Parts');
      const committed = performance.now();
      await Promise.all(clients.map((client) => untilStock(client, expected + sample)));
      times.push(performance.now() - committed);
    }
    return times;
  } finally {
    for (const client of clients) client.close();
    await cluster.stop();
  }
}

async function untilStock(client: promise.PromiseServiceClient, wanted: number): Promise<void> {
  const end = Date.now() + LONGEST_WAIT_MS;
  while ((await inStock(client)) < wanted) {
    if (Date.now() > end) throw new Error(`A promise service did not see ${wanted} ${ITEM} in time.`);
  }
}

/** How many of the item one service would promise from stock. */
async function inStock(client: promise.PromiseServiceClient): Promise<number> {
  const request: promise.PromiseRequest = {
    customer: 'Benchmark',
    items: [{ item_code: ITEM, qty: 1_000_000, warehouse: WAREHOUSE }],
  };
  const answers = client.promiseBatch(
    { orders: [{ request: promise.PromiseRequest.encode(request).finish(), timeout_ms: 5_000 }] },
    new Metadata(),
    { deadline: Date.now() + 5_000 },
  ) as AsyncIterable<promise.PromiseBatchResponse>;
  const outcomes: promise.BatchedOutcome[] = [];
  for await (const answer of answers) outcomes.push(...answer.outcomes);
  const [outcome] = outcomes;
  if (!outcome?.promise_json) throw new Error(outcome?.fault?.detail ?? 'no answer');
  const answer = JSON.parse(Buffer.from(outcome.promise_json).toString()) as {
    plan: { fulfillment: { source: string; qty: number }[] }[];
  };
  return (answer.plan[0]?.fulfillment ?? [])
    .filter(({ source }) => source === 'stock')
    .reduce((sum, { qty }) => sum + qty, 0);
}
