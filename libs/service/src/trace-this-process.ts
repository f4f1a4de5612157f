import type { Config, ProcessName } from '#libs/config';
import { recorder, startTracing, stopTracing } from '#libs/observability';
import { connectRedis, TraceChannel } from '#libs/redis';

/** Begins to record where traces go somewhere; what this process and the others name travels through Redis. */
export function traceThisProcess(config: Config<ProcessName>): () => Promise<void> {
  startTracing({
    ratio: config.TRACE_RATIO,
    chosenByCallers: config.TRACE_CHOSEN_BY_CALLERS,
    heldSpans: config.TRACE_HELD_SPANS,
    rescue: { slowest: config.TRACE_SLOWEST, failed: config.TRACE_FAILED },
  });
  const kept = recorder();
  if (kept === undefined) return stopTracing;
  const channel = new TraceChannel(connectRedis(config), connectRedis(config, { blocking: true }));
  channel.listen((message) => kept.receive(message));
  kept.announceBy((message) => channel.say(message));
  return async () => {
    channel.close();
    await stopTracing();
  };
}
