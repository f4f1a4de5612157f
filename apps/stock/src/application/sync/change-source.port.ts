import type { Limits } from '../limits.js';

/** A place in the order of (modified, name) in which ERPNext gives pages; `modified` in the site's zone. */
export interface PageKey {
  readonly modified: string;
  readonly name: string;
}

/** Before the first document. */
export const BEGINNING: PageKey = { modified: '0001-01-01 00:00:00', name: '' };

export interface ChangedBin extends PageKey {
  readonly itemCode: string;
}

/**
 * What ERPNext has, and what of it changed, in pages that start after a key. A page that is shorter than
 * asked for is the last. Rejects with an OtpError: SUPPLY_UNAVAILABLE, SUPPLY_INVALID, DEADLINE_EXCEEDED,
 * CANCELLED.
 */
export interface ChangeSource {
  /** The site's own time, in milliseconds since 1970; rather too early than too late. */
  siteNow(): number;
  /** The lowest stamp that a document can carry which was written at or after that time of the site. */
  stampAt(siteMs: number): string;
  items(after: PageKey, rows: number, limits: Limits): Promise<readonly PageKey[]>;
  bins(after: PageKey, rows: number, limits: Limits): Promise<readonly ChangedBin[]>;
  /** Purchase orders, whatever their status. */
  orders(after: PageKey, rows: number, limits: Limits): Promise<readonly PageKey[]>;
  /** Codes of the items in these orders as they are now. */
  itemsOfOrders(names: readonly string[], limits: Limits): Promise<readonly string[]>;
  itemCount(limits: Limits): Promise<number>;
  /** Codes of all items, by name. */
  itemNames(after: string, rows: number, limits: Limits): Promise<readonly string[]>;
}
