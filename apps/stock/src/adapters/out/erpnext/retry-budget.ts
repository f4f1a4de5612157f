export interface RetryBudgetSettings {
  /** Most repeats, in percent of the requests of the window. */
  readonly percent: number;
  /** Repeats that are allowed in each window however few requests there were. */
  readonly least: number;
  readonly windowMs: number;
}

const SLICES = 10;

/**
 * How many reads may be repeated: a share of what was asked lately, so that repeats never multiply the load
 * of a site that fails under it.
 */
export class RetryBudget {
  readonly #slices = Array.from({ length: SLICES }, () => ({ number: -1, requests: 0, repeats: 0 }));

  /** `ticks`: milliseconds of a clock that is never set. */
  constructor(
    private readonly settings: RetryBudgetSettings,
    private readonly ticks: () => number = () => performance.now(),
  ) {}

  noteRequest(): void {
    this.#slice().requests += 1;
  }

  /** Takes one repeat out of the budget; false: it is used up. */
  take(): boolean {
    const now = this.#slice();
    const recent = this.#slices.filter((slice) => slice.number > now.number - SLICES);
    const requests = recent.reduce((sum, slice) => sum + slice.requests, 0);
    const repeats = recent.reduce((sum, slice) => sum + slice.repeats, 0);
    if (repeats >= Math.max(this.settings.least, (requests * this.settings.percent) / 100)) return false;
    now.repeats += 1;
    return true;
  }

  #slice(): { number: number; requests: number; repeats: number } {
    const number = Math.floor(this.ticks() / (this.settings.windowMs / SLICES));
    const slice = this.#slices[number % SLICES] ?? { number, requests: 0, repeats: 0 };
    if (slice.number !== number) Object.assign(slice, { number, requests: 0, repeats: 0 });
    return slice;
  }
}
