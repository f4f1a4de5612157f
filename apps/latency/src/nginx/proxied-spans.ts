import { z } from 'zod';
import type { Tracing } from '#libs/observability';
import type { LogLines, TakeLine } from './log-lines.js';

/** What nginx/nginx.conf.template writes of a request, as far as its span is concerned. */
const logLine = z.object({
  /** Of nginx's own span. */
  traceparent: z.string(),
  /** As the caller sent it; may be anything. */
  caller_traceparent: z.string(),
  method: z.string(),
  path: z.string(),
  status: z.number(),
  /** When the answer was out, seconds since 1970. */
  ended: z.number(),
  seconds: z.number(),
});
type LogLine = z.output<typeof logLine>;

/** What each line begins with, and where the trace id in it stands. */
const BEGINNING = '{"traceparent":"00-';
const TRACE = BEGINNING.length;
const LAST_WORD = TRACE + 24;
const TRACE_END = TRACE + 32;
const DASH = 0x2d;

/** The words of our routes; behind them stand names of documents. */
const route = /^(?:\/[a-z][a-z-]*){1,3}(?=\/|$)/;

/**
 * Makes nginx's spans of the lines of its access log. Of the lines whose traces nobody wants yet it is noted where
 * they stand, of the latest `most` of them, until their trace is named.
 */
export class ProxiedSpans {
  /** Of each: the first word of its trace, its place in the log, its length. */
  private readonly beginnings: Int32Array;
  private readonly positions: Float64Array;
  private readonly lengths: Uint16Array;
  private noted = 0;

  constructor(
    private readonly tracing: Pick<Tracing, 'record' | 'mayWant'>,
    private readonly most: number,
  ) {
    this.beginnings = new Int32Array(most);
    this.positions = new Float64Array(most);
    this.lengths = new Uint16Array(most);
  }

  /** Lines that nginx's template does not write are passed over. */
  readonly take: TakeLine = (piece, begin, end, position) => {
    if (end - begin < TRACE_END || piece[begin + TRACE - 1] !== DASH) return;
    const first = wordIn(piece, begin + TRACE);
    if (this.tracing.mayWant(first, wordIn(piece, begin + LAST_WORD))) {
      this.record(piece.toString('utf8', begin, end));
      return;
    }
    const place = this.noted++ % this.most;
    this.beginnings[place] = first;
    this.positions[place] = position;
    this.lengths[place] = end - begin;
  };

  /** These traces are wanted from now on. */
  async named(traces: ReadonlySet<string>, log: Pick<LogLines, 'lineAt'>): Promise<void> {
    const wanted = new Set([...traces].map((id) => parseInt(id.slice(0, 8), 16) | 0));
    const places: number[] = [];
    const held = Math.min(this.noted, this.most);
    for (let place = 0; place < held; place += 1)
      if (wanted.has(this.beginnings[place] ?? 0)) places.push(place);
    for (const place of places) {
      const line = await log.lineAt(this.positions[place] ?? 0, this.lengths[place] ?? 0);
      if (line !== undefined && traces.has(line.slice(TRACE, TRACE_END))) this.record(line);
    }
  }

  private record(line: string): void {
    const logged = readLine(line);
    if (logged === undefined) return;
    const { traceparent, caller_traceparent: caller, method, status, ended, seconds } = logged;
    const startedAt = (ended - seconds) * 1e6;
    const span = this.tracing.record('proxied', { traceparent, caller, startedAt });
    if (span === undefined) return;
    span.set('http.request.method', method).set('http.response.status_code', status);
    // What is at no known path may have any.
    const path = status === 404 ? undefined : route.exec(logged.path)?.[0];
    if (path !== undefined) span.set('http.route', path);
    if (status >= 500) span.fail();
    span.end(ended * 1e6);
  }
}

function readLine(line: string): LogLine | undefined {
  try {
    return logLine.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Eight hexadecimal digits as a signed number of 32 bits. */
function wordIn(bytes: Buffer, from: number): number {
  let value = 0;
  for (let at = from; at < from + 8; at += 1) {
    const code = bytes[at] ?? 0;
    value = (value << 4) | (code < 0x3a ? code - 0x30 : code - 0x57);
  }
  return value;
}
