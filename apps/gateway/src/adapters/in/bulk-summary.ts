import type { promise } from '#libs/contracts';
import { type ErrorKind, errorKinds, OtpError } from '#libs/kernel';

type Told = Required<Pick<promise.PromiseResponse, 'status' | 'promise_date'>> & {
  readonly promise_date: string | null;
};

/** What became of the orders of a bulk stream. `orders = ok + cannot_fulfill + invalid`. */
export class BulkSummary {
  private orders = 0;
  private ok = 0;
  private unpromised = 0;
  private faults = 0;
  private failures = 0;
  private lastFailure: OtpError | undefined;
  private readonly dates = new Map<string, number>();

  /** The answer is only looked into when somebody asks for the summary. */
  constructor(private readonly isAskedFor: boolean) {}

  answered(json: Uint8Array): void {
    this.orders += 1;
    if (!this.isAskedFor) return;
    const { status, promise_date } = JSON.parse(Buffer.from(json).toString()) as Told;
    if (status === 'OK') this.ok += 1;
    else this.unpromised += 1;
    if (promise_date !== null) this.dates.set(promise_date, (this.dates.get(promise_date) ?? 0) + 1);
  }

  failed(error: OtpError): void {
    this.orders += 1;
    this.faults += 1;
    const { http }: ErrorKind = errorKinds[error.code];
    if (http < 500) return;
    this.failures += 1;
    this.lastFailure = error;
  }

  /** Why not every order could be judged; undefined when each was, be it as invalid. */
  get failure(): OtpError | undefined {
    if (this.lastFailure === undefined) return undefined;
    const { code, detail } = this.lastFailure;
    return new OtpError(code, `${this.failures} of ${this.orders} orders could not be judged. ${detail}`);
  }

  /** As it goes out; undefined unless asked for. */
  toJSON() {
    if (!this.isAskedFor) return undefined;
    return {
      orders: this.orders,
      ok: this.ok,
      // Without a date, be it for want of goods or of certainty.
      cannot_fulfill: this.unpromised,
      // Error lines.
      invalid: this.faults,
      // How many orders are promised for each date.
      promised_dates: Object.fromEntries([...this.dates].sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  }
}
