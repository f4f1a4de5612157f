/** Where "now" comes from. Injected, so that a test can stop it. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00Z; of a steady clock since some moment. */
  now(): number;
}

export const CLOCK = Symbol('Clock');

export const systemClock: Clock = { now: () => Date.now() };

/** For periods alone: nobody sets it, and it begins with the process. */
export const steadyClock: Clock = { now: () => performance.now() };
