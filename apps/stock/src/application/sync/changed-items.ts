import type { Limits } from '../limits.js';
import type { ChangeSource, PageKey } from './change-source.port.js';
import { inChunks, pagesOf } from './pages.js';
import type { ProcessedChanges } from './processed-changes.js';
import type { ReplicaStore } from './replica.port.js';

const PAGE_ROWS = 1_000;
const ORDERS_A_READ = 250;

export interface Changes {
  /** Codes of the items whose supply may have changed. */
  readonly codes: ReadonlySet<string>;
  /** The documents that say so, by DocType. */
  readonly documents: ReadonlyMap<string, readonly PageKey[]>;
}

/** Finds the items that changed, by what was written in ERPNext. */
export class ChangedItems {
  constructor(
    private readonly source: ChangeSource,
    private readonly replica: ReplicaStore,
    private readonly processed: ProcessedChanges,
  ) {}

  /** Bins, purchase orders and Items that were written at or after the stamp `since` and are not worked off. */
  async since(since: string, limits: Limits): Promise<Changes> {
    const [bins, orders, items] = await Promise.all([
      this.#changed('Bin', since, (after) => this.source.bins(after, PAGE_ROWS, limits)),
      this.#changed('Purchase Order', since, (after) => this.source.orders(after, PAGE_ROWS, limits)),
      this.#changed('Item', since, (after) => this.source.items(after, PAGE_ROWS, limits)),
    ]);
    const codes = new Set([...bins.map((bin) => bin.itemCode), ...items.map((item) => item.name)]);
    for (const names of inChunks(
      orders.map((order) => order.name),
      ORDERS_A_READ,
    )) {
      const [now, before] = await Promise.all([
        this.source.itemsOfOrders(names, limits),
        // Of rows that were removed, nothing is left in ERPNext.
        this.replica.itemsOfOrders(names),
      ]);
      for (const code of [...now, ...before]) codes.add(code);
    }
    const documents = new Map<string, readonly PageKey[]>([
      ['Bin', bins],
      ['Purchase Order', orders],
      ['Item', items],
    ]);
    return { codes, documents };
  }

  async #changed<T extends PageKey>(
    doctype: string,
    since: string,
    page: (after: PageKey) => Promise<readonly T[]>,
  ): Promise<T[]> {
    const changed: T[] = [];
    for await (const rows of pagesOf({ modified: since, name: '' }, PAGE_ROWS, page))
      changed.push(...rows.filter((row) => this.processed.isNew(doctype, row)));
    return changed;
  }
}
