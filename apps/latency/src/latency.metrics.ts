import { Counter, Gauge } from 'prom-client';
import { metrics } from '#libs/observability';

const registers = [metrics];

/** What the service counts of itself, since its process began. */
export interface LatencyFigures {
  readonly received: {
    readonly spans: number;
    readonly lateSpans: number;
    readonly droppedSpans: number;
    readonly settledTraces: number;
    readonly droppedTraces: number;
  };
  readonly held: { readonly traces: number; readonly spans: number; readonly bytes: number };
  readonly otherTraces: number;
  readonly orphanSpans: number;
  readonly history: { readonly requests: number; readonly tooOld: number; readonly bytes: number };
}

let figures: (() => LatencyFigures) | undefined;

/** Says whom to ask when metrics are collected. */
export function showFigures(source: () => LatencyFigures): void {
  figures = source;
}

const spansBy = ({ received, orphanSpans }: LatencyFigures) => ({
  received: received.spans,
  late: received.lateSpans,
  dropped: received.droppedSpans,
  orphan: orphanSpans,
});

new Counter({
  name: 'otp_latency_spans_total',
  help: 'Spans: received in all, and of these late, dropped because a bound was reached, or without their parent.',
  labelNames: ['outcome'] as const,
  registers,
  collect() {
    this.reset();
    const spans = figures && spansBy(figures());
    for (const [outcome, count] of Object.entries(spans ?? {})) this.inc({ outcome }, count);
  },
});

const tracesBy = ({ received, otherTraces, history }: LatencyFigures) => ({
  complete: received.settledTraces,
  dropped: received.droppedTraces,
  other: otherTraces,
  late: history.tooOld,
});

new Counter({
  name: 'otp_latency_traces_total',
  help: 'Traces: complete in all, and of these no request of ours (other) or too old to be counted (late); dropped: incomplete, because a bound was reached.',
  labelNames: ['outcome'] as const,
  registers,
  collect() {
    this.reset();
    const traces = figures && tracesBy(figures());
    for (const [outcome, count] of Object.entries(traces ?? {})) this.inc({ outcome }, count);
  },
});

new Gauge({
  name: 'otp_latency_held',
  help: 'Traces and spans in memory.',
  labelNames: ['what'] as const,
  registers,
  collect() {
    if (figures === undefined) return;
    const { traces, spans } = figures().held;
    for (const [what, count] of Object.entries({ traces, spans })) this.set({ what }, count);
  },
});

new Gauge({
  name: 'otp_latency_held_bytes',
  help: 'Memory of traces that are assembled, and of the history, roughly.',
  labelNames: ['what'] as const,
  registers,
  collect() {
    if (figures === undefined) return;
    const { held, history } = figures();
    this.set({ what: 'traces' }, held.bytes);
    this.set({ what: 'history' }, history.bytes);
  },
});
