import { components } from '#libs/observability';
import type { Profile } from '../analysis/profile.js';
import type { TreeNode } from '../analysis/request-tree.js';

export interface WaterfallSpan {
  /** Of the span and its own trace: what is shared with other requests is one of its own. */
  readonly span_id: string;
  readonly trace_id: string;
  readonly name: string;
  readonly service: string;
  readonly depth: number;
  readonly component: string;
  /** Milliseconds from the request's beginning. */
  readonly start_ms: number;
  readonly duration_ms: number;
  /** What of it is no other span's. */
  readonly self_ms: number;
  /** Below 1: work that was shared with other requests. */
  readonly share: number;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** One request, its spans from the outermost to the innermost, in the order of their beginning. */
export interface Waterfall {
  readonly trace_id: string;
  readonly started_at: string;
  readonly duration_ms: number;
  readonly order_class: string;
  readonly data_source: string;
  readonly failed: boolean;
  readonly orphans: number;
  readonly spans: readonly WaterfallSpan[];
}

export function waterfallOf(profile: Profile): Waterfall {
  const spans: WaterfallSpan[] = [];
  write(profile.root, 0, profile.root.start, spans);
  return { ...summaryOf(profile), orphans: profile.orphans, spans };
}

export function summaryOf({ traceId, startedAt, duration, orderClass, source, failed }: Profile) {
  return {
    trace_id: traceId,
    started_at: new Date(startedAt).toISOString(),
    duration_ms: duration / 1_000,
    order_class: orderClass,
    data_source: source,
    failed,
  };
}

function write(
  { span, start, end, self, share, children }: TreeNode,
  depth: number,
  zero: number,
  spans: WaterfallSpan[],
): void {
  spans.push({
    span_id: span.spanId,
    trace_id: span.traceId,
    name: span.name,
    service: span.service,
    depth,
    component: components[span.component].title,
    start_ms: (start - zero) / 1_000,
    duration_ms: (end - start) / 1_000,
    self_ms: self / 1_000,
    share,
    failed: span.failed,
    attributes: Object.fromEntries(span.attributes),
  });
  for (const child of [...children].sort((a, b) => a.start - b.start)) write(child, depth + 1, zero, spans);
}
