import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen } from 'cockatiel';
import { isOtpError, OtpError } from '#libs/kernel';

export interface FuseSettings {
  /** Failures one after the other that open it. */
  readonly failures: number;
  /** How long it is open before one call is let through as a probe, in milliseconds. */
  readonly openMs: number;
  /** A call that ended for want of its caller's time is a failure when it had at least so long, in milliseconds. */
  readonly slowMs: number;
}

/**
 * A circuit breaker in front of another process: while that does not answer, callers are told so at once, so
 * that its silence costs a few of them their patience and not all. Faults that it answers with are no failures.
 */
export class Fuse {
  private readonly failures = new WeakSet<OtpError>();
  private readonly breaker;

  constructor(
    /** Names the other side in a sentence. */
    private readonly name: string,
    private readonly settings: FuseSettings,
  ) {
    this.breaker = circuitBreaker(
      handleWhen((error) => isOtpError(error) && this.failures.has(error)),
      { halfOpenAfter: settings.openMs, breaker: new ConsecutiveBreaker(settings.failures) },
    );
  }

  /** 0 closed, 1 open, 2 half-open. */
  get state(): number {
    return this.breaker.state;
  }

  /** Rejects as `work` does, or with UNAVAILABLE without calling it. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    // Cockatiel would let others wait for the probe.
    if (this.breaker.state === CircuitState.HalfOpen) throw this.open();
    try {
      return await this.breaker.execute(() => this.judged(work));
    } catch (error) {
      throw isOtpError(error) ? error : this.open(error);
    }
  }

  private async judged<T>(work: () => Promise<T>): Promise<T> {
    const begin = Date.now();
    try {
      return await work();
    } catch (error) {
      if (isOtpError(error) && this.isFailure(error, Date.now() - begin)) this.failures.add(error);
      throw error;
    }
  }

  private isFailure({ code }: OtpError, tookMs: number): boolean {
    if (code === 'UNAVAILABLE') return true;
    return (code === 'DEADLINE_EXCEEDED' || code === 'CANCELLED') && tookMs >= this.settings.slowMs;
  }

  private open(cause?: unknown): OtpError {
    return new OtpError('UNAVAILABLE', `The ${this.name} does not answer; it is asked again in a moment.`, {
      cause,
    });
  }
}
