import { type Row } from '../database/database.js';
import { type Site } from '../documents/controller.js';
import { nameOf, roundQty, text, type Doc } from '../documents/doc.js';
import { thrown, thrownByErpnext } from '../frappe/frappe-error.js';
import { pythonFloat } from '../frappe/python.js';
import { BinChanges, changeBins, isKeptInStock, onHand } from './bins.js';

/** One movement of an item in a warehouse; `qty` in stock units, negative when it goes out. */
export interface Movement {
  readonly item: string;
  readonly warehouse: string;
  readonly qty: number;
  /** The row of the voucher. */
  readonly row: string;
}

/** Writes movements into the ledger and the Bins. Throws when a warehouse would give more than it has. */
export function post(voucher: Doc, movements: readonly Movement[], site: Site): void {
  for (const movement of movements) {
    if (movement.qty === 0 || !isKeptInStock(movement.item, site)) continue;
    checkWarehouse(movement.warehouse, site);
    const left = roundQty(onHand(movement.item, movement.warehouse, site) + movement.qty);
    if (left < 0) throw negativeStock(voucher, movement, -left, site);
    writeEntry(voucher, movement, left, site);
    const changes = new BinChanges();
    changes.add(movement.item, movement.warehouse, 'actual_qty', movement.qty);
    changeBins(changes, site);
  }
}

/** Takes the movements of a voucher back, with entries of their own. */
export function reverse(voucher: Doc, movements: readonly Movement[], site: Site): void {
  site.store.database.run(
    'UPDATE "tabStock Ledger Entry" SET is_cancelled = 1 WHERE voucher_no = ?',
    nameOf(voucher),
  );
  const back = [...movements].reverse().map((movement) => ({ ...movement, qty: -movement.qty }));
  post(voucher, back, site);
  site.store.database.run(
    'UPDATE "tabStock Ledger Entry" SET is_cancelled = 1 WHERE voucher_no = ?',
    nameOf(voucher),
  );
}

function writeEntry(voucher: Doc, movement: Movement, left: number, site: Site): void {
  const stamp = site.clock.stamp();
  const time = text(voucher, 'posting_time');
  const item = site.store.database.row('SELECT stock_uom FROM tabItem WHERE name = ?', movement.item);
  const values: Row = {
    name: site.naming.hash(),
    owner: text(voucher, 'modified_by'),
    modified_by: text(voucher, 'modified_by'),
    creation: stamp,
    modified: stamp,
    docstatus: 1,
    item_code: movement.item,
    warehouse: movement.warehouse,
    company: voucher.values['company'] ?? null,
    posting_date: text(voucher, 'posting_date'),
    posting_time: time,
    posting_datetime: `${text(voucher, 'posting_date')} ${time}`,
    voucher_type: voucher.doctype.name,
    voucher_no: nameOf(voucher),
    voucher_detail_no: movement.row,
    actual_qty: roundQty(movement.qty),
    qty_after_transaction: left,
    stock_uom: item?.['stock_uom'] ?? null,
  };
  const doctype = site.store.registry.get('Stock Ledger Entry');
  site.store.put(doctype, values);
  site.outbox.emit({ doctype, values, tables: new Map<string, Doc[]>() }, 'after_insert');
}

function checkWarehouse(name: string, site: Site): void {
  const warehouse = site.store.database.row(
    'SELECT is_group, disabled FROM tabWarehouse WHERE name = ?',
    name,
  );
  if (warehouse?.['is_group'] === 1) {
    throw thrownByErpnext(
      'erpnext.stock.utils.GroupWarehouseError',
      `Group node warehouse is not allowed to select for transactions`,
    );
  }
  if (warehouse?.['disabled'] === 1) throw thrown('ValidationError', `Warehouse ${name} is disabled`);
}

function negativeStock(voucher: Doc, movement: Movement, missing: number, site: Site): Error {
  const link = (type: string, name: string, label: string): string =>
    `<a href="/app/Form/${type}/${name}" style="font-weight: bold;">${label} ${name}</a>`;
  return thrownByErpnext(
    'erpnext.stock.stock_ledger.NegativeStockError',
    `<strong>${pythonFloat(missing)}</strong> units of ${link('Item', movement.item, 'Item')} needed in ${link('Warehouse', movement.warehouse, 'Warehouse')} on ${site.clock.stamp()} for ${link(voucher.doctype.name, nameOf(voucher), voucher.doctype.name)} to complete this transaction.`,
    'Insufficient Stock',
  );
}
