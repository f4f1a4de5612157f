import { quantile, repeatable, zipf } from './statistics.js';
import { MeasuredCluster } from './measured-cluster.js';

type Figures = Record<string, number>;

/** What ERPNext of a usual company takes for one answer. */
const USUAL_LATENCY = 'stock=20,po=25';
const COLD_ORDERS = 200;
const WARM_ORDERS = 2_000;
const LINES = 20;
const ORDERS_A_STREAM = 10_000;

/** Orders of 20 lines that nobody has asked for before, without a replica. */
export async function measureCold(): Promise<Figures> {
  const cluster = await MeasuredCluster.start(
    { gateways: 1, promises: 1, items: COLD_ORDERS * LINES + 200, latency: USUAL_LATENCY },
    { SYNC_ENABLED: 'false', REFERENCE_REFRESH_MS: '900000' },
  );
  try {
    const codes = await cluster.site.orderableItems();
    const times: number[] = [];
    let most = 0;
    for (let order = 0; order < COLD_ORDERS; order += 1) {
      const items = codes
        .slice(order * LINES, (order + 1) * LINES)
        .map((item_code) => ({ item_code, qty: 1 }));
      if (items.length < LINES) break;
      await cluster.site.forgetRequests();
      const begin = performance.now();
      await cluster.promise(items);
      times.push(performance.now() - begin);
      most = Math.max(most, await cluster.site.requests());
    }
    return {
      erp_requests_cold_20_lines: most,
      cold_20_lines_p50_ms: quantile(times, 0.5),
      cold_20_lines_p95_ms: quantile(times, 0.95),
    };
  } finally {
    await cluster.stop();
  }
}

/** ERPNext requests of orders that the replica covers. */
export async function measureWarm(): Promise<Figures> {
  const cluster = await MeasuredCluster.start(
    { gateways: 1, promises: 2, items: 2_000, latency: USUAL_LATENCY },
    { SYNC_INTERVAL_MS: '300000', REFERENCE_REFRESH_MS: '900000' },
  );
  try {
    await cluster.replicaComplete(60_000);
    const codes = await cluster.site.orderableItems();
    const random = repeatable(7);
    await cluster.site.forgetRequests();
    const times: number[] = [];
    for (let order = 0; order < WARM_ORDERS; order += 1) {
      const items = Array.from({ length: 5 }, () => ({
        item_code: codes[Math.floor(random() * codes.length)] ?? '',
        qty: 1,
      }));
      const begin = performance.now();
      await cluster.promise(items);
      times.push(performance.now() - begin);
    }
    return {
      erp_requests_warm: await cluster.site.requests(),
      warm_5_lines_p50_ms: quantile(times, 0.5),
      warm_5_lines_p95_ms: quantile(times, 0.95),
    };
  } finally {
    await cluster.stop();
  }
}

/** Shares of item lookups that the process itself, and the process with Redis, could answer. */
export async function measureHitRates(items: number, orders: number): Promise<Figures> {
  const cluster = await MeasuredCluster.start({ gateways: 1, promises: 1, items });
  try {
    const before = await cluster.redisMb();
    await cluster.replicaComplete(300_000);
    const codes = await cluster.site.orderableItems();
    const redisMb = (await cluster.redisMb()) - before;
    const random = repeatable(11);
    const draw = zipf(codes.length, random);
    const ask = async (count: number): Promise<void> => {
      for (let asked = 0; asked < count; asked += ORDERS_A_STREAM) {
        const lines = Array.from({ length: Math.min(ORDERS_A_STREAM, count - asked) }, () =>
          Array.from({ length: 5 }, () => ({ item_code: codes[draw()] ?? '', qty: 1 })),
        );
        await cluster.bulk(lines);
      }
    };
    const lookups = async () => ({
      l1: await cluster.counter('promise', 'otp_supply_cache_hits_total', 'layer="l1"'),
      redis: await cluster.counter('promise', 'otp_supply_cache_hits_total', 'layer="redis"'),
      l1Misses: await cluster.counter('promise', 'otp_supply_cache_misses_total', 'layer="l1"'),
    });
    // What a process that has run for a while knows already.
    await ask(2 * orders);
    const warm = await lookups();
    await ask(orders);
    const end = await lookups();
    const hits = end.l1 - warm.l1;
    const fromRedis = end.redis - warm.redis;
    const all = hits + end.l1Misses - warm.l1Misses;
    return {
      l1_hit_rate: hits / all,
      redis_hit_rate: (hits + fromRedis) / all,
      redis_mb_per_100k_items: (redisMb / codes.length) * 100_000,
      promise_rss_mb_after_zipf: cluster.residentMb('promise'),
    };
  } finally {
    await cluster.stop();
  }
}
