import type { AttributeName } from './attributes.js';
import { definitions, type FactOf, MOST_FACTS, places, type SpanId } from './spans.js';
import { randomWord, type Trace, writeTraceparent } from './trace-context.js';
import type { Words } from './words.js';

/** Where finished spans go, and what their texts are counted in. */
export interface SpanSink {
  readonly words: Words;
  /** Microseconds since 1970, never going back within this process. */
  now(): number;
  finish(span: Span): void;
  share<S extends SpanId>(kind: S, among: Iterable<{ readonly sampled: boolean }>): Span<S>;
}

/** Of a fact: its place is set in `told` when it is there, and in `texts` when it is the number of a word. */
const bit = (place: number): number => 1 << place;

const ownWord = randomWord();
let lastLow = randomWord();

function nextLow(): number {
  lastLow = (lastLow + 1) | 0 || 1;
  return lastLow;
}

/** Work under way. Ends once, by `end`. */
export class Span<S extends SpanId = SpanId> {
  /** Its id, two words of 32 bits: the one is the process's own, the other counts. */
  high = ownWord;
  low = nextLow();
  readonly kind: number;
  /** Microseconds since 1970. */
  endedAt = 0;
  failed = false;
  told = 0;
  texts = 0;
  readonly facts: number[] = [];
  link: Span | undefined;

  constructor(
    private readonly sink: SpanSink,
    kind: S,
    readonly trace: Trace,
    /** Both 0: the first of its trace. */
    readonly parentHigh: number,
    readonly parentLow: number,
    /** Microseconds since 1970. */
    readonly startedAt: number,
  ) {
    this.kind = places[kind];
  }

  get sampled(): boolean {
    return this.trace.sampled;
  }

  /** Tells a fact that spans of this kind have room for. */
  set(name: FactOf<S>, value: string | number): this {
    const place = (definitions[this.kind]?.facts ?? []).indexOf(name);
    if (place < 0 || place >= MOST_FACTS) return this;
    this.told |= bit(place);
    if (typeof value === 'string') this.texts |= bit(place);
    this.facts[place] = typeof value === 'string' ? this.sink.words.numberOf(value) : value;
    return this;
  }

  /** A part of this work. `startedAt`: microseconds since 1970, when it began earlier than now. */
  begin<K extends SpanId>(kind: K, startedAt = this.sink.now()): Span<K> {
    return new Span(this.sink, kind, this.trace, this.high, this.low, startedAt);
  }

  /** Work that several share, as a trace of its own: sampled when one of them is. They link to it. */
  share<K extends SpanId>(kind: K, among: Iterable<{ readonly sampled: boolean }>): Span<K> {
    return this.sink.share(kind, among);
  }

  /** `shared`: the one span that does this span's work together with that of others. */
  linkTo(shared: Span | undefined): this {
    this.link = shared;
    return this;
  }

  fail(): this {
    this.failed = true;
    return this;
  }

  /** `at`: microseconds since 1970, when it ended earlier than now. */
  end(at = this.sink.now()): void {
    if (this.endedAt > 0) return;
    this.endedAt = Math.max(at, this.startedAt);
    this.sink.finish(this);
  }

  /** W3C `traceparent` for what this span calls. */
  get traceparent(): string {
    return writeTraceparent(this.trace, this.high, this.low);
  }
}

/** A finished span as it is exported. */
export interface FinishedSpan {
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | undefined;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly failed: boolean;
  readonly facts: ReadonlyMap<AttributeName, string | number>;
  readonly link: { readonly traceId: string; readonly spanId: string } | undefined;
}

/** What was told, by name. `at` gives the number of the fact at a place. */
export function factsOf(
  kind: number,
  { told, texts }: { readonly told: number; readonly texts: number },
  at: (place: number) => number,
  words: Words,
): Map<AttributeName, string | number> {
  const facts = new Map<AttributeName, string | number>();
  definitions[kind]?.facts.forEach((name, place) => {
    if ((told & bit(place)) === 0) return;
    facts.set(name, (texts & bit(place)) === 0 ? at(place) : words.textOf(at(place)));
  });
  return facts;
}
