/** Four words of 32 bits, most significant first. */
type TraceWords = readonly [number, number, number, number];

/** Which trace a span belongs to, and whether it is exported or only kept for a while. */
export class Trace {
  constructor(
    readonly words: TraceWords,
    /** Once true it stays so. */
    public sampled: boolean,
  ) {}

  get id(): string {
    return this.words.map(hex).join('');
  }
}

/** The span of another process that one here continues. */
export interface RemoteParent {
  readonly words: TraceWords;
  readonly high: number;
  readonly low: number;
  readonly sampled: boolean;
}

const PATTERN = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Reads a W3C `traceparent`; undefined when it is none that may be continued. */
export function readTraceparent(header: string | undefined): RemoteParent | undefined {
  if (header === undefined) return undefined;
  const [, version, trace = '', span = '', flags = '', more] = PATTERN.exec(header) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  const words = wordsOf(trace);
  const high = parseInt(span.slice(0, 8), 16);
  const low = parseInt(span.slice(8), 16);
  if (words.every((word) => word === 0) || (high === 0 && low === 0)) return undefined;
  return { words, high, low, sampled: (parseInt(flags, 16) & 1) === 1 };
}

export function writeTraceparent(trace: Trace, high: number, low: number): string {
  return `00-${trace.id}-${hex(high)}${hex(low)}-${trace.sampled ? '01' : '00'}`;
}

/** `id`: 32 hexadecimal digits. */
function wordsOf(id: string): TraceWords {
  return [word(id, 0), word(id, 8), word(id, 16), word(id, 24)];
}

export function newTraceWords(): TraceWords {
  return [randomWord(), randomWord(), randomWord(), randomWord()];
}

/** Never 0, so that no id is the invalid one. */
export function randomWord(): number {
  return (Math.random() * 0xffff_ffff + 1) >>> 0 || 1;
}

export function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}

const word = (id: string, from: number): number => parseInt(id.slice(from, from + 8), 16);
