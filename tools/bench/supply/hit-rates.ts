import { MeasuredCluster } from '../measured-cluster.js';
import type { Figures, Measurement, Sizes } from '../measurement.js';
import { repeatable, zipf } from '../statistics.js';

const ITEMS = 100_000;
const ORDERS = 100_000;
const LINES = 5;
const ORDERS_A_STREAM = 10_000;
const COMPLETE_WITHIN_MS = 300_000;

interface Lookups {
  readonly l1: number;
  readonly redis: number;
  readonly l1Misses: number;
}

/** Shares of item lookups that the process itself, and the process with Redis, can answer under Zipf's demand. */
export class HitRates implements Measurement {
  readonly name = 'hits';
  private cluster: MeasuredCluster | undefined;
  private redisMbPer100k = NaN;
  private nextOrder: () => { item_code: string; qty: number }[] = () => [];
  private readonly orders: number;

  constructor(private readonly sizes: Sizes) {
    this.orders = ORDERS * sizes.share;
  }

  async open(): Promise<void> {
    const flags = { gateways: 1, promises: 1, items: ITEMS * this.sizes.share };
    const cluster = (this.cluster = await MeasuredCluster.start(flags));
    const before = await cluster.redisMb();
    await cluster.replicaComplete(COMPLETE_WITHIN_MS);
    const codes = await cluster.site.orderableItems();
    this.redisMbPer100k = (((await cluster.redisMb()) - before) / codes.length) * 100_000;
    const draw = zipf(codes.length, repeatable(11));
    this.nextOrder = () => Array.from({ length: LINES }, () => ({ item_code: codes[draw()] ?? '', qty: 1 }));
    // What a process that has run for a while knows already.
    await this.ask(cluster, 2 * this.orders);
  }

  async round(): Promise<Figures> {
    const { cluster } = this;
    if (cluster === undefined) throw new Error('The cluster has not been started.');
    const before = await lookupsOf(cluster);
    await this.ask(cluster, this.orders);
    const after = await lookupsOf(cluster);
    const hits = after.l1 - before.l1;
    const all = hits + after.l1Misses - before.l1Misses;
    return {
      l1_hit_rate: hits / all,
      redis_hit_rate: (hits + after.redis - before.redis) / all,
      redis_mb_per_100k_items: this.redisMbPer100k,
      promise_rss_mb_after_zipf: cluster.residentMb('promise'),
    };
  }

  async close(): Promise<void> {
    await this.cluster?.stop();
  }

  private async ask(cluster: MeasuredCluster, orders: number): Promise<void> {
    for (let asked = 0; asked < orders; asked += ORDERS_A_STREAM) {
      const count = Math.min(ORDERS_A_STREAM, orders - asked);
      await cluster.bulk(Array.from({ length: count }, this.nextOrder));
    }
  }
}

async function lookupsOf(cluster: MeasuredCluster): Promise<Lookups> {
  const count = (name: string, layer: string): Promise<number> =>
    cluster.counter('promise', `otp_supply_cache_${name}_total`, `layer="${layer}"`);
  return {
    l1: await count('hits', 'l1'),
    redis: await count('hits', 'redis'),
    l1Misses: await count('misses', 'l1'),
  };
}
