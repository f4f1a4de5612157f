import { type Controller, type Site } from '../documents/controller.js';
import { isSet, nameOf, number, rowsOf, text, type Doc } from '../documents/doc.js';
import { thrownByErpnext } from '../frappe/frappe-error.js';
import { BinChanges, changeBins } from '../stock/bins.js';
import { expectedBy } from '../stock/commitments.js';
import { completeRow, completeTotals } from './order-rows.js';
import { type OrderRules } from './update-items.js';

export const purchaseOrderController: Controller = {
  requiredTables: ['items'],
  required: ['supplier', 'company'],

  validate(doc, site) {
    const rows = rowsOf(doc, 'items');
    doc.values['transaction_date'] ??= site.clock.today();
    doc.values['supplier_name'] ??= doc.values['supplier'] ?? null;
    doc.values['title'] ??= '{supplier_name}';
    for (const row of rows) {
      completeRow(row, site);
      row.values['schedule_date'] ??= doc.values['schedule_date'] ?? null;
      row.values['warehouse'] ??= doc.values['set_warehouse'] ?? null;
      if (text(row, 'schedule_date') === '') {
        throw thrownByErpnext('frappe.exceptions.ValidationError', 'Please enter Reqd by Date');
      }
      if (isSet(row, 'delivered_by_supplier')) row.values['received_qty'] = number(row, 'qty');
    }
    doc.values['schedule_date'] ??= rows.map((row) => text(row, 'schedule_date')).sort()[0] ?? null;
    completeTotals(doc);
  },

  status: purchaseOrderStatus,

  onSubmit(doc, site) {
    changeBins(expectedBy(doc), site);
  },

  onCancel(doc, site) {
    if (
      rowsOf(doc, 'items').some(
        (row) => number(row, 'received_qty') !== 0 && !isSet(row, 'delivered_by_supplier'),
      )
    ) {
      throw thrownByErpnext(
        'frappe.exceptions.LinkExistsError',
        `Cannot delete or cancel because Purchase Order ${nameOf(doc)} is linked with a submitted Purchase Receipt`,
      );
    }
    changeBins(new BinChanges().merge(expectedBy(doc), -1), site);
  },
};

export function purchaseOrderStatus(doc: Doc): string {
  const received = number(doc, 'per_received') >= 100;
  const billed = number(doc, 'per_billed') >= 100;
  if (received && billed) return 'Completed';
  if (received) return 'To Bill';
  return billed ? 'To Receive' : 'To Receive and Bill';
}

export const purchaseOrderRules: OrderRules = {
  commitments: expectedBy,
  status: purchaseOrderStatus,
  done: 'received_qty',
  date: 'schedule_date',
};

/** Hold, resume, close, re-open and Delivered: the header alone gets a new stamp. */
export function setPurchaseOrderStatus(doc: Doc, status: string, site: Site): void {
  setOrderStatus(doc, status, purchaseOrderRules, site);
}

export function setOrderStatus(doc: Doc, status: string, rules: OrderRules, site: Site): void {
  const before = rules.commitments(doc);
  const next = status === 'Draft' || status === 'Submitted' ? rules.status(doc) : status;
  Object.assign(doc.values, { status: next, modified: site.clock.stamp() });
  site.store.update(doc.doctype, nameOf(doc), { status: next, modified: text(doc, 'modified') });
  changeBins(rules.commitments(doc).merge(before, -1), site);
}
