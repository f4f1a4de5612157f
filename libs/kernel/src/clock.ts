/** Where "now" comes from. Injected, so that a test can stop it. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00Z; of a steady clock since some moment. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** For periods and deadlines: nobody sets it, and it begins with the process. */
export const steadyClock: Clock = { now: () => performance.now() };

/** When a moment of the steady clock is, in whole milliseconds since 1970, for those who know no other clock. */
export const timeOfDay = (steadyMs: number): number =>
  Math.ceil(systemClock.now() + steadyMs - steadyClock.now());
