import type { Bin, InboundRow, ItemSupply, Reference, WarehouseNode } from '../supply.js';
import type { Situation } from './promised.js';

/** A small company whose Tuesday, 2026-11-24, is a working day. */
const TUESDAY_MORNING = '2026-11-24T09:00:00Z';

export function warehouse(
  name: string,
  parent: string | null,
  more: Partial<WarehouseNode> = {},
): WarehouseNode {
  return {
    name,
    parent_warehouse: parent,
    is_group: false,
    company: 'Acme Parts',
    disabled: false,
    warehouse_type: null,
    is_rejected_warehouse: false,
    ...more,
  };
}

const ALL = 'All Warehouses - AP';

export const reference: Reference = {
  warehouses: [
    warehouse(ALL, null, { is_group: true }),
    warehouse('Stores - AP', ALL),
    warehouse('Finished Goods - AP', ALL),
    warehouse('Goods In Transit - AP', ALL),
    warehouse('Work In Progress - AP', ALL),
    warehouse('North - AP', ALL, { is_group: true }),
    warehouse('North 1 - AP', 'North - AP'),
    warehouse('North 2 - AP', 'North - AP'),
    warehouse('Closed - AP', ALL, { is_group: true }),
    warehouse('Old Shed - AP', 'Closed - AP', { disabled: true }),
    warehouse('Stores - B', null, { company: 'Beta' }),
  ],
  companies: [{ name: 'Acme Parts' }, { name: 'Beta' }],
  holiday_lists: [],
  site_time_zone: 'UTC',
};

export function item(code: string, more: Partial<ItemSupply> = {}): ItemSupply {
  return {
    item_code: code,
    stock_uom: 'Nos',
    is_stock_item: true,
    disabled: false,
    has_variants: false,
    uoms: [],
    bins: [],
    inbound: [],
    components: [],
    ...more,
  };
}

export function bin(warehouseName: string, actual: number, more: Partial<Bin> = {}): Bin {
  return {
    warehouse: warehouseName,
    actual_qty: actual,
    reserved_qty: 0,
    reserved_qty_for_production: 0,
    reserved_qty_for_sub_contract: 0,
    reserved_qty_for_production_plan: 0,
    ...more,
  };
}

/** A row that is expected in Stores. */
export function row(
  purchaseOrder: string,
  qty: number,
  expected: string,
  more: Partial<InboundRow> = {},
): InboundRow {
  return {
    purchase_order: purchaseOrder,
    row: `${purchaseOrder}-1`,
    company: 'Acme Parts',
    status: 'To Receive and Bill',
    warehouse: 'Stores - AP',
    qty,
    received_qty: 0,
    conversion_factor: 1,
    delivered_by_supplier: false,
    schedule_date: expected,
    expected_delivery_date: null,
    ...more,
  };
}

export function situation(items: readonly ItemSupply[], more: Partial<Situation> = {}): Situation {
  return { reference, items, now: TUESDAY_MORNING, ...more };
}
