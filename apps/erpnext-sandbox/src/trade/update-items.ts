import { type Row } from '../database/database.js';
import { type Site } from '../documents/controller.js';
import { nameOf, number, rowsOf, text, type Doc } from '../documents/doc.js';
import { thrownByErpnext } from '../frappe/frappe-error.js';
import { asText, toFloat } from '../query/values.js';
import { changeBins, type BinChanges } from '../stock/bins.js';
import { completeRow, completeTotals } from './order-rows.js';

type Entry = Readonly<Record<string, unknown>>;

export interface OrderRules {
  readonly commitments: (doc: Doc) => BinChanges;
  readonly status: (doc: Doc) => string;
  /** What is received or delivered already. */
  readonly done: string;
  readonly date: string;
}

/** "Update Items" of a submitted order: quantities, dates and rates change, rows come and go. */
export function updateItems(doc: Doc, entries: readonly Entry[], rules: OrderRules, site: Site): void {
  const before = rules.commitments(doc);
  const stamp = site.clock.stamp();
  const existing = new Map(rowsOf(doc, 'items').map((row) => [nameOf(row), row]));
  const rows = entries.map((entry) => {
    const row = existing.get(asText(entry['docname'])) ?? newRow(doc, entry, stamp, site);
    Object.assign(row.values, {
      qty: toFloat(entry['qty'] ?? row.values['qty']),
      rate: toFloat(entry['rate'] ?? row.values['rate']),
      ...(entry[rules.date] === undefined ? {} : { [rules.date]: asText(entry[rules.date]) }),
    });
    if (number(row, 'qty') < number(row, rules.done)) {
      throw thrownByErpnext(
        'frappe.exceptions.ValidationError',
        'Cannot set quantity less than received quantity',
      );
    }
    completeRow(row, site);
    return row;
  });
  const kept = new Set(rows.map(nameOf));
  const lost = [...existing.values()].find((row) => !kept.has(nameOf(row)) && number(row, rules.done) > 0);
  if (lost !== undefined) {
    throw thrownByErpnext(
      'frappe.exceptions.ValidationError',
      `Row #${number(lost, 'idx')}: Cannot delete item ${text(lost, 'item_code')} which has already been received`,
    );
  }
  rows.forEach((row, index) => Object.assign(row.values, { idx: index + 1, modified: stamp }));
  doc.tables.set('items', rows);
  completeTotals(doc);
  doc.values['status'] = rules.status(doc);
  doc.values['modified'] = site.clock.stamp();
  site.store.save(doc);
  changeBins(rules.commitments(doc).merge(before, -1), site);
}

function newRow(doc: Doc, entry: Entry, stamp: string, site: Site): Doc {
  const child = doc.doctype.tables.get('items') ?? '';
  const values: Row = {
    name: site.naming.hash(),
    owner: text(doc, 'modified_by'),
    modified_by: text(doc, 'modified_by'),
    creation: stamp,
    modified: stamp,
    docstatus: 1,
    parent: nameOf(doc),
    parentfield: 'items',
    parenttype: doc.doctype.name,
    item_code: asText(entry['item_code']),
    uom: asText(entry['uom']),
    conversion_factor: toFloat(entry['conversion_factor']),
    warehouse: asText(entry['warehouse']) || (rowsOf(doc, 'items')[0]?.values['warehouse'] ?? null),
  };
  return { doctype: site.store.registry.get(child), values, tables: new Map<string, Doc[]>() };
}
