import { factsOf, type FinishedSpan, type Span } from './span.js';
import { MOST_FACTS } from './spans.js';
import { firstWord, hex } from './trace-context.js';
import type { Words } from './words.js';

/** Per span: trace (4), span (2), parent (2), linked trace (4), linked span (2), what it is (1), one to spare. */
const WORDS_A_SPAN = 16;
/** Per span: start, end, facts. */
const NUMBERS_A_SPAN = 2 + MOST_FACTS;

const SPAN = 4;
const PARENT = 6;
const LINKED_TRACE = 8;
const LINKED_SPAN = 12;
const HEAD = 14;

/** Where the parts of the head word begin: kind, told, texts, failed. */
const TOLD = 8;
const TEXTS = 16;
const FAILED = 24;

/**
 * The last `capacity` finished spans of unsampled requests, 128 bytes each, in two arrays of numbers:
 * keeping one allocates nothing, so the garbage collector never sees them.
 */
export class SpanRing {
  /** The first words of their traces once more, because all of them are looked through for one. */
  private readonly beginnings: Int32Array;
  private readonly bits: Int32Array;
  private readonly numbers: Float64Array;
  private kept = 0;

  constructor(
    private readonly capacity: number,
    private readonly words: Words,
  ) {
    this.beginnings = new Int32Array(capacity);
    this.bits = new Int32Array(capacity * WORDS_A_SPAN);
    this.numbers = new Float64Array(capacity * NUMBERS_A_SPAN);
  }

  keep(span: Span): void {
    const place = this.kept++ % this.capacity;
    const { bits, numbers } = this;
    const { words } = span.trace;
    const at = place * WORDS_A_SPAN;
    this.beginnings[place] = words[0];
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
    numbers[first + 1] = span.endedAt;
    const { facts } = span;
    for (let fact = 0; fact < facts.length; fact += 1) numbers[first + 2 + fact] = facts[fact] ?? 0;
  }

  /** Takes the spans of these traces out; ids of 32 hexadecimal digits. Reads the whole ring once. */
  take(traces: ReadonlySet<string>): FinishedSpan[] {
    const wanted = new Uint8Array(0x1_0000);
    for (const id of traces) wanted[firstWord(id) & 0xffff] = 1;
    const found: FinishedSpan[] = [];
    const held = Math.min(this.kept, this.capacity);
    for (let place = 0; place < held; place += 1) {
      if (wanted[(this.beginnings[place] ?? 0) & 0xffff] === 0) continue;
      const at = place * WORDS_A_SPAN;
      if (this.numbers[place * NUMBERS_A_SPAN + 1] === 0 || !traces.has(this.hexAt(at, 4))) continue;
      found.push(this.read(place));
      this.numbers[place * NUMBERS_A_SPAN + 1] = 0;
    }
    return found;
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
      endedAt: numbers[1] ?? 0,
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
