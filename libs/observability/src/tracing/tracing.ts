import { attributes } from './attributes.js';
import { Rescue, type RescueBounds } from './rescue.js';
import { factsOf, type FinishedSpan, Span, type SpanSink } from './span.js';
import { SpanRing } from './span-ring.js';
import type { SpanId } from './spans.js';
import { firstWord, hex, newTraceWords, readTraceparent, Trace } from './trace-context.js';
import { Words } from './words.js';

export interface TracingOptions {
  /** Share of the requests that are chosen at their beginning, 0 to 1. */
  readonly ratio: number;
  /** How many a second may come chosen by their callers. */
  readonly chosenByCallers: number;
  /** Spans of unchosen requests that are held, 136 bytes each. */
  readonly heldSpans: number;
  readonly rescue: RescueBounds;
  /** Exports a finished span. */
  readonly exportSpan: (span: FinishedSpan) => void;
}

/** What another program says of a request; times in microseconds since 1970. */
export interface LoggedRequest {
  readonly traceparent: string;
  readonly caller: string | undefined;
  readonly startedAt: number;
}

/** Why the traces that a message names are exported. */
type Why = 'keep' | 'sample';

/** The clock is set when it differs by more from the time of day, which is told in milliseconds. */
const LARGEST_DRIFT_US = 2_000;
/** Traces that were named lately, so that spans which end after the naming come along. */
const MOST_NAMED = 1_024;

/**
 * Records the spans of this process. Those of sampled traces are exported when they end; all others are held
 * for some seconds, and exported when the edge names their trace: see `receive`.
 */
export class Tracing implements SpanSink {
  readonly words = new Words();
  private readonly ring: SpanRing;
  private readonly rescue: Rescue;
  private readonly named = new Set<string>();
  /** How many of the named traces begin with these 16 bits: most spans are none of theirs. */
  private readonly beginnings = new Uint16Array(0x1_0000);
  private readonly timer: NodeJS.Timeout;
  private announce: (message: string) => void = () => undefined;
  private tellNamed: (traces: ReadonlySet<string>) => void = () => undefined;
  private fromCallers = 0;
  private readonly chosen: string[] = [];
  /** Microseconds between the clock that never goes back and the time of day. */
  private offset = performance.timeOrigin * 1_000;
  private ratio: number;
  private isSwitchedOff = false;

  constructor(private readonly options: TracingOptions) {
    this.ratio = options.ratio;
    this.ring = new SpanRing(options.heldSpans, this.words);
    this.rescue = new Rescue(options.rescue);
    this.timer = setInterval(() => this.everySecond(), 1_000).unref();
  }

  now(): number {
    return performance.now() * 1_000 + this.offset;
  }

  /** False while nothing at all is to be recorded, not even for the slowest and failed requests. */
  get isOn(): boolean {
    return !this.isSwitchedOff;
  }

  /** A request that enters at our edge. `traceparent` as the caller sent it; not all that he chooses is sampled. */
  enter<S extends SpanId>(kind: S, traceparent: string | undefined): Span<S> {
    const remote = readTraceparent(traceparent);
    const words = remote?.words ?? newTraceWords();
    const chosenByCaller = remote?.sampled === true && this.fromCallers < this.options.chosenByCallers;
    const trace = new Trace(words, chosenByCaller || this.isInSample(words), remote?.traceId);
    if (chosenByCaller) {
      this.fromCallers += 1;
      this.chosen.push(trace.id);
    }
    return new Span(this, kind, trace, remote?.high ?? 0, remote?.low ?? 0, this.now());
  }

  /** A request that another program has logged. `log`: its own `traceparent`, that of its caller, and its times. */
  record<S extends SpanId>(kind: S, log: LoggedRequest): Span<S> | undefined {
    const own = readTraceparent(log.traceparent);
    if (own === undefined || this.isSwitchedOff) return undefined;
    const caller = readTraceparent(log.caller);
    const trace = new Trace(own.words, this.isInSample(own.words), own.traceId);
    const span = new Span(this, kind, trace, caller?.high ?? 0, caller?.low ?? 0, log.startedAt);
    span.high = own.high;
    span.low = own.low;
    return span;
  }

  /** Work that one of our processes asked for. Undefined when it sent no context. */
  serve<S extends SpanId>(kind: S, traceparent: string | undefined): Span<S> | undefined {
    const remote = readTraceparent(traceparent);
    if (remote === undefined) return undefined;
    return new Span(
      this,
      kind,
      new Trace(remote.words, remote.sampled, remote.traceId),
      remote.high,
      remote.low,
      this.now(),
    );
  }

  /** Work that several requests share, as a trace of its own: sampled when one of them is. They link to it. */
  share<S extends SpanId>(kind: S, among: Iterable<{ readonly sampled: boolean }>): Span<S> {
    let sampled = false;
    for (const each of among) sampled ||= each.sampled;
    return new Span(this, kind, new Trace(newTraceWords(), sampled), 0, 0, this.now());
  }

