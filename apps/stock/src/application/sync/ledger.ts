import { OtpError } from '#libs/kernel';
import type { ReplicaStore, SyncState, Version } from './replica.port.js';
import { NOTHING_SYNCHRONISED, type SyncProgress } from './sync-state.js';

type StateChange = Partial<Omit<SyncState, 'progress'>> & { readonly progress?: Partial<SyncProgress> };

/**
 * The state of the sync in the hands of the one who leads. It is opened with a version of its own, which from
 * then on keeps everybody who opened it earlier from writing, however late he wakes up.
 */
export class Ledger {
  #state: SyncState;

  static async open(replica: ReplicaStore): Promise<Ledger> {
    const version = await replica.drawVersion();
    const state = (await replica.state()) ?? NOTHING_SYNCHRONISED;
    if (!(await replica.saveState(state, version))) throw lost();
    return new Ledger(replica, version, state);
  }

  private constructor(
    private readonly replica: ReplicaStore,
    private readonly version: Version,
    state: SyncState,
  ) {
    this.#state = state;
  }

  get state(): SyncState {
    return this.#state;
  }

  /** Rejects with CANCELLED when another one leads, or when Redis was emptied since. */
  async save(change: StateChange): Promise<void> {
    const next = {
      ...this.#state,
      ...change,
      progress: { ...this.#state.progress, ...change.progress },
    };
    if (!(await this.replica.updateState(next, this.version))) throw lost();
    this.#state = next;
  }
}

function lost(): OtpError {
  return new OtpError(
    'CANCELLED',
    'Another instance of the stock service leads the synchronisation now, or Redis has lost how far it was.',
  );
}
