import { MeasuredCluster, USUAL_LATENCY } from '../measured-cluster.js';
import type { Figures, Measurement, Sizes } from '../measurement.js';
import { quantile, repeatable } from '../statistics.js';

const WARM_ORDERS = 2_000;
const LINES = 5;

/** ERPNext requests of orders that the replica covers. */
export class WarmOrders implements Measurement {
  readonly name = 'warm';

  constructor(private readonly sizes: Sizes) {}

  async round(): Promise<Figures> {
    const orders = Math.ceil(WARM_ORDERS * this.sizes.share);
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
      for (let order = 0; order < orders; order += 1) {
        const items = Array.from({ length: LINES }, () => ({
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
}
