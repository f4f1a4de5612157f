import type { Limits } from '../limits.js';
import type { Stamped } from '../supply-source.port.js';
import type { Bin } from '../supply.js';
import type { Item, KnownItem, Page, SalesOrderFilter, SalesOrderHead, SalesOrderRow } from './documents.js';

/**
 * Documents as they are in ERPNext now. Rejects with an OtpError: ERPNEXT_UNAVAILABLE, ERPNEXT_NOT_PREPARED,
 * ERPNEXT_ERROR, SUPPLY_INVALID, DEADLINE_EXCEEDED, CANCELLED.
 */
export interface DocumentSource {
  /** Newest first; `total` counts all that pass the filter. */
  salesOrders(
    filter: SalesOrderFilter,
    page: Page,
    limits: Limits,
  ): Promise<{ readonly orders: readonly SalesOrderHead[]; readonly total: number }>;
  /** Null: there is none. */
  salesOrder(
    id: string,
    limits: Limits,
  ): Promise<{ readonly head: SalesOrderHead; readonly rows: readonly SalesOrderRow[] } | null>;
  /** The first by code that can be ordered; `search` is a part of code or name, taken literally. */
  items(search: string | null, limit: number, limits: Limits): Promise<readonly Item[]>;
  /** The known ones among them, as ERPNext writes them. */
  itemsOf(codes: readonly string[], limits: Limits): Promise<readonly KnownItem[]>;
  binsOf(codes: readonly string[], limits: Limits): Promise<readonly Stamped<Bin>[]>;
}
