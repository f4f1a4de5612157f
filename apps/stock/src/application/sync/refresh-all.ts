import type { Clock, WorkSpan } from '#libs/kernel';
import type { Limits } from '../limits.js';
import type { ItemOutcome } from '../read-items.js';
import { inChunks } from './pages.js';
import type { RefreshItems } from './refresh-items.js';
import type { Throttle } from './throttle.js';

export const ITEMS_A_READ = 500;

export interface ReadingPace {
  /** Reads at once. */
  readonly concurrency: number;
  /** How long one read of 500 items may take, in milliseconds. */
  readonly readMs: number;
}

/** Reads any number of items again, at the pace that is set for the sync. */
export class RefreshAll {
  /** Of the turn that is under way; turns come one after the other. */
  span: WorkSpan | undefined;

  constructor(
    private readonly items: RefreshItems,
    private readonly throttle: Throttle,
    private readonly clock: Clock,
    readonly pace: ReadingPace,
  ) {}

  /** Resolves when all of them are written and announced, with the codes of which supply could not be told. */
  async refresh(codes: Iterable<string>, signal: AbortSignal): Promise<string[]> {
    const unusable: string[] = [];
    const chunks = inChunks([...codes], ITEMS_A_READ);
    for (const together of inChunks(chunks, this.pace.concurrency)) {
      const reads = together.map((chunk) =>
        this.paced((limits) => this.items.refresh(chunk, limits), signal),
      );
      // Each to its end, so that no read of ours is under way when the run has failed.
      for (const read of await Promise.allSettled(reads)) {
        if (read.status === 'rejected') throw read.reason;
        unusable.push(...read.value.filter(isUnusable).map(({ code }) => code));
      }
    }
    return unusable;
  }

  /** Another read at the same pace. */
  paced<T>(read: (limits: Limits) => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.throttle.run(() => read(this.limits(signal)), signal);
  }

  /** Of a read that nobody waits for. */
  limits(signal: AbortSignal): Limits {
    return { deadline: this.clock.now() + this.pace.readMs, signal, span: this.span };
  }
}

function isUnusable(outcome: ItemOutcome): boolean {
  return outcome.kind === 'unusable';
}
