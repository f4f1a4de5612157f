import type { Component, SpanKindName } from '#libs/observability';

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
}

export type AttributeValue = string | number | boolean;

/** A span as it was received; ids in hexadecimal, times in microseconds since 1970 of its own process's clock. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | undefined;
  readonly name: string;
  readonly kind: SpanKindName;
  readonly service: string;
  /** Names the process, and so the clock. */
  readonly instance: string;
  readonly start: number;
  readonly end: number;
  readonly failed: boolean;
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  readonly links: readonly SpanLink[];
  readonly component: Component;
}

/** About what a span costs in memory, in bytes: the heap's own figures for its parts. */
export function bytesOf({ name, attributes, links }: ReceivedSpan): number {
  let bytes = 420 + name.length + links.length * 160;
  for (const [, value] of attributes) bytes += 56 + (typeof value === 'string' ? value.length : 0);
  return bytes;
}
