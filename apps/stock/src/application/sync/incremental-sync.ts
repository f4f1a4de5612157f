import type { Clock } from '#libs/kernel';
import type { ChangedItems } from './changed-items.js';
import type { ChangeSource } from './change-source.port.js';
import type { Ledger } from './ledger.js';
import type { ProcessedChanges } from './processed-changes.js';
import type { ReconcileNames } from './reconcile-names.js';
import type { ReferencePublisher } from './reference-publisher.port.js';
import type { RefreshAll } from './refresh-all.js';
import type { Coverage, ReplicaStore } from './replica.port.js';

/** Most items that are read again in the next run because their supply could not be told in this one. */
const MOST_TO_REPEAT = 10_000;

/** What it needs, each with a task of its own. */
export interface IncrementalParts {
  readonly source: ChangeSource;
  readonly replica: ReplicaStore;
  readonly changed: ChangedItems;
  readonly processed: ProcessedChanges;
  readonly refreshAll: RefreshAll;
  readonly names: ReconcileNames;
  readonly reference: ReferencePublisher;
  readonly clock: Clock;
}

/** Brings the replica up to what ERPNext knew when the run began, and says so when that is done. */
export class IncrementalSync {
  #repeat: readonly string[] = [];

  constructor(
    private readonly parts: IncrementalParts,
    private readonly settings: {
      /** How far before the last run changes are looked for again, in milliseconds. */
      readonly overlapMs: number;
    },
  ) {}

  /** Resolves with how many items were read again. A pass that is drained is completed by it. */
  async run(ledger: Ledger, signal: AbortSignal): Promise<number> {
    const { source, replica, refreshAll, clock } = this.parts;
    const coveredUntilMs = clock.now();
    await this.parts.reference.publish(refreshAll.limits(signal));
    const siteNow = source.siteNow();

    const pass = finishedPass(ledger);
    const { watermarkMs } = ledger.state.progress;
    // Should the site's clock be set back, stamps are lower from then on.
    const from = Math.min(watermarkMs ?? Infinity, pass?.siteStartMs ?? Infinity, siteNow);
    const since = source.stampAt(from - this.settings.overlapMs);
    this.parts.processed.belongTo(replicaOf(ledger));
    const items = await this.#readChanges(since, pass !== null, signal);

    const coverage = await this.#coverage(ledger, coveredUntilMs);
    await ledger.save({ ...coverage, progress: { watermarkMs: siteNow, ...(pass && { pass: null }) } });
    await replica.announce({ kind: 'covered', coverage });
    return items;
  }

  async #readChanges(since: string, all: boolean, signal: AbortSignal): Promise<number> {
    const { changed, refreshAll, names, processed } = this.parts;
    let items = 0;
    let unusable: string[] = [];
    const readOnce = async (more: readonly string[]): Promise<void> => {
      const { codes, documents } = await changed.since(since, refreshAll.limits(signal));
      const wanted = new Set([...codes, ...more]);
      unusable = [...unusable, ...(await refreshAll.refresh(wanted, signal))];
      processed.remember(documents, since);
      items += wanted.size;
    };
    await readOnce(this.#repeat);
    let differ = all || (await names.countsDiffer(signal));
    if (differ && !all) {
      // It may only be what was made since.
      await readOnce([]);
      differ = await names.countsDiffer(signal);
    }
    if (differ) unusable.push(...(await names.reconcile(signal)));
    this.#repeat = [...new Set(unusable)].slice(0, MOST_TO_REPEAT);
    return items;
  }

  /** A master that came after the full sync, or has gone, may lack what was written to it. */
  async #coverage(ledger: Ledger, coveredUntilMs: number): Promise<Coverage> {
    const pass = finishedPass(ledger);
    const vouched = pass?.histories ?? ledger.state.histories;
    const masters = new Set(await this.parts.replica.histories());
    const complete = ledger.state.complete || pass !== null;
    return { complete, coveredUntilMs, histories: vouched.filter((history) => masters.has(history)) };
  }
}

function finishedPass(ledger: Ledger) {
  const { pass } = ledger.state.progress;
  return pass?.drained === true ? pass : null;
}

function replicaOf(ledger: Ledger): string {
  return JSON.stringify([ledger.state.histories, ledger.state.progress.pass?.startedAtMs]);
}
