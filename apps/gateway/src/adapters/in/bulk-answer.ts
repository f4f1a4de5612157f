import type { promise } from '#libs/contracts';
import { toOtpError } from '#libs/grpc';
import { OtpError, steadyClock, TimeSlice } from '#libs/kernel';
import type { PromiseClient } from '../out/promise.client.js';
import type { BulkElement } from './bulk-elements.js';
import { BulkSummary } from './bulk-summary.js';
import { parseJson, textOf } from './json-body.js';
import { problemOf } from './problem.js';
import { promiseRequest } from './promise-request.schema.js';
import { validate } from './validate.js';

export interface BulkBounds {
  /** Most orders of one stream. */
  readonly orders: number;
  /** Most orders that have been read and whose answer has not been taken. */
  readonly windowOrders: number;
  /** Most memory for them, about. */
  readonly windowBytes: number;
}

export interface BulkCall {
  readonly traceId: string;
  /** Time of each order, from when it is read. */
  readonly timeoutMs: number;
  /** Aborted when the caller has gone. */
  readonly gone: AbortSignal;
  /** Aborted when nothing more is to be read. */
  readonly stop: AbortSignal;
  readonly withSummary: boolean;
}

/** How long orders are read and checked before other calls have their turn. */
const SLICE_MS = 2;
/** An answer is about so many times as long as its order. */
const ANSWER_PER_ORDER = 4;
/** About so much goes out in one piece at most. */
const PIECE_BYTES = 64 * 1024;
const lineEnd = Buffer.from('\n');

interface PendingLine {
  bytes: number;
  line: Uint8Array | undefined;
}

/** The answer to one bulk body: a line an order, in their order, each as soon as those before it are out. */
export class BulkAnswer {
  private readonly pending: PendingLine[] = [];
  private pendingBytes = 0;
  private count = 0;
  private isReadToEnd = false;
  private fault: OtpError | undefined;
  private readonly news = new Bell();
  private readonly room = new Bell();
  private readonly summary: BulkSummary;

  constructor(
    private readonly promises: Pick<PromiseClient, 'promise'>,
    private readonly call: BulkCall,
    private readonly bounds: BulkBounds,
  ) {
    this.summary = new BulkSummary(call.withSummary);
    for (const signal of [call.gone, call.stop]) {
      signal.addEventListener('abort', () => this.room.ring(), { once: true });
    }
  }

  /** Lines in pieces. As long as nobody takes them, no more than a window of orders is read. */
  async *pieces(elements: AsyncIterable<readonly BulkElement[]>): AsyncGenerator<Buffer> {
    void this.read(elements);
    for (;;) {
      const lines = this.takeLines();
      if (lines.length > 0) {
        yield Buffer.concat(lines);
        this.room.ring();
      } else if (this.isReadToEnd && this.pending.length === 0) {
        break;
      } else {
        await this.news.rung();
      }
    }
    const last = this.lastLine();
    if (last !== undefined) yield Buffer.from(`${last}\n`);
  }

  private async read(elements: AsyncIterable<readonly BulkElement[]>): Promise<void> {
    const slice = new TimeSlice(SLICE_MS);
    try {
      for await (const some of elements) {
        for (const element of some) {
          while (this.isFull && !this.isOver) await this.room.rung();
          if (this.call.stop.aborted) throw this.call.stop.reason;
          if (this.isOver) return;
          this.begin(element);
          await slice.pass();
        }
      }
    } catch (error) {
      this.fault ??= toOtpError(error);
    } finally {
      this.isReadToEnd = true;
      this.news.ring();
    }
  }

  private get isOver(): boolean {
    return this.fault !== undefined || this.call.gone.aborted || this.call.stop.aborted;
  }

  private get isFull(): boolean {
    const { windowOrders, windowBytes } = this.bounds;
    return (
      this.pending.length >= windowOrders || (this.pending.length > 0 && this.pendingBytes >= windowBytes)
    );
  }

  private begin(element: BulkElement): void {
    if (this.count === this.bounds.orders) {
      const most = `A stream may have at most ${this.bounds.orders} orders; those behind them were not read.`;
      this.fault = new OtpError('BODY_TOO_LARGE', most);
      return;
    }
    const index = this.count;
    this.count += 1;
    const pending: PendingLine = { bytes: 0, line: undefined };
    this.pending.push(pending);
    const refuse = (error: unknown): void => this.refuse(pending, index, toOtpError(error));
    if ('fault' in element) {
      if (element.endsBody) this.fault = element.fault;
      return refuse(element.fault);
    }
    this.weigh(pending, element.bytes.length * (1 + ANSWER_PER_ORDER));
    let order: promise.PromiseRequest;
    try {
      order = validate(promiseRequest, parseJson(textOf(element.bytes)));
    } catch (error) {
      return refuse(error);
    }
    const limits = { deadline: steadyClock.now() + this.call.timeoutMs, signal: this.call.gone };
    this.promises.promise(order, limits, 'bulk').then((answer) => {
      this.summary.answered(answer);
      this.settle(pending, answer);
    }, refuse);
  }

  private refuse(pending: PendingLine, index: number, error: OtpError): void {
    this.summary.failed(error);
    this.settle(pending, Buffer.from(JSON.stringify({ index, error: problemOf(error, this.call.traceId) })));
  }

  private settle(pending: PendingLine, line: Uint8Array): void {
    pending.line = line;
    this.weigh(pending, line.length);
    if (this.pending[0] === pending) this.news.ring();
  }

  private weigh(pending: PendingLine, bytes: number): void {
    this.pendingBytes += bytes - pending.bytes;
    pending.bytes = bytes;
  }

  /** What can go out now. */
  private takeLines(): Uint8Array[] {
    const lines: Uint8Array[] = [];
    let bytes = 0;
    let taken = 0;
    for (const { line } of this.pending) {
      if (line === undefined || bytes >= PIECE_BYTES) break;
      lines.push(line, lineEnd);
      bytes += line.length;
      taken += 1;
    }
    this.pending.splice(0, taken);
    this.pendingBytes -= bytes;
    return lines;
  }

  /** The summary when asked for, and why the stream is not complete when it is not. */
  private lastLine(): string | undefined {
    const error = this.fault ?? this.summary.failure;
    if (error === undefined && !this.call.withSummary) return undefined;
    return JSON.stringify({
      summary: this.summary,
      error: error === undefined ? undefined : problemOf(error, this.call.traceId),
    });
  }
}

/** Lets one side wait until the other one rings. */
class Bell {
  private waiting = Promise.withResolvers<void>();

  rung(): Promise<void> {
    return this.waiting.promise;
  }

  ring(): void {
    this.waiting.resolve();
    this.waiting = Promise.withResolvers<void>();
  }
}
