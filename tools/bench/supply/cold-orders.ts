import { MeasuredCluster, USUAL_LATENCY } from '../measured-cluster.js';
import type { Figures, Measurement, Sizes } from '../measurement.js';
import { quantile } from '../statistics.js';

const COLD_ORDERS = 200;
const LINES = 20;

/** Orders of 20 lines that nobody has asked for before, without a replica. */
export class ColdOrders implements Measurement {
  readonly name = 'cold';

  constructor(private readonly sizes: Sizes) {}

  async round(): Promise<Figures> {
    const orders = Math.ceil(COLD_ORDERS * this.sizes.share);
    const cluster = await MeasuredCluster.start(
      { gateways: 1, promises: 1, items: orders * LINES + 200, latency: USUAL_LATENCY },
      { SYNC_ENABLED: 'false', REFERENCE_REFRESH_MS: '900000' },
    );
    try {
      const codes = await cluster.site.orderableItems();
      const times: number[] = [];
      let most = 0;
      for (let order = 0; order < orders; order += 1) {
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
}
