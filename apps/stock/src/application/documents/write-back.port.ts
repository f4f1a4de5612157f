import type { Limits } from '../limits.js';
import type { Hold } from './in-turn.js';

/** What a promise sets on its Sales Order. */
export interface PromiseFields {
  readonly promise_date: string;
  readonly confidence: string;
}

export interface OrderToWrite {
  /** As ERPNext writes it. */
  readonly name: string;
  readonly cancelled: boolean;
  readonly modified: string;
  /** As they stand there; undefined when they were not asked for. */
  readonly fields: { readonly [F in keyof PromiseFields]: string | null } | undefined;
}

export type SuggestionType = 'material_request' | 'task';

/** A draft for a buyer. */
export interface Suggestion {
  readonly type: SuggestionType;
  readonly priority: 'HIGH' | 'MEDIUM' | 'LOW';
  readonly company: string;
  readonly rows: readonly SuggestedRow[];
  /** Stands in the document, so that it is found again. */
  readonly marker: string;
}

export interface SuggestedRow {
  readonly item_code: string;
  readonly stock_uom: string;
  /** HTML of the item itself. */
  readonly description: string | null;
  /** In `stock_uom`. */
  readonly qty: number;
  readonly required_by: string;
  /** Leaf. */
  readonly warehouse: string;
  /** Plain text. */
  readonly reason: string;
}

/** A write begins within the deadline; it is held until ERPNext has answered, though nobody may wait for it any more. */
export interface WriteLimits extends Limits {
  readonly hold: Hold;
}

/**
 * Writing into ERPNext. Rejects with an OtpError: ERPNEXT_UNAVAILABLE, ERPNEXT_NOT_PREPARED, ERPNEXT_ERROR,
 * DEADLINE_EXCEEDED, CANCELLED; that of a write says whether it may have been done all the same.
 */
export interface WriteBack {
  /** Null: there is none. `withFields`: also its custom fields, which must exist. */
  orderToWrite(id: string, withFields: boolean, limits: Limits): Promise<OrderToWrite | null>;
  /** False: the order was changed since it was read, and nothing was written. */
  setFields(order: OrderToWrite, fields: PromiseFields, limits: WriteLimits): Promise<boolean>;
  hasComment(orderName: string, marker: string, limits: Limits): Promise<boolean>;
  /** `lines` are plain text. */
  addComment(orderName: string, lines: readonly string[], limits: WriteLimits): Promise<void>;
  /** Name of the document that carries the marker. */
  findSuggestion(type: SuggestionType, marker: string, limits: Limits): Promise<string | null>;
  /** Name of the new document. */
  makeSuggestion(suggestion: Suggestion, limits: WriteLimits): Promise<string>;
  /** Where a person opens it. */
  addressOf(type: SuggestionType, name: string): string;
}
