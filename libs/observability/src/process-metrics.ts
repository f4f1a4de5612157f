import { monitorEventLoopDelay } from 'node:perf_hooks';
import { collectDefaultMetrics, Gauge } from 'prom-client';
import { metrics } from './metrics.js';
import { version } from './version.js';

/** How often the event loop is looked at; each look wakes the process. The histogram of Node counts this time in. */
const RESOLUTION_MS = 20;

/** Begins to watch this process: processor, memory, garbage collection, event loop. Once is enough. */
export function watchProcess(): void {
  if (metrics.getSingleMetric('otp_build_info') !== undefined) return;
  collectDefaultMetrics({ register: metrics, eventLoopMonitoringPrecision: RESOLUTION_MS });
  new Gauge({
    name: 'otp_build_info',
    help: 'Always 1: which release runs, on which Node.js.',
    labelNames: ['version', 'node'],
    registers: [metrics],
  })
    .labels(version, process.versions.node)
    .set(1);

  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const seconds = (ns: number): number => Math.max(0, ns / 1e9 - RESOLUTION_MS / 1e3);
  new Gauge({
    name: 'otp_event_loop_delay_seconds',
    help: 'How much too late the event loop came round, since the last time that this was asked for.',
    labelNames: ['quantile'],
    registers: [metrics],
    collect() {
      this.set({ quantile: '0.5' }, seconds(delay.percentile(50)));
      this.set({ quantile: '0.99' }, seconds(delay.percentile(99)));
      this.set({ quantile: 'max' }, seconds(delay.max));
      delay.reset();
    },
  });
}
