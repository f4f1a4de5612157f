import { factsOf, type FinishedSpan, type Span } from './span.js';
import { MOST_FACTS } from './spans.js';
import { firstWord, hex } from './trace-context.js';
import type { Words } from './words.js';

/** Per span: trace (4), span (2), parent (2), linked trace (4), linked span (2), what it is (1), one to spare. */
const WORDS_A_SPAN = 16;
/** Per span: start, end, facts. */
const NUMBERS_A_SPAN = 2 + MOST_FACTS;
const END = 1;

const SPAN = 4;
const PARENT = 6;
const LINKED_TRACE = 8;
const LINKED_SPAN = 12;
const HEAD = 14;

/** Where the parts of the head word begin: kind, told, texts, failed. */
const TOLD = 8;
const TEXTS = 16;
const FAILED = 24;

/** Chains of spans, a power of two: traces whose first words end alike share one. */
const CHAINS = 0x4000;

/**
 * The last `capacity` finished spans of unsampled requests, 136 bytes each, in arrays of numbers:
 * keeping one allocates nothing, so the garbage collector never sees them.
 */
export class SpanRing {
  private readonly bits: Int32Array;
  private readonly numbers: Float64Array;
  /** How many spans had been kept with the latest one of each chain; 0: it has none. */
  private readonly latest = new Float64Array(CHAINS);
  /** The same of the span before each in its chain. What is `capacity` spans ago has been written over. */
  private readonly earlier: Float64Array;
  private kept = 0;

  constructor(
    private readonly capacity: number,
    private readonly words: Words,
  ) {
    this.bits = new Int32Array(capacity * WORDS_A_SPAN);
    this.numbers = new Float64Array(capacity * NUMBERS_A_SPAN);
    this.earlier = new Float64Array(capacity);
  }

  keep(span: Span): void {
    const place = this.kept++ % this.capacity;
    const { bits, numbers } = this;
    const { words } = span.trace;
    const at = place * WORDS_A_SPAN;
    const chain = words[0] & (CHAINS - 1);
    this.earlier[place] = this.latest[chain] ?? 0;
    this.latest[chain] = this.kept;
    bits[at] = words[0];
    bits[at + 1] = words[1];
    bits[at + 2] = words[2];
    bits[at + 3] = words[3];
    bits[at + SPAN] = span.high;
    bits[at + SPAN + 1] = span.low;
    bits[at + PARENT] = span.parentHigh;
    bits[at + PARENT + 1] = span.parentLow;
    const linked = span.link?.trace.words;
    bits[at + LINKED_TRACE] = linked?.[0] ?? 0;
    bits[at + LINKED_TRACE + 1] = linked?.[1] ?? 0;
    bits[at + LINKED_TRACE + 2] = linked?.[2] ?? 0;
    bits[at + LINKED_TRACE + 3] = linked?.[3] ?? 0;
    bits[at + LINKED_SPAN] = span.link?.high ?? 0;
    bits[at + LINKED_SPAN + 1] = span.link?.low ?? 0;
    bits[at + HEAD] =
      span.kind | (span.told << TOLD) | (span.texts << TEXTS) | (Number(span.failed) << FAILED);
    const first = place * NUMBERS_A_SPAN;
    numbers[first] = span.startedAt;
    numbers[first + END] = span.endedAt;
    const { facts } = span;
    for (let fact = 0; fact < facts.length; fact += 1) numbers[first + 2 + fact] = facts[fact] ?? 0;
  }

  /** Takes the spans of these traces out; ids of 32 hexadecimal digits. */
  take(traces: Iterable<string>): FinishedSpan[] {
    const found: FinishedSpan[] = [];
    for (const id of traces) {
      for (const place of this.placesOf(id)) {
        found.push(this.read(place));
        this.numbers[place * NUMBERS_A_SPAN + END] = 0;
      }
    }
    return found;
  }

  /** Where spans of the trace stand that have not been taken yet, the oldest first. */
  private placesOf(id: string): number[] {
    const places: number[] = [];
    let count = this.latest[firstWord(id) & (CHAINS - 1)] ?? 0;
    while (count > 0 && count > this.kept - this.capacity) {
      const place = (count - 1) % this.capacity;
      const isThere = this.numbers[place * NUMBERS_A_SPAN + END] !== 0;
      if (isThere && this.hexAt(place * WORDS_A_SPAN, 4) === id) places.push(place);
      count = this.earlier[place] ?? 0;
    }
    return places.reverse();
  }

  private read(place: number): FinishedSpan {
    const at = place * WORDS_A_SPAN;
    const head = this.bits[at + HEAD] ?? 0;
    const numbers = this.numbers.subarray(place * NUMBERS_A_SPAN, (place + 1) * NUMBERS_A_SPAN);
    const kind = head & 0xff;
    const said = { told: (head >>> TOLD) & 0xff, texts: (head >>> TEXTS) & 0xff };
    const hasParent = this.bits[at + PARENT] !== 0 || this.bits[at + PARENT + 1] !== 0;
    const hasLink = this.bits[at + LINKED_SPAN] !== 0;
    return {
      kind,
      traceId: this.hexAt(at, 4),
      spanId: this.hexAt(at + SPAN, 2),
      parentId: hasParent ? this.hexAt(at + PARENT, 2) : undefined,
      startedAt: numbers[0] ?? 0,
      endedAt: numbers[END] ?? 0,
      failed: head >>> FAILED === 1,
      facts: factsOf(kind, said, (fact) => numbers[2 + fact] ?? 0, this.words),
      link: hasLink
        ? { traceId: this.hexAt(at + LINKED_TRACE, 4), spanId: this.hexAt(at + LINKED_SPAN, 2) }
        : undefined,
    };
  }

  private hexAt(from: number, count: number): string {
    let text = '';
    for (let word = from; word < from + count; word += 1) text += hex(this.bits[word] ?? 0);
    return text;
  }
}
