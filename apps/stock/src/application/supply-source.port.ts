import type { OtpError } from '#libs/kernel';
import type { Limits } from './limits.js';
import type { Bin, InboundRow, ItemMaster, OwnReservation, Reference, Stamp } from './supply.js';

/** A document that moves supply, and when it was last written. */
export type Stamped<T> = T & { readonly item_code: string; readonly modified: Stamp };

/** The figures that movements change, each kind read by one statement, all of them at about one time. */
export interface Reading {
  readonly bins: readonly Stamped<Bin>[];
  /** Rows of open orders, and of orders of any status written at or after `since`. */
  readonly inbound: readonly Stamped<InboundRow>[];
  /** Why purchase orders could not be read, as a sentence; `inbound` is then empty. */
  readonly inboundUnreadable: string | null;
  readonly salesOrder: SalesOrder | null;
  readonly faults: ItemFaults;
}

/** By item code as ERPNext writes it: why figures of that item alone can't be used. */
export type ItemFaults = ReadonlyMap<string, OtpError>;

export interface MastersRead {
  readonly items: readonly ItemMaster[];
  readonly faults: ItemFaults;
}

export interface SalesOrder {
  readonly modified: Stamp;
  /** What it has itself reserved, once per item and warehouse; items that are no stock are to be left out. */
  readonly reserved: readonly OwnReservation[];
}

export interface ReadingRequest {
  readonly itemCodes: readonly string[];
  readonly salesOrderId: string | null;
  readonly since: string;
}

/**
 * Where supply comes from. What is wrong with one item is told as its fault. Rejects with an OtpError: SUPPLY_UNAVAILABLE, SUPPLY_INVALID,
 * ERPNEXT_ERROR, SALES_ORDER_UNKNOWN, DEADLINE_EXCEEDED, CANCELLED.
 */
export interface SupplySource {
  /** Throws SUPPLY_UNAVAILABLE when it is known that reading would fail now. */
  ready(): void;
  /** Masters of the known ones among the items, in one request. */
  itemsOf(itemCodes: readonly string[], limits: Limits): Promise<MastersRead>;
  /** Bins and purchase orders of the items, and the Sales Order if one is named: a request each, in parallel. */
  read(request: ReadingRequest, limits: Limits): Promise<Reading>;
  /**
   * The lowest stamp that a document can carry which is written from now on, or was stamped a moment ago
   * and is not committed yet. `zone` is the site's.
   */
  stampOfNow(zone: string): string;
}

export interface ReferenceSource {
  reference(limits: Limits): Promise<Reference>;
  /** Resolves when ERPNext answers and knows us; rejects with an OtpError that says why not. */
  greet(limits: Limits): Promise<void>;
}