  /** Ends a request of the edge; the slowest and failed ones are exported although they were not chosen. */
  leave(request: Span<'request'>, failed: boolean): void {
    if (failed) request.fail();
    request.end();
    if (request.trace.sampled) return;
    const { trace, startedAt, endedAt } = request;
    this.rescue.consider(trace, endedAt - startedAt, failed);
  }

  /** How what is decided here reaches the other processes, all of which call `receive` with it. */
  announceBy(send: (message: string) => void): void {
    this.announce = send;
  }

  /** False when spans of no trace with these first and last words are exported when they end. */
  mayWant(first: number, last: number): boolean {
    return this.isChosen(last) || this.beginnings[first & 0xffff] !== 0;
  }

  /** `listen` is told which traces are named, for who holds more of them than their spans. */
  followNamed(listen: (traces: ReadonlySet<string>) => void): void {
    this.tellNamed = listen;
  }

  /**
   * `keep ID,ID …`: the traces that the edge names; `sample ID,ID …`: those that it had chosen at their beginning;
   * `ratio 0.05`: the share to sample from now on, `ratio default` as it was at the start, `ratio off`: nothing is
   * recorded until the next of them. Others are ignored.
   */
  receive(message: string): void {
    const [word, rest = ''] = message.split(' ', 2);
    const ids = rest.split(',').filter((id) => /^[0-9a-f]{32}$/.test(id));
    if (word === 'keep' || word === 'sample') this.keep(word, ids);
    if (word === 'ratio') this.setRatio(rest);
  }

  finish(span: Span): void {
    if (span.trace.sampled || this.isNamed(span.trace)) {
      this.options.exportSpan(finished(span, this.words));
    } else {
      this.ring.keep(span);
    }
  }

  /** Names the requests of the last second that are kept; told by the timer. */
  everySecond(): void {
    this.fromCallers = 0;
    const drift = timeOffset() - this.offset;
    if (Math.abs(drift) > LARGEST_DRIFT_US) this.offset += drift;
    this.name('sample', this.chosen.splice(0));
    this.name('keep', this.rescue.take());
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private setRatio(text: string): void {
    const ratio = text === 'default' ? this.options.ratio : Number(text);
    if (text === 'off') this.isSwitchedOff = true;
    if (text === '' || !(ratio >= 0 && ratio <= 1)) return;
    this.isSwitchedOff = false;
    this.ratio = ratio;
  }

  /** By the trace alone, so that every process comes to the same conclusion. */
  private isInSample(words: Trace['words']): boolean {
    return this.isChosen(words[3]);
  }

  private isChosen(last: number): boolean {
    return last >>> 0 < this.ratio * 0x1_0000_0000;
  }

  private isNamed(trace: Trace): boolean {
    return this.beginnings[trace.words[0] & 0xffff] !== 0 && this.named.has(trace.id);
  }

  private remember(id: string, count: 1 | -1): void {
    if (count === 1) this.named.add(id);
    else this.named.delete(id);
    const beginning = firstWord(id) & 0xffff;
    this.beginnings[beginning] = (this.beginnings[beginning] ?? 0) + count;
  }

  private name(why: Why, traces: readonly string[]): void {
    if (traces.length === 0) return;
    this.announce(`${why} ${traces.join(',')}`);
    this.keep(why, traces);
  }

  /** Exports what is held of these traces, and names the batches that they shared in turn. */
  private keep(why: Why, traces: readonly string[]): void {
    const unknown = new Set(traces.filter((id) => !this.named.has(id)));
    if (unknown.size === 0) return;
    for (const id of unknown) this.remember(id, 1);
    for (const id of this.named) {
      if (this.named.size <= MOST_NAMED) break;
      this.remember(id, -1);
    }
    this.tellNamed(unknown);
    const linked = new Set<string>();
    for (const span of this.ring.take(unknown)) {
      this.options.exportSpan(why === 'keep' ? markKept(span) : span);
      if (span.link !== undefined && !this.named.has(span.link.traceId)) linked.add(span.link.traceId);
    }
    this.name(why, [...linked]);
  }
}

/** Microseconds that `performance.now` lacks to the time of day. */
function timeOffset(): number {
  return (Date.now() - performance.now()) * 1_000;
}

/** Breakdowns count what was chosen without looking; this was not. */
function markKept(span: FinishedSpan): FinishedSpan {
  return { ...span, facts: new Map(span.facts).set(attributes.kept, span.failed ? 'failed' : 'slow') };
}

function finished(span: Span, words: Words): FinishedSpan {
  const { kind, trace, high, low, parentHigh, parentLow, startedAt, endedAt, failed, link } = span;
  return {
    kind,
    traceId: trace.id,
    spanId: hex(high) + hex(low),
    parentId: parentHigh === 0 && parentLow === 0 ? undefined : hex(parentHigh) + hex(parentLow),
    startedAt,
    endedAt,
    failed,
    facts: factsOf(kind, span, (place) => span.facts[place] ?? 0, words),
    link: link && { traceId: link.trace.id, spanId: hex(link.high) + hex(link.low) },
  };
}
