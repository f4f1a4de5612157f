/** Documents as an order desk sees them. Field names are those of the contract. */

export interface SalesOrderHead {
  readonly name: string;
  readonly customer: string;
  readonly customer_name: string | null;
  readonly transaction_date: string | null;
  readonly delivery_date: string | null;
  /** In ERPNext's words. */
  readonly status: string;
  readonly grand_total: number;
}

export interface SalesOrderRow {
  readonly item_code: string;
  readonly item_name: string | null;
  /** In `uom`. */
  readonly qty: number;
  readonly uom: string | null;
  readonly warehouse: string | null;
}

/** Null: not asked for. */
export interface SalesOrderFilter {
  readonly customer: string | null;
  readonly status: string | null;
  readonly from_date: string | null;
  readonly to_date: string | null;
  /** A part of the name, the customer or the customer's name, taken literally. */
  readonly search: string | null;
}

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

export interface Item {
  readonly item_code: string;
  readonly item_name: string;
  readonly stock_uom: string;
}

export interface KnownItem extends Item {
  readonly disabled: boolean;
  /** A template, which can't be ordered itself. */
  readonly has_variants: boolean;
  readonly is_sales_item: boolean;
  /** HTML, as ERPNext keeps it. */
  readonly description: string | null;
}

/** In stock units; `available` = `actual` − `reserved`. */
export interface StockLevel {
  readonly actual: number;
  readonly reserved: number;
  readonly available: number;
}
