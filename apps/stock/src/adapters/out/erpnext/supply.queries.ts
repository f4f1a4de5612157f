import type { ListQuery } from './erpnext-client.js';

/** Statuses of orders whose rows are still to come, or held back. A submitted order may still say Draft. */
const OPEN_STATUSES = ['To Receive', 'To Receive and Bill', 'Draft', 'On Hold'];

export function itemQuery(itemCodes: readonly string[]): ListQuery {
  return {
    doctype: 'Item',
    fields: [
      'name',
      'stock_uom',
      'is_stock_item',
      'disabled',
      'has_variants',
      'uoms.uom as row_uom',
      'uoms.conversion_factor as row_conversion_factor',
    ],
    filters: [['name', 'in', itemCodes]],
    order_by: '`tabItem`.name asc, `tabUOM Conversion Detail`.idx asc',
  };
}

export function binQuery(itemCodes: readonly string[]): ListQuery {
  return {
    doctype: 'Bin',
    fields: [
      'item_code',
      'warehouse',
      'actual_qty',
      'reserved_qty',
      'reserved_qty_for_production',
      'reserved_qty_for_sub_contract',
      'reserved_qty_for_production_plan',
      'modified',
    ],
    filters: [['item_code', 'in', itemCodes]],
    order_by: 'item_code asc, warehouse asc',
  };
}

/**
 * Rows of the items in submitted orders that are open, or were written at or after the stamp `since`:
 * a receipt that completes an order must not make it vanish unseen.
 */
export function purchaseOrderQuery(itemCodes: readonly string[], since: string): ListQuery {
  return {
    doctype: 'Purchase Order',
    fields: [
      'name',
      'company',
      'status',
      'set_warehouse',
      'modified',
      'items.name as row_name',
      'items.idx as row_idx',
      'items.item_code as row_item_code',
      'items.warehouse as row_warehouse',
      'items.qty as row_qty',
      'items.received_qty as row_received_qty',
      'items.conversion_factor as row_conversion_factor',
      'items.delivered_by_supplier as row_delivered_by_supplier',
      'items.schedule_date as row_schedule_date',
      'items.expected_delivery_date as row_expected_delivery_date',
      'items.modified as row_modified',
    ],
    filters: [
      ['docstatus', '=', 1],
      ['Purchase Order Item', 'item_code', 'in', itemCodes],
    ],
    or_filters: [
      ['status', 'in', OPEN_STATUSES],
      ['modified', '>=', since],
    ],
    order_by: '`tabPurchase Order`.name asc, `tabPurchase Order Item`.idx asc',
  };
}
