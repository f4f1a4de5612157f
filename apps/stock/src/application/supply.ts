import type { OtpError } from '#libs/kernel';
import type { Bundle, BundleComponent, Bundles } from './bundles.js';

/**
 * What ERPNext says about supply and what goes with it, already read and checked. Field names are those
 * of the contract, so that an answer leaves as it is. Quantities have at most 9 decimals; dates are
 * YYYY-MM-DD; a `Stamp` is a time on the site's own clock, without a zone.
 */

/** `modified` of a document, as `YYYY-MM-DD HH:MM:SS.ffffff`; stamps compare as text. Null: not known. */
export type Stamp = string | null;

export interface Bin {
  readonly warehouse: string;
  readonly actual_qty: number;
  readonly reserved_qty: number;
  readonly reserved_qty_for_production: number;
  readonly reserved_qty_for_sub_contract: number;
  readonly reserved_qty_for_production_plan: number;
}

export interface InboundRow {
  readonly purchase_order: string;
  readonly row: string;
  readonly idx: number;
  readonly company: string;
  readonly status: string;
  readonly warehouse: string | null;
  readonly qty: number;
  readonly received_qty: number;
  readonly conversion_factor: number;
  readonly delivered_by_supplier: boolean;
  readonly schedule_date: string | null;
  readonly expected_delivery_date: string | null;
}

export interface OwnReservation {
  readonly item_code: string;
  readonly warehouse: string;
  readonly qty: number;
}

export interface UomConversion {
  readonly uom: string;
  readonly conversion_factor: number;
}

export interface ItemMaster {
  readonly item_code: string;
  readonly stock_uom: string;
  readonly is_stock_item: boolean;
  readonly disabled: boolean;
  readonly has_variants: boolean;
  readonly uoms: readonly UomConversion[];
}

export interface ItemSupply extends ItemMaster {
  readonly bins: readonly Bin[];
  readonly inbound: readonly InboundRow[];
  readonly components: readonly BundleComponent[];
}

/** Why supply of one item could not be told. */
export interface ItemFault {
  readonly item_code: string;
  readonly fault: OtpError;
}

/** Supply of one order in one consistent state. */
export interface OrderSupply {
  /** Each known item once: those asked for, and the components of bundles among them. */
  readonly items: readonly ItemSupply[];
  /** From the code as asked for to the code as ERPNext writes it, where the two differ. */
  readonly canonical_codes: Readonly<Record<string, string>>;
  readonly own_reservations: readonly OwnReservation[];
  /** Items that were asked for and are not among `items`, though ERPNext has them. */
  readonly faults: readonly ItemFault[];
  /** Why purchase orders could not be read, as a sentence. */
  readonly inbound_unreadable: string | null;
  readonly reference_version: string;
  /** When the oldest figure was read, in milliseconds since 1970. */
  readonly as_of_ms: number;
}

export interface Warehouse {
  readonly name: string;
  readonly parent_warehouse: string | null;
  readonly is_group: boolean;
  readonly company: string;
  readonly disabled: boolean;
  readonly warehouse_type: string | null;
  readonly is_rejected_warehouse: boolean;
}

export interface Company {
  readonly name: string;
  readonly default_holiday_list: string | null;
}

export interface HolidayList {
  readonly name: string;
  /** False: it exists, but may not be read; the rest is then empty. */
  readonly readable: boolean;
  readonly from_date: string | null;
  readonly to_date: string | null;
  readonly holidays: readonly { readonly date: string; readonly weekly_off: boolean }[];
}

/** What is the same for every order and goes to the promise service. */
export interface SharedReference {
  /** Changes when anything else in here does. */
  readonly version: string;
  readonly warehouses: readonly Warehouse[];
  readonly companies: readonly Company[];
  readonly holiday_lists: readonly HolidayList[];
  /** IANA zone. */
  readonly site_time_zone: string;
  /** Why figures can't be trusted though they could be read, one sentence each. */
  readonly distrust: readonly string[];
  readonly bundles: readonly Bundle[];
  /** Why it is not known of each item whether it is a bundle, as a sentence. */
  readonly bundles_unreadable: string | null;
  /** Units of which only whole numbers can be ordered. */
  readonly whole_number_uoms: readonly string[];
}

/** What is read once and kept. */
export interface Reference {
  readonly shared: SharedReference;
  readonly bundles: Bundles;
  /** When its reading began, in milliseconds since 1970. */
  readonly asOfMs: number;
  /** What an operator should know, one sentence each. */
  readonly problems: readonly string[];
}
