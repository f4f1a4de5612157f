/**
 * What the calculation is told about supply, as the stock service sends it. Quantities are JSON numbers in
 * stock units unless said otherwise, dates are YYYY-MM-DD, an absent field may be null or undefined.
 */

/** An item with all its supply, over all warehouses and companies. */
export interface ItemSupply {
  readonly item_code: string;
  readonly stock_uom: string;
  readonly is_stock_item: boolean;
  readonly disabled: boolean;
  /** A template, which can't be ordered itself. */
  readonly has_variants: boolean;
  readonly uoms: readonly UomConversion[];
  readonly bins: readonly Bin[];
  /** Rows of submitted purchase orders. */
  readonly inbound: readonly InboundRow[];
  /** What a Product Bundle consists of; empty for other items. */
  readonly components: readonly BundleComponent[];
}

export interface UomConversion {
  readonly uom: string;
  /** Stock units in one of it. */
  readonly conversion_factor: number;
}

/** An item in a warehouse. */
export interface Bin {
  readonly warehouse: string;
  /** May be negative. */
  readonly actual_qty: number;
  /** For open sales orders. */
  readonly reserved_qty: number;
  readonly reserved_qty_for_production: number;
  readonly reserved_qty_for_sub_contract: number;
  readonly reserved_qty_for_production_plan: number;
}

export interface InboundRow {
  readonly purchase_order: string;
  /** Name of the row, unique. */
  readonly row: string;
  readonly company: string;
  /** Status of the order, in ERPNext's words. */
  readonly status: string;
  /** The row's warehouse, else the order's. */
  readonly warehouse?: string | null | undefined;
  /** Ordered, in the row's unit. */
  readonly qty: number;
  /** Received, in the row's unit. */
  readonly received_qty: number;
  /** Stock units in one of the row's unit. */
  readonly conversion_factor: number;
  readonly delivered_by_supplier: boolean;
  readonly schedule_date?: string | null | undefined;
  /** Confirmed by the supplier. */
  readonly expected_delivery_date?: string | null | undefined;
}

export interface BundleComponent {
  readonly item_code: string;
  /** Stock units of it in one bundle. */
  readonly qty: number;
}

/** What the Sales Order of a request has reserved for itself. */
export interface OwnReservation {
  readonly item_code: string;
  readonly warehouse: string;
  /** Undelivered, in stock units. */
  readonly qty: number;
}

/** What is the same for every order. */
export interface Reference {
  readonly warehouses: readonly WarehouseNode[];
  readonly companies: readonly Company[];
  readonly holiday_lists: readonly HolidayList[];
  /** IANA zone of the ERPNext site. */
  readonly site_time_zone: string;
  /** Units of which only whole numbers can be ordered. */
  readonly whole_number_uoms?: readonly string[] | null | undefined;
}

export interface WarehouseNode {
  /** With the company's suffix. */
  readonly name: string;
  readonly parent_warehouse?: string | null | undefined;
  readonly is_group: boolean;
  readonly company: string;
  readonly disabled: boolean;
  readonly warehouse_type?: string | null | undefined;
  readonly is_rejected_warehouse: boolean;
}

export interface Company {
  readonly name: string;
  readonly default_holiday_list?: string | null | undefined;
}

export interface HolidayList {
  readonly name: string;
  /** False: it exists, but may not be read; the rest is then empty. */
  readonly readable: boolean;
  readonly from_date?: string | null | undefined;
  readonly to_date?: string | null | undefined;
  readonly holidays: readonly Holiday[];
}

export interface Holiday {
  readonly date: string;
  /** Off because of its weekday, not because of a feast. */
  readonly weekly_off: boolean;
}
