import type { Config } from '#libs/config';
import { recorder } from '#libs/observability';
import { runService } from '#libs/service';
import { type LatencySettings, startLatency } from './latency.js';
import { FollowedFile } from './nginx/followed-file.js';
import type { LogLines, TakeLine } from './nginx/log-lines.js';
import { ProxiedSpans } from './nginx/proxied-spans.js';
import { ReceivedLines } from './nginx/received-lines.js';

await runService('latency', async (config, logger) => {
  const latency = await startLatency(settingsOf(config));
  const log = await followNginx(config);
  logger.info({ url: latency.url, grpcPort: latency.grpcPort }, 'listening');
  return {
    close: async () => {
      await log?.stop();
      await latency.close();
    },
  };
});

async function followNginx(config: Config<'latency'>): Promise<LogLines | undefined> {
  const kept = recorder();
  if (kept === undefined) return undefined;
  const proxied = new ProxiedSpans(kept, config.TRACE_HELD_SPANS);
  const log = linesOfNginx(config, proxied.take);
  if (log === undefined) return undefined;
  kept.followNamed((traces) => void proxied.named(traces, log));
  await log.start();
  return log;
}

function linesOfNginx(config: Config<'latency'>, take: TakeLine): LogLines | undefined {
  const { LATENCY_HOST: host, LATENCY_NGINX_PORT: port, LATENCY_NGINX_BYTES: bytes } = config;
  if (port !== undefined) return new ReceivedLines({ host, port, bytes }, take);
  if (config.LATENCY_NGINX_LOG !== undefined) return new FollowedFile(config.LATENCY_NGINX_LOG, take);
  return undefined;
}

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
