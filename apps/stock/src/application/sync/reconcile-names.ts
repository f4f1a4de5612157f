import type { ChangeSource } from './change-source.port.js';
import { pagesOf } from './pages.js';
import type { RefreshAll } from './refresh-all.js';
import type { ReplicaStore } from './replica.port.js';

const NAMES_A_PAGE = 5_000;

/**
 * Finds what leaves no change behind: deleted, renamed and merged items. That something is missing shows in
 * the number of items; what it is, only in all their names.
 */
export class ReconcileNames {
  /** By how many the counts differ though all names have been compared. */
  #unexplained = 0;

  constructor(
    private readonly source: ChangeSource,
    private readonly replica: ReplicaStore,
    private readonly refreshAll: RefreshAll,
  ) {}

  /** Whether ERPNext has another number of items than the index. */
  async countsDiffer(signal: AbortSignal): Promise<boolean> {
    return (await this.#difference(signal)) !== this.#unexplained;
  }

  /** Compares all names and reads again those that only one side has. Resolves with the unusable ones. */
  async reconcile(signal: AbortSignal): Promise<string[]> {
    const kept = new Set<string>();
    for await (const codes of this.replica.itemNames()) for (const code of codes) kept.add(code);
    const missing: string[] = [];
    const page = (after: string) =>
      this.source.itemNames(after, NAMES_A_PAGE, this.refreshAll.limits(signal));
    for await (const names of pagesOf('', NAMES_A_PAGE, page))
      for (const name of names) if (!kept.delete(name)) missing.push(name);
    const unusable = await this.refreshAll.refresh([...kept, ...missing], signal);
    this.#unexplained = await this.#difference(signal);
    return unusable;
  }

  async #difference(signal: AbortSignal): Promise<number> {
    const [there, here] = await Promise.all([
      this.source.itemCount(this.refreshAll.limits(signal)),
      this.replica.itemCount(),
    ]);
    return there - here;
  }
}
