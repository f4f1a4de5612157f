import { type Clock, isOtpError } from '#libs/kernel';
import type { Logger } from '#libs/observability';
import type { Coverage } from '../../../application/sync/replica.port.js';
import type { SyncRun } from '../../../application/sync/sync-state.js';
import type { SyncWatcher } from '../../../application/sync/synchronise.js';
import { syncMetrics } from './sync-metrics.js';

const LINE_EVERY_MS = 5_000;

/** Tells an operator how the synchronisation goes: in the log and in the metrics. */
export class SyncLog implements SyncWatcher {
  #nextLineAt = 0;
  #failure: string | null = null;

  constructor(
    private readonly logger: Logger,
    private readonly clock: Clock,
  ) {}

  advanced({ kind, itemsDone, itemsTotal }: SyncRun): void {
    syncMetrics.passItems.set({ kind, state: 'done' }, itemsDone);
    syncMetrics.passItems.set({ kind, state: 'all' }, itemsTotal ?? 0);
    if (this.clock.now() < this.#nextLineAt) return;
    this.#nextLineAt = this.clock.now() + LINE_EVERY_MS;
    this.logger.info({ kind, items: itemsDone, of: itemsTotal }, 'synchronising');
  }

  ended(run: SyncRun, coverage: Coverage, fault: unknown): void {
    const { kind, failure, itemsDone, startedAtMs, endedAtMs } = run;
    syncMetrics.runs.inc({ kind, result: failure === null ? 'done' : 'failed' });
    syncMetrics.items.inc({ kind }, itemsDone);
    if (coverage.coveredUntilMs !== undefined) syncMetrics.coveredUntil.set(coverage.coveredUntilMs / 1000);
    const facts = { kind, items: itemsDone, ms: (endedAtMs ?? startedAtMs) - startedAtMs };
    if (failure === null) {
      // A run that brings nothing is no news, unless the one before it failed.
      const news = kind !== 'incremental' || itemsDone > 0 || this.#failure !== null;
      this.logger[news ? 'info' : 'debug'](facts, 'synchronised');
    } else if (failure !== this.#failure) {
      this.logger.warn(isOtpError(fault) ? facts : { ...facts, err: fault }, failure);
    }
    this.#failure = failure;
  }
}
