import { type Controller, type Site } from '../documents/controller.js';
import { isSet, nameOf, number, roundQty, rowsOf, text, type Doc } from '../documents/doc.js';
import { thrownByErpnext } from '../frappe/frappe-error.js';
import { changeBins } from '../stock/bins.js';
import { expectedBy } from '../stock/commitments.js';
import { post, reverse, type Movement } from '../stock/ledger.js';
import { completeRow, overAllowance, percentDone } from './order-rows.js';
import { completePosting } from './posting.js';
import { purchaseOrderStatus } from './purchase-order.controller.js';

export const purchaseReceiptController: Controller = {
  requiredTables: ['items'],
  required: ['supplier', 'company'],

  validate(doc, site) {
    completePosting(doc, site);
    doc.values['supplier_name'] ??= doc.values['supplier'] ?? null;
    for (const row of rowsOf(doc, 'items')) {
      takeUnitsOfOrder(row, site);
      if (number(row, 'qty') !== 0 || number(row, 'rejected_qty') === 0) completeRow(row, site);
      if (number(row, 'received_qty') === 0)
        row.values['received_qty'] = number(row, 'qty') + number(row, 'rejected_qty');
      row.values['warehouse'] ??= doc.values['set_warehouse'] ?? null;
    }
    if (number(doc, 'docstatus') === 1) doc.values['status'] = receiptStatus(doc);
  },

  status: receiptStatus,

  onSubmit(doc, site) {
    receive(doc, 1, site);
    post(doc, movementsOf(doc), site);
  },

  onCancel(doc, site) {
    receive(doc, -1, site);
    reverse(doc, movementsOf(doc), site);
  },
};

function receiptStatus(doc: Doc): string {
  return isSet(doc, 'is_return') ? 'Return' : 'To Bill';
}

/** A row without a unit of its own is in the unit of the order's row. */
function takeUnitsOfOrder(row: Doc, site: Site): void {
  if (text(row, 'uom') !== '' || text(row, 'purchase_order_item') === '') return;
  const ordered = site.store.find('Purchase Order Item', text(row, 'purchase_order_item'));
  if (ordered === undefined) return;
  row.values['uom'] = text(ordered, 'uom');
  row.values['conversion_factor'] = number(ordered, 'conversion_factor');
}

function movementsOf(doc: Doc): Movement[] {
  return rowsOf(doc, 'items').flatMap((row) => {
    const factor = number(row, 'conversion_factor');
    const movement = (warehouse: string, qty: number): Movement => ({
      item: text(row, 'item_code'),
      warehouse: text(row, warehouse),
      qty: roundQty(qty * factor),
      row: nameOf(row),
    });
    return [
      movement('warehouse', number(row, 'qty')),
      movement('rejected_warehouse', number(row, 'rejected_qty')),
    ];
  });
}

/** Writes received quantities into the orders; rejected pieces count as received. */
function receive(doc: Doc, sign: 1 | -1, site: Site): void {
  const names = new Set(
    rowsOf(doc, 'items')
      .map((row) => text(row, 'purchase_order'))
      .filter((name) => name !== ''),
  );
  for (const name of names) {
    const order = site.store.get('Purchase Order', name);
    checkOpen(order);
    const before = expectedBy(order);
    for (const row of rowsOf(doc, 'items')) {
      const ordered = rowsOf(order, 'items').find(
        (each) => nameOf(each) === text(row, 'purchase_order_item'),
      );
      if (ordered !== undefined) receiveRow(ordered, row, sign, site);
    }
    const per_received = percentDone(rowsOf(order, 'items'), 'received_qty');
    Object.assign(order.values, {
      per_received,
      modified: site.clock.stamp(),
      modified_by: text(doc, 'modified_by'),
    });
    order.values['status'] = purchaseOrderStatus(order);
    const { status, modified, modified_by } = order.values;
    site.store.update(order.doctype, nameOf(order), {
      per_received,
      status: status ?? null,
      modified: modified ?? null,
      modified_by: modified_by ?? null,
    });
    changeBins(expectedBy(order).merge(before, -1), site);
    site.outbox.emit(order, 'on_change');
  }
}

function receiveRow(ordered: Doc, row: Doc, sign: 1 | -1, site: Site): void {
  const received = roundQty(number(ordered, 'received_qty') + sign * number(row, 'received_qty'));
  const over = roundQty(received - number(ordered, 'qty'));
  if (sign === 1 && over > 0) {
    throw overAllowance({
      qty: over,
      item: text(row, 'item_code'),
      voucher: 'Purchase Receipt',
      order: 'Purchase Order Item',
    });
  }
  const change = {
    received_qty: received,
    modified: site.clock.stamp(),
    modified_by: text(row, 'modified_by'),
  };
  Object.assign(ordered.values, change);
  site.store.update(ordered.doctype, nameOf(ordered), change);
}

function checkOpen(order: Doc): void {
  const status = text(order, 'status');
  if (number(order, 'docstatus') === 1 && status !== 'On Hold' && status !== 'Closed') return;
  throw thrownByErpnext(
    'frappe.exceptions.InvalidStatusError',
    `Purchase Order ${nameOf(order)} status is ${number(order, 'docstatus') === 1 ? status : 'not submitted'}`,
  );
}
