import { type Clock, isOtpError } from '#libs/kernel';
import { BEGINNING, type ChangeSource } from './change-source.port.js';
import type { Ledger } from './ledger.js';
import type { ReferencePublisher } from './reference-publisher.port.js';
import { ITEMS_A_READ, type RefreshAll } from './refresh-all.js';
import type { ReplicaStore } from './replica.port.js';
import type { Pass } from './sync-state.js';

/** ERPNext, or the replica, did not answer. */
const PASSING: ReadonlySet<string> = new Set(['SUPPLY_UNAVAILABLE', 'UNAVAILABLE']);
/** Pages in a row that failed: the turn ends then. */
const MOST_FAILURES = 3;

/**
 * Reads every item, page by page, and saves after each page how far it came: whoever leads next goes on from
 * there. An item that changes meanwhile moves to the end, so that none is left out; what else changes is left
 * to the incremental run that follows.
 */
export class FullSync {
  constructor(
    private readonly source: ChangeSource,
    private readonly replica: ReplicaStore,
    private readonly refreshAll: RefreshAll,
    private readonly reference: ReferencePublisher,
    private readonly clock: Clock,
  ) {}

  async begin(kind: Pass['kind'], ledger: Ledger, signal: AbortSignal): Promise<void> {
    const startedAtMs = this.clock.now();
    const histories = await this.replica.histories();
    const itemsTotal = await this.source.itemCount(this.refreshAll.limits(signal));
    const siteStartMs = this.source.siteNow();
    const pass = { kind, startedAtMs, siteStartMs, histories, after: BEGINNING, drained: false };
    await ledger.save({ progress: { pass: { ...pass, itemsDone: 0, itemsTotal } } });
  }

  /** Goes on with the pass until it is drained or `untilMs` is over; at least one page. */
  async advance(
    ledger: Ledger,
    untilMs: number,
    signal: AbortSignal,
    saved: (pass: Pass) => void,
  ): Promise<void> {
    if (ledger.state.progress.pass?.drained !== false) return;
    // Without the site's zone no item can be read.
    await this.reference.publish(this.refreshAll.limits(signal));
    let failures = 0;
    do {
      const { pass } = ledger.state.progress;
      if (pass === null || pass.drained) return;
      try {
        saved(await this.#page(pass, ledger, signal));
        failures = 0;
      } catch (error) {
        failures += 1;
        const passing = isOtpError(error) && PASSING.has(error.code);
        // The next read rests for as long as ERPNext wants it to.
        if (!passing || failures === MOST_FAILURES) throw error;
      }
    } while (this.clock.now() < untilMs);
  }

  async #page(pass: Pass, ledger: Ledger, signal: AbortSignal): Promise<Pass> {
    const rows = ITEMS_A_READ * this.refreshAll.pace.concurrency;
    const { after, itemsDone } = pass;
    const page = await this.refreshAll.paced((limits) => this.source.items(after, rows, limits), signal);
    const codes = page.map((item) => item.name);
    await this.refreshAll.refresh(codes, signal);
    const next = {
      ...pass,
      after: page.at(-1) ?? after,
      drained: page.length < rows,
      itemsDone: itemsDone + page.length,
    };
    await ledger.save({ progress: { pass: next } });
    return next;
  }
}
