import { type Controller } from '../documents/controller.js';
import { rowsOf, text } from '../documents/doc.js';
import { thrownByErpnext } from '../frappe/frappe-error.js';
import { BinChanges, changeBins } from '../stock/bins.js';
import { requestedBy } from '../stock/commitments.js';
import { completeRow } from './order-rows.js';

export const materialRequestController: Controller = {
  requiredTables: ['items'],

  validate(doc, site) {
    doc.values['transaction_date'] ??= site.clock.today();
    doc.values['material_request_type'] ??= 'Purchase';
    for (const row of rowsOf(doc, 'items')) {
      row.values['schedule_date'] ??= doc.values['schedule_date'] ?? null;
      row.values['warehouse'] ??= doc.values['set_warehouse'] ?? null;
      if (text(row, 'schedule_date') === '') {
        throw thrownByErpnext('frappe.exceptions.ValidationError', 'Please enter Reqd by Date');
      }
      completeRow(row, site);
    }
    const items = rowsOf(doc, 'items').map((row) => text(row, 'item_code'));
    doc.values['schedule_date'] ??= rowsOf(doc, 'items')[0]?.values['schedule_date'] ?? null;
    doc.values['title'] ??=
      `${text(doc, 'material_request_type')} Request for ${items.slice(0, 3).join(', ')}`.slice(0, 100);
  },

  status: () => 'Pending',

  onSubmit(doc, site) {
    changeBins(requestedBy(doc), site);
  },

  onCancel(doc, site) {
    changeBins(new BinChanges().merge(requestedBy(doc), -1), site);
  },
};
