import { type Controller, type Site } from '../documents/controller.js';
import { nameOf, number, roundQty, rowsOf, text, type Doc } from '../documents/doc.js';
import { thrownByErpnext } from '../frappe/frappe-error.js';
import { BinChanges, changeBins, isKeptInStock } from '../stock/bins.js';
import { reservedBy } from '../stock/commitments.js';
import { completeRow, completeTotals, percentDone } from './order-rows.js';
import { packedItems } from './packed-items.js';
import { setOrderStatus } from './purchase-order.controller.js';
import { type OrderRules } from './update-items.js';

export const salesOrderController: Controller = {
  requiredTables: ['items'],
  required: ['customer', 'company'],

  validate(doc, site) {
    const rows = rowsOf(doc, 'items');
    doc.values['transaction_date'] ??= site.clock.today();
    doc.values['customer_name'] ??= doc.values['customer'] ?? null;
    doc.values['title'] ??= '{customer_name}';
    for (const row of rows) {
      completeRow(row, site);
      row.values['delivery_date'] ??= doc.values['delivery_date'] ?? null;
      row.values['warehouse'] ??= doc.values['set_warehouse'] ?? null;
      row.values['is_stock_item'] = isKeptInStock(text(row, 'item_code'), site) ? 1 : 0;
      if (text(row, 'delivery_date') === '') {
        throw thrownByErpnext('frappe.exceptions.ValidationError', 'Please enter Delivery Date');
      }
    }
    followRows(doc);
    doc.tables.set('packed_items', packedItems(doc, site));
    completeTotals(doc);
  },

  validateSubmitted: followRows,
  status: salesOrderStatus,

  onSubmit(doc, site) {
    changeBins(reservedBy(doc), site);
  },

  onCancel(doc, site) {
    if (rowsOf(doc, 'items').some((row) => number(row, 'delivered_qty') !== 0)) {
      throw thrownByErpnext(
        'frappe.exceptions.LinkExistsError',
        `Cannot delete or cancel because Sales Order ${nameOf(doc)} is linked with a submitted Delivery Note`,
      );
    }
    changeBins(new BinChanges().merge(reservedBy(doc), -1), site);
  },
};

/** The header's date is the latest of its rows, whatever a client writes into it. */
function followRows(doc: Doc): void {
  const dates = rowsOf(doc, 'items')
    .map((row) => text(row, 'delivery_date'))
    .filter((day) => day !== '');
  doc.values['delivery_date'] = dates.sort().at(-1) ?? null;
}

function salesOrderStatus(doc: Doc): string {
  const delivered = number(doc, 'per_delivered') >= 100;
  const billed = number(doc, 'per_billed') >= 100;
  if (delivered && billed) return 'Completed';
  if (delivered) return 'To Bill';
  return billed ? 'To Deliver' : 'To Deliver and Bill';
}

export const salesOrderRules: OrderRules = {
  commitments: reservedBy,
  status: salesOrderStatus,
  done: 'delivered_qty',
  date: 'delivery_date',
};

export function setSalesOrderStatus(doc: Doc, status: string, site: Site): void {
  setOrderStatus(doc, status, salesOrderRules, site);
}

/** After a Delivery Note: what is delivered in all, and the status that follows. */
export function deliveryProgress(doc: Doc): {
  per_delivered: number;
  delivery_status: string;
  status: string;
} {
  const per_delivered = percentDone(rowsOf(doc, 'items'), 'delivered_qty');
  const delivery_status =
    per_delivered >= 100 ? 'Fully Delivered' : per_delivered > 0 ? 'Partly Delivered' : 'Not Delivered';
  Object.assign(doc.values, { per_delivered: roundQty(per_delivered) });
  return { per_delivered, delivery_status, status: salesOrderStatus(doc) };
}
