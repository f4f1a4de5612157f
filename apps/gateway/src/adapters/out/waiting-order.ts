import { promise } from '#libs/contracts';
import type { CallLimits } from '#libs/grpc';
import { OtpError, steadyClock, type WorkSpan } from '#libs/kernel';

/** Orders of single calls go before those of bulk streams, which keep a share. */
export type Lane = 'single' | 'bulk';

const nowhere = (): void => undefined;

/** One order from its arrival to its answer, wherever it is meanwhile. */
export class WaitingOrder {
  /** A PromiseRequest, encoded once. */
  readonly request: Uint8Array;
  /** The promise in the JSON of the HTTP API, UTF-8. Rejects with an OtpError. */
  readonly answer: Promise<Uint8Array>;
  /** Whether it has been sent a second time. */
  repeated = false;
  isSettled = false;
  /** Its time passed before it was answered. */
  isLate = false;
  readonly deadline: number;
  /** Of the request that it came with. */
  readonly span: WorkSpan | undefined;
  private readonly signal: AbortSignal;
  private readonly resolve: (answer: Uint8Array) => void;
  private readonly reject: (error: OtpError) => void;
  private readonly timer: NodeJS.Timeout;
  private leave: (order: this) => void = nowhere;
  /** Its time in its present place. */
  private stay: WorkSpan | undefined;

  constructor(
    order: promise.PromiseRequest,
    readonly lane: Lane,
    { deadline, signal, span }: CallLimits,
  ) {
    this.request = promise.PromiseRequest.encode(order).finish();
    this.deadline = deadline;
    this.signal = signal;
    this.span = span;
    const { promise: answer, resolve, reject } = Promise.withResolvers<Uint8Array>();
    this.answer = answer;
    this.resolve = resolve;
    this.reject = reject;
    this.timer = setTimeout(this.late, Math.ceil(deadline - steadyClock.now()));
    signal.addEventListener('abort', this.gone, { once: true });
  }

  /**
   * `leave` is told once, as soon as the order needs its present place, a queue or a batch, no longer.
   * `batch`: the work on the batch, when it is one.
   */
  moveTo(leave: (order: this) => void, batch?: WorkSpan): void {
    this.leave = leave;
    this.stay?.end();
    this.stay = this.span?.begin(batch === undefined ? 'orderWaits' : 'orderTravels').linkTo(batch);
  }

  succeed(answer: Uint8Array): void {
    if (this.settle()) this.resolve(answer);
  }

  fail(error: OtpError): void {
    if (!this.isSettled) this.stay?.fail();
    if (this.settle()) this.reject(error);
  }

  /** Its time has passed: it is not worth sending any more. */
  readonly late = (): void => {
    this.isLate = !this.isSettled;
    this.fail(new OtpError('DEADLINE_EXCEEDED', 'The promise service did not answer in time.'));
  };

  private readonly gone = (): void => this.fail(new OtpError('CANCELLED', 'The caller went away.'));

  private settle(): boolean {
    if (this.isSettled) return false;
    this.isSettled = true;
    clearTimeout(this.timer);
    this.signal.removeEventListener('abort', this.gone);
    this.stay?.end();
    this.leave(this);
    this.leave = nowhere;
    return true;
  }
}
