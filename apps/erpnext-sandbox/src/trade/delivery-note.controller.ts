import { type Controller, type Site } from '../documents/controller.js';
import { isSet, nameOf, number, roundQty, rowsOf, text, type Doc } from '../documents/doc.js';
import { thrownByErpnext } from '../frappe/frappe-error.js';
import { changeBins } from '../stock/bins.js';
import { reservedBy } from '../stock/commitments.js';
import { post, reverse, type Movement } from '../stock/ledger.js';
import { completeRow, overAllowance } from './order-rows.js';
import { componentsOf } from './packed-items.js';
import { completePosting } from './posting.js';
import { deliveryProgress } from './sales-order.controller.js';

export const deliveryNoteController: Controller = {
  requiredTables: ['items'],
  required: ['customer', 'company'],

  validate(doc, site) {
    completePosting(doc, site);
    doc.values['customer_name'] ??= doc.values['customer'] ?? null;
    for (const row of rowsOf(doc, 'items')) {
      takeUnitsOfOrder(row, site);
      completeRow(row, site);
      row.values['warehouse'] ??= doc.values['set_warehouse'] ?? null;
    }
    if (number(doc, 'docstatus') === 1) doc.values['status'] = noteStatus(doc);
  },

  status: noteStatus,

  onSubmit(doc, site) {
    deliver(doc, 1, site);
    post(doc, movementsOf(doc, site), site);
  },

  onCancel(doc, site) {
    deliver(doc, -1, site);
    reverse(doc, movementsOf(doc, site), site);
  },
};

function noteStatus(doc: Doc): string {
  return isSet(doc, 'is_return') ? 'Return' : 'To Bill';
}

function takeUnitsOfOrder(row: Doc, site: Site): void {
  if (text(row, 'uom') !== '' || text(row, 'so_detail') === '') return;
  const sold = site.store.find('Sales Order Item', text(row, 'so_detail'));
  if (sold === undefined) return;
  row.values['uom'] = text(sold, 'uom');
  row.values['conversion_factor'] = number(sold, 'conversion_factor');
}

/** A bundle leaves the warehouse as its components. */
function movementsOf(doc: Doc, site: Site): Movement[] {
  return rowsOf(doc, 'items').flatMap((row) => {
    const warehouse = text(row, 'warehouse');
    const parts = componentsOf(text(row, 'item_code'), site);
    return (parts.length > 0 ? parts : [{ item: text(row, 'item_code'), qty: 1 }]).map(({ item, qty }) => ({
      item,
      warehouse,
      qty: roundQty(-qty * number(row, 'stock_qty')),
      row: nameOf(row),
    }));
  });
}

/** Writes delivered quantities into the Sales Orders and gives back what they had reserved. */
function deliver(doc: Doc, sign: 1 | -1, site: Site): void {
  const names = new Set(
    rowsOf(doc, 'items')
      .map((row) => text(row, 'against_sales_order'))
      .filter((name) => name !== ''),
  );
  for (const name of names) {
    const order = site.store.get('Sales Order', name);
    checkOpen(order);
    const before = reservedBy(order);
    for (const row of rowsOf(doc, 'items')) {
      const sold = rowsOf(order, 'items').find((each) => nameOf(each) === text(row, 'so_detail'));
      if (sold !== undefined) deliverRow(sold, row, sign, site);
    }
    const change = {
      ...deliveryProgress(order),
      modified: site.clock.stamp(),
      modified_by: text(doc, 'modified_by'),
    };
    Object.assign(order.values, change);
    site.store.update(order.doctype, nameOf(order), change);
    changeBins(reservedBy(order).merge(before, -1), site);
    site.outbox.emit(order, 'on_change');
  }
}

function deliverRow(sold: Doc, row: Doc, sign: 1 | -1, site: Site): void {
  const delivered = roundQty(number(sold, 'delivered_qty') + sign * number(row, 'qty'));
  const over = roundQty(delivered - number(sold, 'qty'));
  if (sign === 1 && over > 0) {
    throw overAllowance({
      qty: over,
      item: text(row, 'item_code'),
      voucher: 'Delivery Note',
      order: 'Sales Order Item',
    });
  }
  const change = {
    delivered_qty: delivered,
    modified: site.clock.stamp(),
    modified_by: text(row, 'modified_by'),
  };
  Object.assign(sold.values, change);
  site.store.update(sold.doctype, nameOf(sold), change);
}

function checkOpen(order: Doc): void {
  const status = text(order, 'status');
  if (number(order, 'docstatus') === 1 && status !== 'On Hold' && status !== 'Closed') return;
  throw thrownByErpnext(
    'frappe.exceptions.InvalidStatusError',
    `Sales Order ${nameOf(order)} status is ${number(order, 'docstatus') === 1 ? status : 'not submitted'}`,
  );
}
