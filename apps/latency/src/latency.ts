import Fastify from 'fastify';
import type { AddressInfo } from 'node:net';
import { type Profile, profileOf } from './analysis/profile.js';
import { History, type HistoryBounds } from './history/history.js';
import { addApi } from './http/api.js';
import { addPage } from './http/page.js';
import { receiveGrpc } from './ingest/grpc-receiver.js';
import { receiveHttp } from './ingest/http-receiver.js';
import { showFigures } from './latency.metrics.js';
import { type StoreBounds, TraceStore } from './traces/trace-store.js';

export interface LatencySettings {
  readonly host: string;
  /** OTLP over HTTP, the API and the page. 0: any free one; so is `grpcPort`. */
  readonly port: number;
  readonly grpcPort: number;
  readonly store: StoreBounds;
  readonly history: HistoryBounds;
}

export interface RunningLatency {
  readonly url: string;
  readonly grpcPort: number;
  /** Takes every trace for complete that has come so far. */
  readonly settle: () => void;
  close(): Promise<void>;
}

const TICK_MS = 250;

/** Receives spans, and answers where the time goes. */
export async function startLatency(settings: LatencySettings): Promise<RunningLatency> {
  const now = (): number => Date.now();
  const history = new History(settings.history, now, Math.random);
  const find = (traceId: string) => store.find(traceId);
  const counts = { otherTraces: 0, orphanSpans: 0 };
  const store = new TraceStore(
    settings.store,
    (trace) => {
      const profile = profileOf(trace, find);
      if (profile === undefined) counts.otherTraces += 1;
      else {
        counts.orphanSpans += profile.orphans;
        history.add(profile);
      }
    },
    now,
  );
  const take = store.add.bind(store);
  const findProfile = (traceId: string): Profile | undefined => {
    const trace = store.find(traceId);
    return history.find(traceId) ?? (trace && profileOf(trace, find));
  };
  const status = () => ({
    ...{ received: store.counts, held: store.held, ...counts },
    history: { requests: history.requests, tooOld: history.tooOld, bytes: history.bytes },
  });
  showFigures(status);

  const fastify = Fastify({ forceCloseConnections: true });
  receiveHttp(fastify, take);
  addApi(fastify, { history, findProfile, status });
  addPage(fastify);
  const grpc = await receiveGrpc(settings.host, settings.grpcPort, take);
  try {
    await fastify.listen({ host: settings.host, port: settings.port });
  } catch (error) {
    await grpc.close();
    throw error;
  }
  const ticking = setInterval(() => store.tick(), TICK_MS);
  const { port } = fastify.server.address() as AddressInfo;
  return {
    url: `http://${settings.host}:${port}`,
    grpcPort: grpc.port,
    settle: () => store.flush(),
    close: async () => {
      clearInterval(ticking);
      await Promise.all([grpc.close(), fastify.close()]);
    },
  };
}
