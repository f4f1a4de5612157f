import { collationKey } from '../database/collation.js';
import { type Row } from '../database/database.js';
import { type Book } from '../seed/book.js';
import { addItem } from '../seed/masters.js';
import { placeIn, type Known, type Place } from './csv-places.js';
import { type CsvLine, type CsvTables } from './csv-table.js';

export interface CsvItem {
  readonly code: string;
  readonly uom: string;
  readonly factors: Map<string, number>;
}

export function addItems(book: Book, tables: CsvTables): Map<string, CsvItem> {
  const items = new Map<string, CsvItem>();
  const factors = factorsOf(tables);
  const bundles = new Set(tables.bundles.map((line) => collationKey(line.text('bundle'))));
  for (const line of tables.items) {
    const code = line.required('item_code');
    const key = collationKey(code);
    if (items.has(key)) {
      line.fault('item_code', `"${code}" is there twice`);
      continue;
    }
    const uom = line.text('stock_uom') || 'Nos';
    items.set(key, { code, uom, factors: factors.get(key) ?? new Map<string, number>() });
  }
  for (const line of tables.items) {
    const code = line.text('item_code');
    const item = items.get(collationKey(code));
    const variantOf = line.text('variant_of');
    const template = items.get(collationKey(variantOf));
    if (variantOf !== '' && template === undefined)
      line.fault('variant_of', `"${variantOf}" is not an item of this file`);
    if (item === undefined) continue;
    addItem(book, {
      code,
      name: line.text('item_name') || code,
      uom: item.uom,
      uoms: [...item.factors].filter(([uom]) => uom !== item.uom),
      rest: {
        is_stock_item: line.flag('is_stock_item', !bundles.has(collationKey(code))) ? 1 : 0,
        disabled: line.flag('disabled', false) ? 1 : 0,
        has_variants: line.flag('has_variants', false) ? 1 : 0,
        variant_of: template?.code ?? null,
        lead_time_days: line.number('lead_time_days', 0, 0),
        safety_stock: line.number('safety_stock', 0, 0),
      },
    });
  }
  return items;
}

function factorsOf(tables: CsvTables): Map<string, Map<string, number>> {
  const factors = new Map<string, Map<string, number>>();
  for (const line of tables.uoms) {
    const key = collationKey(line.required('item_code'));
    const uom = line.required('uom');
    const factor = line.positive('conversion_factor');
    factors.set(key, (factors.get(key) ?? new Map<string, number>()).set(uom, factor));
  }
  return factors;
}

export function addUnitsAndBundles(book: Book, tables: CsvTables, items: Known<CsvItem>): void {
  const units = new Set([...items.values()].flatMap(({ uom, factors }) => [uom, ...factors.keys()]));
  const whole = new Set(['Nos', 'Box', 'Pair', 'Set', 'Pallet']);
  for (const name of units) {
    book.add('UOM', { name, uom_name: name, must_be_whole_number: whole.has(name) ? 1 : 0, enabled: 1 });
  }
  const bundles = new Map<string, Row[]>();
  for (const line of tables.bundles) {
    const bundle = itemIn(line, 'bundle', items);
    const part = itemIn(line, 'item_code', items);
    const qty = line.positive('qty');
    if (bundle === undefined || part === undefined) continue;
    bundles.set(bundle.code, [
      ...(bundles.get(bundle.code) ?? []),
      { item_code: part.code, qty, uom: part.uom },
    ]);
  }
  for (const [code, rows] of bundles)
    book.add('Product Bundle', { name: code, new_item_code: code }, { items: rows });
  for (const line of tables.uoms) itemIn(line, 'item_code', items);
}

export function addBins(book: Book, tables: CsvTables, items: Known<CsvItem>, places: Known<Place>): void {
  const seen = new Set<string>();
  for (const line of tables.bins) {
    const item = itemIn(line, 'item_code', items);
    const place = line.required('warehouse') === '' ? undefined : placeIn(line, places);
    const actual = line.requiredNumber('actual_qty');
    const reserved = line.number('reserved_qty', 0, 0);
    const forProduction = line.number('reserved_qty_for_production', 0, 0);
    if (item === undefined || place === undefined) continue;
    const key = JSON.stringify([item.code, place.name]);
    if (seen.has(key)) line.fault('item_code', `"${item.code}" in "${place.name}" is there twice`);
    seen.add(key);
    book.stock(item.code, place.name, actual);
    book.stock(item.code, place.name, reserved, 'reserved_qty');
    book.stock(item.code, place.name, forProduction, 'reserved_qty_for_production');
  }
}

export function itemIn(line: CsvLine, column: string, items: Known<CsvItem>): CsvItem | undefined {
  const code = line.required(column);
  const item = items.get(collationKey(code));
  // None at all: items.csv has a fault of its own, which need not be said once more for each line.
  if (code !== '' && item === undefined && items.size > 0)
    line.fault(column, `"${code}" is not in items.csv`);
  return item;
}
