import { type Clock, isOtpError, type WorkSpan } from '#libs/kernel';
import type { FullSync } from './full-sync.js';
import type { IncrementalSync } from './incremental-sync.js';
import { Ledger } from './ledger.js';
import type { Coverage, ReplicaStore } from './replica.port.js';
import type { RefreshAll } from './refresh-all.js';
import { type RunKind, runOfPass, type SyncRun } from './sync-state.js';

/** Who is told how far a run is. */
export interface SyncWatcher {
  /** After each page of a pass. */
  advanced(run: SyncRun): void;
  /** `fault`: what its `failure` says in one sentence. */
  ended(run: SyncRun, coverage: Coverage, fault: unknown): void;
}

/**
 * One turn of whoever leads the synchronisation. A pass over all items takes as many turns as it needs: each
 * goes on with it for a while and then, once the replica is complete, brings in what changed, so that a long
 * pass never keeps the replica from following.
 */
export class Synchronise {
  constructor(
    private readonly replica: ReplicaStore,
    private readonly runs: {
      readonly full: FullSync;
      readonly incremental: IncrementalSync;
      readonly refreshAll: Pick<RefreshAll, 'span'>;
    },
    private readonly clock: Clock,
    private readonly watcher: SyncWatcher,
    private readonly settings: {
      /** How long a turn works on a pass, in milliseconds. */
      readonly turnMs: number;
    },
  ) {}

  /**
   * Resolves when the turn is over. What was done is saved, also when it failed, of which the watcher is told;
   * the next turn goes on from there. Rejects with UNAVAILABLE when the replica is away, with CANCELLED when
   * another instance has taken over or `signal` says so.
   */
  async turn(kind: RunKind, signal: AbortSignal, span?: WorkSpan): Promise<void> {
    this.runs.refreshAll.span = span;
    const startedAtMs = this.clock.now();
    const ledger = await Ledger.open(this.replica);
    try {
      const items = await this.#work(kind, ledger, startedAtMs, signal);
      if (items !== undefined) await this.#end(ledger, items, undefined);
    } catch (error) {
      if (signal.aborted || (isOtpError(error) && error.code === 'CANCELLED')) throw error;
      await this.#end(ledger, 0, error);
      if (isOtpError(error) && error.code === 'UNAVAILABLE') throw error;
    }
  }

  /** Resolves with the items that were read again, or undefined when the pass is not through. */
  async #work(
    kind: RunKind,
    ledger: Ledger,
    startedAtMs: number,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    const due = await this.#passDue(kind, ledger);
    if (due !== undefined) await this.runs.full.begin(due, ledger, signal);
    const { pass } = ledger.state.progress;
    const running = pass === null ? incrementalRun(startedAtMs) : runOfPass(pass);
    await ledger.save({ progress: { running } });

    await this.runs.full.advance(ledger, startedAtMs + this.settings.turnMs, signal, (advanced) =>
      this.watcher.advanced(runOfPass(advanced)),
    );
    const drained = ledger.state.progress.pass?.drained ?? true;
    if (!drained && !ledger.state.complete) return undefined;
    const items = await this.runs.incremental.run(ledger, signal);
    return drained ? items : undefined;
  }

  /** A pass that must begin now: asked for, or because the replica is not, or not surely, what was written. */
  async #passDue(kind: RunKind, ledger: Ledger): Promise<'full' | 'reconciliation' | undefined> {
    const { complete, histories, progress } = ledger.state;
    const masters = await this.replica.histories();
    const known = new Set(progress.pass?.histories ?? histories);
    if (masters.some((master) => !known.has(master))) return 'full';
    if (progress.pass !== null) return undefined;
    if (!complete) return 'full';
    return kind === 'incremental' ? undefined : kind;
  }

  async #end(ledger: Ledger, items: number, fault: unknown): Promise<void> {
    const { running, pass } = ledger.state.progress;
    if (running === null) return;
    const done = pass ?? { itemsDone: running.itemsTotal ?? items };
    const itemsDone = running.kind === 'incremental' ? items : done.itemsDone;
    const failure = fault === undefined ? null : sentenceOf(fault);
    const last = { ...running, endedAtMs: this.clock.now(), itemsDone, failure };
    this.watcher.ended(last, ledger.state, fault);
    await ledger.save({ progress: { running: null, last } });
  }
}

function incrementalRun(startedAtMs: number): SyncRun {
  const kind = 'incremental';
  return { kind, startedAtMs, endedAtMs: null, itemsDone: 0, itemsTotal: null, failure: null };
}

function sentenceOf(fault: unknown): string {
  return isOtpError(fault)
    ? fault.detail
    : 'Something went wrong inside the stock service; its log says what.';
}
