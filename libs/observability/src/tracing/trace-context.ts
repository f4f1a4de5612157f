/** Four words of 32 bits, most significant first, each as a signed number: those are the cheapest to keep. */
type TraceWords = readonly [number, number, number, number];

/** Which trace a span belongs to, and whether it is exported or only kept for a while. */
export class Trace {
  constructor(
    readonly words: TraceWords,
    readonly sampled: boolean,
    /** 32 hexadecimal digits, when they are known already. */
    private text?: string,
  ) {}

  get id(): string {
    return (this.text ??= this.words.map(hex).join(''));
  }
}

/** The span of another process that one here continues. */
export interface RemoteParent {
  readonly traceId: string;
  readonly words: TraceWords;
  readonly high: number;
  readonly low: number;
  readonly sampled: boolean;
}

/** `00-trace-span-flags`; later versions may have more behind a further dash. */
const TRACE = 3;
const SPAN = 36;
const FLAGS = 53;
const LENGTH = 55;
const DASH = 0x2d;

/** Reads a W3C `traceparent`; undefined when it is none that may be continued. */
export function readTraceparent(header: string | undefined): RemoteParent | undefined {
  if (header === undefined || header.length < LENGTH || !hasDashes(header)) return undefined;
  broken = 0;
  const version = byte(header, 0);
  const words = wordsAt(header, TRACE);
  const high = word(header, SPAN);
  const low = word(header, SPAN + 8);
  const flags = byte(header, FLAGS);
  if (broken < 0 || version === 0xff || (version === 0 && header.length > LENGTH)) return undefined;
  if (words.every((part) => part === 0) || (high === 0 && low === 0)) return undefined;
  return { traceId: header.slice(TRACE, SPAN - 1), words, high, low, sampled: (flags & 1) === 1 };
}

export function writeTraceparent(trace: Trace, high: number, low: number): string {
  return `00-${trace.id}-${hex(high)}${hex(low)}-${trace.sampled ? '01' : '00'}`;
}

export function newTraceWords(): TraceWords {
  return [randomWord(), randomWord(), randomWord(), randomWord()];
}

/** The first of the words of a trace; `id`: 32 hexadecimal digits. */
export function firstWord(id: string): number {
  return word(id, 0);
}

/** Never 0, so that no id is the invalid one. */
export function randomWord(): number {
  return (Math.random() * 0x1_0000_0000) | 0 || 1;
}

const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const pair = (byte: number): string => pairs[byte & 0xff] ?? '';

/** Eight digits. Looked up, which takes a third of the time. */
export function hex(value: number): string {
  return pair(value >>> 24) + pair(value >>> 16) + pair(value >>> 8) + pair(value);
}

const digits = new Int8Array(128).fill(-1);
for (const [value, digit] of [...'0123456789abcdef'].entries()) digits[digit.charCodeAt(0)] = value;

/** Negative as soon as something was no digit. */
let broken = 0;

function digit(text: string, at: number): number {
  const value = digits[text.charCodeAt(at)] ?? -1;
  broken |= value;
  return value;
}

const byte = (text: string, at: number): number => (digit(text, at) << 4) | digit(text, at + 1);

function word(text: string, from: number): number {
  let value = 0;
  for (let at = from; at < from + 8; at += 1) value = (value << 4) | digit(text, at);
  return value;
}

const wordsAt = (text: string, from: number): TraceWords => [
  word(text, from),
  word(text, from + 8),
  word(text, from + 16),
  word(text, from + 24),
];

function hasDashes(header: string): boolean {
  return (
    header.charCodeAt(TRACE - 1) === DASH &&
    header.charCodeAt(SPAN - 1) === DASH &&
    header.charCodeAt(FLAGS - 1) === DASH &&
    (header.length === LENGTH || header.charCodeAt(LENGTH) === DASH)
  );
}
