import { type Clock, isOtpError, type OtpError } from '#libs/kernel';

export interface ThrottleSettings {
  /** Rest after each read, in milliseconds. */
  readonly pauseMs: number;
  /** An answer that takes longer is followed by a rest of the same length, in milliseconds. */
  readonly slowMs: number;
}

const LONGEST_REST_MS = 600_000;

/** Lets the sync read from ERPNext no faster than is good for ERPNext. What is read at once shares the rest. */
export class Throttle {
  #restUntil = 0;

  constructor(
    private readonly clock: Clock,
    private readonly settings: ThrottleSettings,
    /** Waits so many milliseconds, less when told to stop. */
    private readonly pause: (ms: number, signal: AbortSignal) => Promise<void> = wait,
  ) {}

  /** Runs `read` after the rest that is due. What it rejects with is passed on, and the next one waits for longer. */
  async run<T>(read: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#rest(signal);
    const startedAt = this.clock.now();
    try {
      return await read();
    } catch (error) {
      if (isOtpError(error) && error.code === 'SUPPLY_UNAVAILABLE') this.#restFor(retryAfterMs(error));
      throw error;
    } finally {
      const took = this.clock.now() - startedAt;
      this.#restFor(this.settings.pauseMs + (took > this.settings.slowMs ? took : 0));
    }
  }

  #restFor(ms: number): void {
    this.#restUntil = Math.max(this.#restUntil, this.clock.now() + Math.min(ms, LONGEST_REST_MS));
  }

  async #rest(signal: AbortSignal): Promise<void> {
    // What is read at once may have made the rest longer meanwhile. Told to stop, the read itself says so.
    while (!signal.aborted && this.#restUntil > this.clock.now())
      await this.pause(this.#restUntil - this.clock.now(), signal);
  }
}

/** Every fault of this code says when to ask again; ERPNext's limiter says it itself. */
function retryAfterMs(fault: OtpError): number {
  return (fault.retryAfterSeconds ?? 0) * 1000;
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
