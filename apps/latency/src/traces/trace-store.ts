import { bytesOf, type ReceivedSpan } from './span.js';

/** What the store holds at most; the oldest goes when there is more. */
export interface StoreBounds {
  readonly traces: number;
  readonly spans: number;
  readonly bytes: number;
  readonly spansPerTrace: number;
  /** A trace is complete when no span of it has come for so long, in milliseconds. */
  readonly quietMs: number;
  /** … or when its first span is so old. */
  readonly oldestMs: number;
}

/** The spans of one trace, from all processes, in the order of their arrival. */
export interface CollectedTrace {
  readonly id: string;
  readonly spans: ReceivedSpan[];
}

interface Entry extends CollectedTrace {
  readonly firstSeen: number;
  /** When its last span came, or when it was settled. */
  since: number;
  bytes: number;
}

/** What came in and what of it was not used, each counted from the start of the process. */
export interface StoreCounts {
  spans: number;
  settledTraces: number;
  /** Spans of traces that were settled already. */
  lateSpans: number;
  /** Traces, and their spans, that went before they were complete because a bound was reached. */
  droppedTraces: number;
  droppedSpans: number;
}

/**
 * Assembles traces in bounded memory. A trace is handed on once, when it has been quiet; it stays for as long
 * again, so that requests which link to it find it.
 */
export class TraceStore {
  /** Both in the order of `since`. */
  private readonly open = new Map<string, Entry>();
  private readonly settled = new Map<string, Entry>();
  private heldSpans = 0;
  private heldBytes = 0;
  readonly counts: StoreCounts = {
    spans: 0,
    settledTraces: 0,
    lateSpans: 0,
    droppedTraces: 0,
    droppedSpans: 0,
  };

  constructor(
    private readonly bounds: StoreBounds,
    private readonly onComplete: (trace: CollectedTrace) => void,
    private readonly now: () => number,
  ) {}

  get held(): { traces: number; spans: number; bytes: number } {
    return { traces: this.open.size + this.settled.size, spans: this.heldSpans, bytes: this.heldBytes };
  }

  add(spans: readonly ReceivedSpan[]): void {
    const now = this.now();
    for (const span of spans) this.addOne(span, now);
    this.keepToBounds();
  }

  find(id: string): CollectedTrace | undefined {
    return this.open.get(id) ?? this.settled.get(id);
  }

  /** Hands on what has become complete, and lets go what nobody links to any more. */
  tick(): void {
    const now = this.now();
    for (const entry of this.open.values()) {
      if (entry.since + this.bounds.quietMs > now) break;
      this.settle(entry, now);
    }
    for (const entry of this.settled.values()) {
      if (entry.since + this.bounds.quietMs > now) break;
      this.forget(entry);
    }
  }

  /** Hands on everything that is open, complete or not. */
  flush(): void {
    const now = this.now();
    for (const entry of this.open.values()) this.settle(entry, now);
  }

  private addOne(span: ReceivedSpan, now: number): void {
    this.counts.spans += 1;
    const late = this.settled.get(span.traceId);
    if (late !== undefined) this.counts.lateSpans += 1;
    const entry = late ?? this.open.get(span.traceId) ?? this.begin(span.traceId, now);
    if (entry.spans.length >= this.bounds.spansPerTrace) {
      this.counts.droppedSpans += 1;
      return;
    }
    const bytes = bytesOf(span);
    entry.spans.push(span);
    entry.bytes += bytes;
    this.heldSpans += 1;
    this.heldBytes += bytes;
    if (late !== undefined) return;
    entry.since = now;
    this.open.delete(entry.id);
    this.open.set(entry.id, entry);
    if (now - entry.firstSeen >= this.bounds.oldestMs) this.settle(entry, now);
  }

  private begin(id: string, now: number): Entry {
    return { id, spans: [], firstSeen: now, since: now, bytes: 0 };
  }

  private settle(entry: Entry, now: number): void {
    this.open.delete(entry.id);
    entry.since = now;
    this.settled.set(entry.id, entry);
    this.counts.settledTraces += 1;
    this.onComplete(entry);
  }

  private keepToBounds(): void {
    const { traces, spans, bytes } = this.bounds;
    while (this.open.size + this.settled.size > traces || this.heldSpans > spans || this.heldBytes > bytes) {
      const oldest = first(this.settled) ?? first(this.open);
      if (oldest === undefined) return;
      if (this.open.has(oldest.id)) {
        this.counts.droppedTraces += 1;
        this.counts.droppedSpans += oldest.spans.length;
      }
      this.forget(oldest);
    }
  }

  private forget(entry: Entry): void {
    if (!this.open.delete(entry.id)) this.settled.delete(entry.id);
    this.heldSpans -= entry.spans.length;
    this.heldBytes -= entry.bytes;
  }
}

function first<V>(map: ReadonlyMap<string, V>): V | undefined {
  return map.values().next().value;
}
