import type { Config } from '#libs/config';
import { runService } from '#libs/service';
import { type LatencySettings, startLatency } from './latency.js';

await runService('latency', async (config, logger) => {
  const latency = await startLatency(settingsOf(config));
  logger.info({ url: latency.url, grpcPort: latency.grpcPort }, 'listening');
  return latency;
});

function settingsOf(config: Config<'latency'>): LatencySettings {
  return {
    host: config.LATENCY_HOST,
    port: config.LATENCY_PORT,
    grpcPort: config.LATENCY_GRPC_PORT,
    store: {
      traces: config.LATENCY_TRACES,
      spans: config.LATENCY_SPANS,
      bytes: config.LATENCY_TRACE_BYTES,
      spansPerTrace: config.LATENCY_SPANS_PER_TRACE,
      quietMs: config.LATENCY_QUIET_MS,
      oldestMs: config.LATENCY_OLDEST_MS,
    },
    history: {
      sliceMs: config.LATENCY_SLICE_MS,
      keepMs: config.LATENCY_KEEP_MS,
      bytes: config.LATENCY_HISTORY_BYTES,
    },
  };
}
