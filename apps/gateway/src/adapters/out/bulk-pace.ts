/** Single calls count as coming for so long after the last one. */
const SINGLES_COME_MS = 1_000;
/** While single calls come, bulk streams rest so many times as long as the service had to do with their last batch. */
const REST_PER_BATCH = 4;
/** A slow batch is no reason to stand still. */
const LONGEST_REST_MS = 50;
/** Most orders of a bulk batch while single calls come: one that comes meanwhile waits for no more than these. */
const SMALL_BATCH_ORDERS = 8;

/**
 * Keeps bulk streams from taking the whole machine while single calls come: their batches are small then, and
 * between two of them is time in which nothing of theirs is under way. Alone they go as fast as they can.
 */
export class BulkPace {
  private lastSingle = -Infinity;
  private restUntil = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  /** `goOn` is called when a rest that somebody has run into is over. */
  constructor(private readonly goOn: () => void) {}

  singleCame(): void {
    this.lastSingle = performance.now();
  }

  /** The service has begun with all of a batch: what it had to calculate at once is done. */
  bulkBatchBegun(sentAt: number): void {
    if (!this.doSinglesCome) return;
    const now = performance.now();
    this.restUntil = now + Math.min((now - sentAt) * REST_PER_BATCH, LONGEST_REST_MS);
  }

  /** Most orders of the next bulk batch: at most `most`, none during a rest. */
  ordersOf(most: number): number {
    if (!this.doSinglesCome) return most;
    const rest = this.restUntil - performance.now();
    if (rest <= 0) return Math.min(most, SMALL_BATCH_ORDERS);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.goOn();
    }, rest);
    return 0;
  }

  private get doSinglesCome(): boolean {
    return performance.now() - this.lastSingle < SINGLES_COME_MS;
  }
}
