import { type Row } from '../database/database.js';
import { type Site } from '../documents/controller.js';
import { number, roundQty, rowsOf, text, type Doc } from '../documents/doc.js';
import { notFound, thrownByErpnext } from '../frappe/frappe-error.js';
import { pythonFloat } from '../frappe/python.js';

/** Fills a row from its item (name, units, conversion, sums) and checks its quantity. */
export function completeRow(row: Doc, site: Site): void {
  const item = orderableItem(text(row, 'item_code'), site);
  const stockUom = String(item['stock_uom']);
  const uom = text(row, 'uom') || stockUom;
  const qty = number(row, 'qty');
  checkQuantity(row, qty, uom, site);
  const given = number(row, 'conversion_factor');
  const factor = given > 0 ? given : conversionFactor(String(item['name']), uom, stockUom, site);
  const rate = number(row, 'rate');
  Object.assign(row.values, {
    item_code: String(item['name']),
    item_name: text(row, 'item_name') || String(item['item_name']),
    description: text(row, 'description') || String(item['description'] ?? item['item_name']),
    item_group: item['item_group'] ?? null,
    stock_uom: stockUom,
    uom,
    conversion_factor: factor,
    stock_qty: roundIfNeeded(qty * factor, factor),
    amount: roundQty(qty * rate),
  } satisfies Row);
}

/** A factor of 1 leaves the quantity as it was given. */
function roundIfNeeded(stockQty: number, factor: number): number {
  return factor === 1 ? stockQty : roundQty(stockQty);
}

function orderableItem(code: string, site: Site): Row {
  const item = site.store.findRow(site.store.registry.get('Item'), code);
  if (item === undefined) throw notFound('Item', code);
  if (item['disabled'] === 1) {
    throw thrownByErpnext('frappe.exceptions.ValidationError', `Item ${item['name']} is disabled`);
  }
  if (item['has_variants'] === 1) {
    throw thrownByErpnext(
      'erpnext.stock.doctype.item.item.ItemTemplateCannotHaveStock',
      `Item ${item['name']} is a template, please select one of its variants`,
    );
  }
  return item;
}

function conversionFactor(item: string, uom: string, stockUom: string, site: Site): number {
  if (uom === stockUom) return 1;
  const row = site.store.database.row(
    'SELECT conversion_factor FROM "tabUOM Conversion Detail" WHERE parent = ? AND uom = ?',
    item,
    uom,
  );
  return Number(row?.['conversion_factor'] ?? 1);
}

function checkQuantity(row: Doc, qty: number, uom: string, site: Site): void {
  const idx = number(row, 'idx');
  if (qty === 0) {
    throw thrownByErpnext(
      'erpnext.controllers.accounts_controller.InvalidQtyError',
      `Row #${idx}: Quantity for Item <strong>${text(row, 'item_code')}</strong> cannot be zero.`,
      'Invalid Quantity',
    );
  }
  const whole = site.store.database.row('SELECT must_be_whole_number FROM tabUOM WHERE name = ?', uom);
  if (whole?.['must_be_whole_number'] === 1 && !Number.isInteger(roundQty(qty))) {
    throw thrownByErpnext(
      'erpnext.utilities.transaction_base.UOMMustBeIntegerError',
      `Row ${idx}: Quantity (${qty}) cannot be a fraction. To allow this, disable '<strong>Must be Whole Number</strong>' in UOM <strong>${uom}</strong>.`,
    );
  }
}

/** Sums of an order over its rows. */
export function completeTotals(doc: Doc): void {
  const sum = (field: string): number =>
    roundQty(rowsOf(doc, 'items').reduce((total, row) => total + number(row, field), 0));
  Object.assign(doc.values, { total_qty: sum('qty'), total: sum('amount'), grand_total: sum('amount') });
}

/** The share of an order that is done, in percent with six decimals; more than ordered counts as all. */
export function percentDone(rows: readonly Doc[], done: string): number {
  const ordered = rows.reduce((total, row) => total + Math.abs(number(row, 'qty')), 0);
  const fulfilled = rows.reduce(
    (total, row) => total + Math.min(Math.abs(number(row, done)), Math.abs(number(row, 'qty'))),
    0,
  );
  return ordered === 0 ? 0 : Number(((fulfilled / ordered) * 100).toFixed(6));
}

export function overAllowance(kind: { qty: number; item: string; voucher: string; order: string }): Error {
  return thrownByErpnext(
    'erpnext.controllers.status_updater.OverAllowanceError',
    `This document is over limit by <strong>Qty</strong> <strong>${pythonFloat(kind.qty)}</strong> for item <strong>${kind.item}</strong>. Are you making another <strong>${kind.voucher}</strong> against the same <strong>${kind.order}</strong>?<br><br>To allow over receipt / delivery, update "Over Receipt/Delivery Allowance" in Stock Settings or the Item.`,
    'Limit Crossed',
  );
}
