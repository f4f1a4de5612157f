import { Observable, type Subscriber } from 'rxjs';
import { promise } from '#libs/contracts';
import { type CallLimits, logFault, toFault, toOtpError, WAY_BACK_MS } from '#libs/grpc';
import { OtpError, steadyClock, TimeSlice } from '#libs/kernel';
import type { Logger } from '#libs/observability';
import type { PromiseOrder } from '../../application/promise-order.js';
import { shedLateOrder } from '../shed.metrics.js';
import type { BatchTimes } from './batch-times.js';
import { countFault, countPromise } from './promise.metrics.js';

/** How long the orders of one batch calculate before those of another have their turn. */
const SLICE_MS = 2;
/** What has its answer waits this long for the others of its batch, so that most batches are answered in one part. */
const LULL_MS = 3;

/** Answers batches: all orders of one at the same time, each with its own deadline and its own fault. */
export class PromiseBatch {
  constructor(
    private readonly orders: Pick<PromiseOrder, 'promise'>,
    private readonly logger: Logger,
  ) {}

  /** Outcomes in parts as they become known; ends with the last of them, or when the caller goes away. */
  answer(
    batch: readonly promise.BatchedOrder[],
    limits: CallLimits,
    times?: BatchTimes,
  ): Observable<promise.PromiseBatchResponse> {
    return new Observable((parts) => {
      const answering = new Answering(batch.length, parts, times);
      limits.signal.addEventListener('abort', () => answering.stop(), { once: true });
      void this.begin(batch, limits, answering);
      return () => {
        answering.stop();
        times?.end();
      };
    });
  }

  private async begin(
    batch: readonly promise.BatchedOrder[],
    limits: CallLimits,
    answering: Answering,
  ): Promise<void> {
    const now = steadyClock.now();
    const slice = new TimeSlice(SLICE_MS);
    for (const [place, order] of batch.entries()) {
      await slice.pass();
      if (limits.signal.aborted) return;
      const deadline = Math.min(now + order.timeout_ms - WAY_BACK_MS, limits.deadline);
      const own = { deadline, signal: limits.signal, span: limits.span };
      void this.outcomeOf(order, own, answering.times).then((outcome) =>
        answering.add({ ...outcome, place }),
      );
    }
    answering.allBegun();
  }

  private async outcomeOf(
    order: promise.BatchedOrder,
    limits: CallLimits,
    times: BatchTimes | undefined,
  ): Promise<Pick<promise.BatchedOutcome, 'promise_json' | 'fault'>> {
    try {
      if (limits.deadline <= steadyClock.now()) {
        shedLateOrder.inc();
        throw new OtpError('DEADLINE_EXCEEDED', 'The order waited too long for its turn.');
      }
      times?.begin();
      const request = readOrder(order.request);
      times?.lap('readRequest');
      // What is at hand has been calculated with when this returns.
      const calculating = this.orders.promise(request, limits);
      times?.lap('calculate');
      times?.took(request.items.length);
      const answer: promise.PromiseResponse = await calculating;
      countPromise(answer);
      times?.begin();
      const json = Buffer.from(JSON.stringify(answer));
      times?.lap('writePromise');
      return { promise_json: json, fault: null };
    } catch (thrown) {
      const error = toOtpError(thrown);
      countFault(error.code);
      logFault(this.logger, error, limits.span);
      return { promise_json: null, fault: toFault(error) };
    }
  }
}

/** Throws BAD_REQUEST: whoever sent these bytes, they are no order. */
function readOrder(bytes: Uint8Array): promise.PromiseRequest {
  try {
    return promise.PromiseRequest.decode(bytes);
  } catch (error) {
    throw new OtpError('BAD_REQUEST', 'An order of the batch is no PromiseRequest.', { cause: error });
  }
}

/** Gathers the outcomes of one batch into as few parts as their times allow. */
class Answering {
  private known: promise.BatchedOutcome[] = [];
  private begun = false;
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private missing: number,
    private readonly parts: Subscriber<promise.PromiseBatchResponse>,
    readonly times: BatchTimes | undefined,
  ) {}

  add(outcome: promise.BatchedOutcome): void {
    if (this.stopped) return;
    this.known.push(outcome);
    this.missing -= 1;
    if (this.missing === 0 && this.begun) this.send();
    else this.sendSoon();
  }

  allBegun(): void {
    if (this.stopped) return;
    this.begun = true;
    if (this.missing === 0) this.send();
    else this.sendSoon();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private sendSoon(): void {
    this.timer ??= setTimeout(() => this.send(), LULL_MS);
  }

  private send(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const outcomes = this.known;
    this.known = [];
    this.times?.tell();
    this.parts.next({ outcomes, begun: this.begun });
    if (this.missing > 0 || !this.begun) return;
    this.stopped = true;
    this.parts.complete();
  }
}
