import { readFileSync } from 'node:fs';
import type { PromiseRequest } from '../order.js';
import type { HolidayList, InboundRow, ItemSupply, Reference } from '../supply.js';

/** A worked-out promise; `shortage`, `stock` and `purchase_order` of it are totals of each order line. */
export interface GoldenCase {
  readonly case: number;
  readonly title?: string;
  readonly now: string;
  readonly default_warehouse: string;
  readonly documents: Documents;
  readonly request: PromiseRequest & { readonly customer: string };
  readonly expected: Readonly<Record<string, unknown>>;
}

interface Documents {
  warehouses: {
    name: string;
    is_group: number;
    company: string;
    disabled: number;
    warehouse_type: string | null;
    parent_warehouse: string | null;
  }[];
  items: { name: string; stock_uom: string; disabled: number; is_stock_item: number; has_variants: number }[];
  bins: (ItemSupply['bins'][number] & { item_code: string })[];
  purchase_orders: (Omit<InboundRow, 'purchase_order' | 'delivered_by_supplier'> & {
    name: string;
    item_code: string;
    docstatus: number;
    set_warehouse: string | null;
    delivered_by_supplier: number;
  })[];
  holiday_lists: Record<
    string,
    { from_date: string; to_date: string; holidays: { holiday_date: string; weekly_off: number }[] }
  >;
  companies: Record<string, string | null>;
  bundles: Record<string, [code: string, qty: number][]>;
}

export function goldenCases(file: 'by-hand.json' | 'random.json'): GoldenCase[] {
  return JSON.parse(readFileSync(`libs/testing/fixtures/golden/${file}`, 'utf8')) as GoldenCase[];
}

export function referenceOf({ warehouses, companies, holiday_lists: lists }: Documents): Reference {
  return {
    warehouses: warehouses.map((warehouse) => ({
      ...warehouse,
      is_group: warehouse.is_group === 1,
      disabled: warehouse.disabled === 1,
      is_rejected_warehouse: false,
    })),
    companies: Object.entries(companies).map(([name, list]) => ({ name, default_holiday_list: list })),
    holiday_lists: Object.entries(lists).map(([name, { from_date, to_date, holidays }]): HolidayList => ({
      name,
      readable: true,
      from_date,
      to_date,
      holidays: holidays.map((day) => ({ date: day.holiday_date, weekly_off: day.weekly_off === 1 })),
    })),
    site_time_zone: 'UTC',
  };
}

export function itemsOf(documents: Documents): ItemSupply[] {
  return documents.items.map((item) => ({
    item_code: item.name,
    stock_uom: item.stock_uom,
    is_stock_item: item.is_stock_item === 1,
    disabled: item.disabled === 1,
    has_variants: item.has_variants === 1,
    uoms: [],
    bins: documents.bins.filter((bin) => bin.item_code === item.name),
    inbound: documents.purchase_orders
      .filter((row) => row.item_code === item.name && row.docstatus === 1)
      .map((row) => ({
        ...row,
        purchase_order: row.name,
        warehouse: row.warehouse ?? row.set_warehouse,
        delivered_by_supplier: row.delivered_by_supplier === 1,
      })),
    components: (documents.bundles[item.name] ?? []).map(([code, qty]) => ({ item_code: code, qty })),
  }));
}
