import type { Trace } from './trace-context.js';

/** How many requests of one second are kept although the sampling had not chosen them. */
export interface RescueBounds {
  readonly slowest: number;
  readonly failed: number;
}

interface Candidate {
  readonly trace: Trace;
  readonly durationUs: number;
}

/** Chooses at the edge, of the requests of a second that were not sampled, the slowest and some of the failed. */
export class Rescue {
  private slow: Candidate[] = [];
  private failed: string[] = [];

  constructor(private readonly bounds: RescueBounds) {}

  consider(trace: Trace, durationUs: number, failed: boolean): void {
    if (failed) {
      if (this.failed.length < this.bounds.failed) this.failed.push(trace.id);
      return;
    }
    const last = this.slow.at(-1);
    if (this.slow.length >= this.bounds.slowest && durationUs <= (last?.durationUs ?? Infinity)) return;
    const place = this.slow.findIndex((other) => other.durationUs < durationUs);
    this.slow.splice(place < 0 ? this.slow.length : place, 0, { trace, durationUs });
    if (this.slow.length > this.bounds.slowest) this.slow.pop();
  }

  /** Those of the time since the last call. */
  take(): string[] {
    const chosen = [...this.failed, ...this.slow.map(({ trace }) => trace.id)];
    this.slow = [];
    this.failed = [];
    return chosen;
  }
}
