import { MeasuredEngine } from './engine.js';
import type { Figures, Measurement, Sizes } from './measurement.js';
import { send } from './load/load.js';

const MANY = 1_000;
const FEW = 10;
const WATCH_MS = 100;

/** Memory of an engine that idles, and of what is in flight in one that has been at work for a while. */
export class Memory implements Measurement {
  readonly name = 'memory';

  constructor(private readonly sizes: Sizes) {}

  async round(): Promise<Figures> {
    const engine = await MeasuredEngine.start();
    try {
      const { cluster, ordersFile } = engine;
      const kinds = [...cluster.engine().keys()];
      const idle = Object.fromEntries(kinds.map((kind) => [`idle_rss_mb_${kind}`, cluster.residentMb(kind)]));
      const { seconds } = this.sizes;
      await engine.send({ seconds, connections: FEW });
      const before = cluster.residentKb();
      let most = before;
      const watch = setInterval(() => (most = Math.max(most, cluster.residentKb())), WATCH_MS);
      const load = { url: cluster.url, ordersFile, connections: MANY, seconds };
      const { errors, requests } = await send(load).finally(() => clearInterval(watch));
      return {
        ...idle,
        idle_rss_mb: Math.max(...Object.values(idle)),
        rss_per_inflight_kb: (most - before) / (MANY - FEW),
        connections_1000_requests: requests,
        connections_1000_errors: errors,
      };
    } finally {
      await engine.stop();
    }
  }
}
