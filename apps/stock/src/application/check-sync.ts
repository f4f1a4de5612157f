import { type Clock, isOtpError } from '#libs/kernel';
import { RecentAnswer } from './recent-answer.js';
import type { ReplicaStore, SyncState } from './sync/replica.port.js';
import { NOTHING_SYNCHRONISED, type SyncRun } from './sync/sync-state.js';

export interface SyncStatus {
  readonly complete: boolean;
  /** On the clock of `as_of_ms`, in milliseconds since 1970; null before the first sync. */
  readonly coveredUntilMs: number | null;
  /** In the replica. */
  readonly items: number;
  readonly hintsWaiting: number;
  readonly running: SyncRun | null;
  readonly last: SyncRun | null;
  /** Sentences for an operator. */
  readonly problems: readonly string[];
}

export interface SyncSources {
  readonly replica: Pick<ReplicaStore, 'state' | 'itemCount'>;
  readonly hints: { waiting(): Promise<number> };
  /** Why Redis is not set up as the replica needs it, as a sentence. */
  readonly policyProblem: () => Promise<string | undefined>;
}

export interface SyncBounds {
  /** A replica that does not cover the last so many milliseconds is late. */
  readonly lateAfterMs: number;
  /** More waiting hints than this pile up. */
  readonly hintsPileUp: number;
}

const FRESH_MS = 1_000;

/** How far the replica follows ERPNext; rather old than dear, since it is asked often. */
export class CheckSync {
  readonly #status: RecentAnswer<SyncStatus>;

  constructor(
    private readonly sources: SyncSources,
    private readonly clock: Clock,
    private readonly bounds: SyncBounds,
  ) {
    this.#status = new RecentAnswer(() => this.#read(), clock, FRESH_MS);
  }

  /** At most a second old. That Redis is away is one of the problems, and not thrown. */
  status(): Promise<SyncStatus> {
    return this.#status.get();
  }

  async #read(): Promise<SyncStatus> {
    const { replica, hints, policyProblem } = this.sources;
    try {
      const [state = NOTHING_SYNCHRONISED, items, hintsWaiting, policy] = await Promise.all([
        replica.state(),
        replica.itemCount(),
        hints.waiting(),
        policyProblem(),
      ]);
      const problems = [...(policy === undefined ? [] : [policy]), ...this.#problems(state, hintsWaiting)];
      return { ...statusOf(state), items, hintsWaiting, problems };
    } catch (error) {
      if (!isOtpError(error)) throw error;
      const problem = `${error.detail} Every order is read from ERPNext until it is back.`;
      return { ...statusOf(NOTHING_SYNCHRONISED), items: 0, hintsWaiting: 0, problems: [problem] };
    }
  }

  #problems({ complete, coveredUntilMs, progress }: SyncState, hintsWaiting: number): string[] {
    const problems: string[] = [];
    const behindMs = coveredUntilMs === undefined ? Infinity : this.clock.now() - coveredUntilMs;
    if (!complete) problems.push('The replica is not complete yet: every order is read from ERPNext.');
    else if (behindMs > this.bounds.lateAfterMs)
      problems.push(`The replica has not followed ERPNext for ${Math.round(behindMs / 1_000)} s.`);
    const failure = progress.last?.failure ?? null;
    if (failure !== null) problems.push(`The last synchronisation failed. ${failure}`);
    if (hintsWaiting > this.bounds.hintsPileUp)
      problems.push(`${hintsWaiting} webhooks of ERPNext wait to be worked off.`);
    return problems;
  }
}

function statusOf({ complete, coveredUntilMs, progress }: SyncState) {
  const { running, last } = progress;
  return { complete, coveredUntilMs: coveredUntilMs ?? null, running, last };
}
