import type { DesiredDateMode } from './order.js';

/** The promise, as it goes out. Quantities are numbers, dates YYYY-MM-DD; nothing is left out. */
export interface PromiseAnswer {
  status: 'OK' | 'CANNOT_FULFILL' | 'CANNOT_PROMISE_RELIABLY';
  /** Null unless OK. */
  promise_date: string | null;
  /** Before the desired date is looked at; null with a shortage. */
  promise_date_raw: string | null;
  desired_date: string | null;
  desired_date_mode: DesiredDateMode;
  /** Null without a desired date, with a shortage, or when no date is known. */
  on_time: boolean | null;
  adjusted_due_to_no_early_delivery: boolean;
  /** Nothing is missing. */
  can_fulfill: boolean;
  confidence: Confidence;
  plan: PlanLine[];
  reasons: string[];
  blockers: string[];
  options: Option[];
  order_day: string | null;
  /** ISO instant of the oldest supply figure used. */
  data_as_of: string;
  data_source: DataSource;
}

export type Confidence = 'HIGH' | 'MEDIUM' | 'LOW';
export type DataSource = 'LIVE' | 'REPLICA' | 'STALE';

/** `allocated + shortage = qty_required`; for a bundle, all three are totals over its components. */
export interface PlanLine {
  item_code: string;
  qty_required: number;
  fulfillment: Fulfillment[];
  shortage: number;
}

export interface Fulfillment {
  source: 'stock' | 'purchase_order' | 'non_stock';
  /** The line's item, or the component of its bundle. */
  item_code: string;
  qty: number;
  available_date: string | null;
  ship_ready_date: string | null;
  warehouse: string | null;
  po_id: string | null;
  expected_date: string | null;
}

export interface Option {
  type: 'alternate_warehouse' | 'expedite_po' | 'split_shipment';
  description: string;
  impact: string;
  po_id: string | null;
  /** That the same calculation gives with this change. */
  promise_date: string;
}
