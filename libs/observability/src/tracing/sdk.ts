import {
  type Link,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { getBooleanFromEnv, getStringFromEnv } from '@opentelemetry/core';
import { attributes as a } from './attributes.js';
import type { FinishedSpan } from './span.js';
import { definitions } from './spans.js';
import { hex, randomWord } from './trace-context.js';

/** What exports our spans. */
export interface SpanExport {
  readonly exportSpan: (span: FinishedSpan) => void;
  /** Sends what is still waiting. */
  shutdown(): Promise<void>;
}

/** Whether OpenTelemetry's own variables name a place to send traces to. */
export function hasDestination(): boolean {
  if (getBooleanFromEnv('OTEL_SDK_DISABLED') === true) return false;
  const exporters = getStringFromEnv('OTEL_TRACES_EXPORTER');
  if (exporters !== undefined) return exporters !== 'none';
  return (
    getStringFromEnv('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') !== undefined ||
    getStringFromEnv('OTEL_EXPORTER_OTLP_ENDPOINT') !== undefined
  );
}

/**
 * OpenTelemetry's SDK, with exporter, batching and resource as its standard variables say. Spans reach it
 * when they have ended, with their own ids and times; nothing else in the process records any.
 */
export async function startSdk(): Promise<SpanExport> {
  // Loaded only where traces go somewhere: it costs some 25 MB.
  const [{ NodeSDK }, { envDetector, serviceInstanceIdDetector }] = await Promise.all([
    import('@opentelemetry/sdk-node'),
    import('@opentelemetry/resources'),
  ]);
  let replayed: FinishedSpan | undefined;
  const sdk = new NodeSDK({
    // The others would tell command lines and hosts.
    resourceDetectors: [serviceInstanceIdDetector, envDetector],
    metricReaders: [],
    logRecordProcessors: [],
    idGenerator: {
      generateTraceId: () => replayed?.traceId ?? hexId(4),
      generateSpanId: () => replayed?.spanId ?? hexId(2),
    },
    sampler: { shouldSample: () => ({ decision: replayed === undefined ? NOT_RECORD : RECORD_AND_SAMPLED }) },
  });
  sdk.start();
  const tracer = trace.getTracer('order-promise-engine');
  return {
    exportSpan: (span) => {
      replayed = span;
      const copy = tracer.startSpan(nameOf(span), optionsOf(span), parentOf(span));
      replayed = undefined;
      if (span.failed) copy.setStatus({ code: SpanStatusCode.ERROR });
      copy.end(hrTime(span.endedAt));
    },
    shutdown: () => sdk.shutdown(),
  };
}

/** Of SamplingDecision, which only the SDK's own types name. */
const NOT_RECORD = 0;
const RECORD_AND_SAMPLED = 2;

function nameOf({ kind, facts }: FinishedSpan): string {
  const method = facts.get(a.method);
  return method === undefined
    ? String(facts.get(a.rpcMethod) ?? definitions[kind]?.name)
    : [method, facts.get(a.route)].filter((part) => part !== undefined).join(' ');
}

function optionsOf({ kind, startedAt, facts, link }: FinishedSpan) {
  const definition = definitions[kind];
  const links: Link[] = link === undefined ? [] : [{ context: sampled(link.traceId, link.spanId) }];
  return {
    kind: SpanKind[definition?.kind ?? 'INTERNAL'],
    startTime: hrTime(startedAt),
    attributes: { ...definition?.always, ...Object.fromEntries(facts) },
    links,
  };
}

function parentOf({ traceId, parentId }: FinishedSpan) {
  return parentId === undefined
    ? ROOT_CONTEXT
    : trace.setSpanContext(ROOT_CONTEXT, sampled(traceId, parentId));
}

function sampled(traceId: string, spanId: string): SpanContext {
  return { traceId, spanId, traceFlags: TraceFlags.SAMPLED };
}

/** Microseconds since 1970 as seconds and nanoseconds. */
function hrTime(us: number): [number, number] {
  const seconds = Math.floor(us / 1e6);
  return [seconds, Math.min(999_999_999, Math.round((us - seconds * 1e6) * 1e3))];
}

const hexId = (words: number): string => Array.from({ length: words }, () => hex(randomWord())).join('');
