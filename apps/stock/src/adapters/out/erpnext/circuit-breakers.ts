import {
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  CountBreaker,
  DelegateBackoff,
  handleWhen,
} from 'cockatiel';
import { isOtpError } from '#libs/kernel';
import { type Endpoint, endpoints } from './endpoints.js';
import { breakerState, refusedTotal } from './erpnext.metrics.js';
import { ErpnextFault } from './erpnext-fault.js';

export interface BreakerSettings {
  /** How many of the latest requests of a kind are looked at, and from how many on. */
  readonly calls: number;
  readonly leastCalls: number;
  /** More failures among them, in percent, open the breaker. */
  readonly failurePercent: number;
  /** How long it is open before one request is let through as a probe, in milliseconds. */
  readonly openMs: number;
  /** A request that ended for want of time is a failure when it had at least so long, in milliseconds. */
  readonly slowMs: number;
}

/** Longest time that the site's rate limiter can keep a breaker open. */
const LONGEST_OPEN_MS = 60_000;

/**
 * One circuit breaker for each kind of request: while ERPNext fails, it is left alone, and who asks is told
 * so at once.
 */
export class CircuitBreakers {
  readonly #breakers: Readonly<Record<Endpoint, CircuitBreakerPolicy>>;

  /** By Date.now(), as Cockatiel counts. */
  readonly #pausedUntil: Partial<Record<Endpoint, number>> = {};

  constructor(private readonly settings: BreakerSettings) {
    this.#breakers = Object.fromEntries(
      endpoints.map((endpoint) => [endpoint, this.#breaker(endpoint)]),
    ) as Record<Endpoint, CircuitBreakerPolicy>;
  }

  /** Rejects as `request` does, or with the ErpnextFault `paused` without calling it. */
  async run<T>(endpoint: Endpoint, request: () => Promise<T>): Promise<T> {
    this.throwIfPaused(endpoint);
    return this.#breakers[endpoint].execute(request);
  }

  /** Throws the ErpnextFault `paused` while the breaker is open, or waits for what its probe shows. */
  throwIfPaused(endpoint: Endpoint): void {
    const { state } = this.#breakers[endpoint];
    if (
      state === CircuitState.HalfOpen ||
      (state === CircuitState.Open && Date.now() < (this.#pausedUntil[endpoint] ?? 0))
    )
      throw this.#paused(endpoint);
  }

  #breaker(endpoint: Endpoint): CircuitBreakerPolicy {
    const { calls, leastCalls, failurePercent, openMs } = this.settings;
    const breaker: CircuitBreakerPolicy = circuitBreaker(
      handleWhen(
        (error) =>
          this.#isFailure(error) ||
          // A probe whose caller went away has shown nothing.
          (isOtpError(error) && breaker.state === CircuitState.HalfOpen),
      ),
      {
        halfOpenAfter: new DelegateBackoff(({ result }) => {
          const ms = Math.max(openMs, Math.min(LONGEST_OPEN_MS, 1_000 * (retryAfterOf(result) ?? 0)));
          this.#pausedUntil[endpoint] = Date.now() + ms;
          return ms;
        }),
        breaker: new CountBreaker({
          threshold: failurePercent / 100,
          size: calls,
          minimumNumberOfCalls: leastCalls,
        }),
      },
    );
    breakerState.set({ endpoint }, breaker.state);
    breaker.onStateChange((state) => breakerState.set({ endpoint }, state));
    return breaker;
  }

  /** ERPNext is down, slow or not itself. A refusal (403, 404, 417) is an answer. */
  #isFailure(error: unknown): boolean {
    // A caller who left after a long wait has seen how slow it is, too.
    const fault = isOtpError(error) ? error.cause : error;
    if (!(fault instanceof ErpnextFault)) return false;
    switch (fault.kind) {
      case 'unreachable':
      case 'down':
      case 'limited':
      case 'unreadable':
        return true;
      case 'timed-out':
        return (fault.more.waitedMs ?? 0) >= this.settings.slowMs;
      default:
        return (fault.more.status ?? 0) >= 500;
    }
  }

  #paused(endpoint: Endpoint): ErpnextFault {
    refusedTotal.inc({ endpoint });
    const { lastFailure } = this.#breakers[endpoint];
    const error = lastFailure !== undefined && 'error' in lastFailure ? lastFailure.error : undefined;
    const why = error instanceof ErpnextFault ? ` ${error.sentence}` : '';
    const left = (this.#pausedUntil[endpoint] ?? 0) - Date.now();
    return new ErpnextFault('paused', `ERPNext failed too often and is left alone for a moment.${why}`, {
      retryAfterSeconds: Math.max(1, Math.ceil(left / 1_000)),
    });
  }
}

function retryAfterOf(reason: object | undefined): number | undefined {
  const error = reason !== undefined && 'error' in reason ? reason.error : undefined;
  return error instanceof ErpnextFault ? error.more.retryAfterSeconds : undefined;
}
