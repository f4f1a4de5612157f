import { type Controller } from '../documents/controller.js';
import { nameOf, number, roundQty, rowsOf, text, type Doc } from '../documents/doc.js';
import { thrownByErpnext } from '../frappe/frappe-error.js';
import { post, reverse, type Movement } from '../stock/ledger.js';
import { completeRow } from './order-rows.js';
import { completePosting } from './posting.js';

/** Which warehouse a row of each type needs. */
const needs: Readonly<Record<string, readonly ('s_warehouse' | 't_warehouse')[]>> = {
  'Material Receipt': ['t_warehouse'],
  'Material Issue': ['s_warehouse'],
  'Material Transfer': ['s_warehouse', 't_warehouse'],
};

export const stockEntryController: Controller = {
  requiredTables: ['items'],
  required: ['stock_entry_type', 'company'],

  validate(doc, site) {
    completePosting(doc, site);
    const type = text(doc, 'stock_entry_type');
    doc.values['purpose'] ??= type;
    for (const row of rowsOf(doc, 'items')) {
      completeRow(row, site);
      row.values['transfer_qty'] = roundQty(number(row, 'qty') * number(row, 'conversion_factor'));
      row.values['s_warehouse'] ??= doc.values['from_warehouse'] ?? null;
      row.values['t_warehouse'] ??= doc.values['to_warehouse'] ?? null;
      for (const column of needs[type] ?? []) {
        if (text(row, column) !== '') continue;
        const side = column === 's_warehouse' ? 'Source' : 'Target';
        throw thrownByErpnext(
          'frappe.exceptions.ValidationError',
          `${side} warehouse is mandatory for row ${number(row, 'idx')}`,
        );
      }
    }
  },

  onSubmit(doc, site) {
    post(doc, movementsOf(doc), site);
  },

  onCancel(doc, site) {
    reverse(doc, movementsOf(doc), site);
  },
};

function movementsOf(doc: Doc): Movement[] {
  return rowsOf(doc, 'items').flatMap((row) => {
    const qty = number(row, 'transfer_qty');
    const movement = (warehouse: string, amount: number): Movement[] =>
      text(row, warehouse) === ''
        ? []
        : [{ item: text(row, 'item_code'), warehouse: text(row, warehouse), qty: amount, row: nameOf(row) }];
    return [...movement('s_warehouse', -qty), ...movement('t_warehouse', qty)];
  });
}
