import { MeasuredEngine } from '../bench/engine.js';
import type { Figures, Measurement } from '../bench/measurement.js';
import { zipfDemand } from '../bench/orders.js';
import type { ScaleSizes } from './cluster-shape.js';

const BINS_PER_ITEM = 10;
/** So many different orders that a large site's seldom items are among them. */
const ORDERS = 100_000;
const KB_PER_MB = 1024;

/** The same load on a small and on a large ERPNext, side by side: speed, and memory an item. */
export class SiteSize implements Measurement {
  readonly name = 'bins';
  private engines: MeasuredEngine[] = [];
  private redisMb: readonly [number, number] = [NaN, NaN];

  constructor(private readonly sizes: ScaleSizes) {}

  async open(): Promise<void> {
    for (const bins of this.sizes.bins) {
      const flags = { items: bins / BINS_PER_ITEM, 'bins-per-item': BINS_PER_ITEM };
      const engine = await MeasuredEngine.start(flags, { demand: zipfDemand, orders: ORDERS });
      this.engines.push(engine);
      await engine.warmUp(this.sizes.warmUpRequests);
    }
    const [small, large] = await Promise.all(this.engines.map(({ cluster }) => cluster.redisMb()));
    this.redisMb = [small ?? NaN, large ?? NaN];
  }

  async round(): Promise<Figures> {
    const [small, large] = this.engines;
    if (small === undefined || large === undefined) throw new Error('The clusters have not been started.');
    const { seconds } = this.sizes;
    const before = await small.send({ seconds });
    const loaded = await large.send({ seconds });
    const after = await small.send({ seconds });
    const smallRps = (before.rps + after.rps) / 2;
    const items = large.itemCodes.length - small.itemCodes.length;
    return {
      small_site_rps: smallRps,
      large_site_rps: loaded.rps,
      large_to_small_site: loaded.rps / smallRps,
      large_site_p50_ms: loaded.p50_ms,
      large_site_p99_ms: loaded.p99_ms,
      redis_kb_per_item: ((this.redisMb[1] - this.redisMb[0]) * KB_PER_MB) / items,
      large_site_promise_rss_mb: large.cluster.residentMb('promise'),
      large_site_stock_rss_mb: large.cluster.residentMb('stock'),
    };
  }

  async close(): Promise<void> {
    for (const engine of this.engines) await engine.stop();
  }
}
