import { collationKey } from '../database/collation.js';
import { comparable, quote, tableOf, type Row } from '../database/database.js';
import { type Site } from '../documents/controller.js';
import { nameOf, roundQty, text, type Doc } from '../documents/doc.js';
import { thrown } from '../frappe/frappe-error.js';
import { type DocType } from '../schema/doctype.js';
import { projected } from '../stock/bins.js';

/** Properties that two items must share before one can become the other. */
const mustBeSame = ['stock_uom', 'is_stock_item'];
const added = [
  'reserved_qty',
  'reserved_qty_for_production',
  'reserved_qty_for_sub_contract',
  'reserved_qty_for_production_plan',
  'ordered_qty',
  'indented_qty',
  'planned_qty',
];

/**
 * Gives an item another code, wherever it is named. Nothing but the item's own `modified` moves, and
 * no webhook tells of it.
 */
export function renameItem(item: Doc, newCode: string, site: Site): void {
  const { store } = site;
  const other = store.findRow(item.doctype, newCode);
  // The same code in other letters is a new name, too.
  if (other !== undefined && other['name'] !== item.values['name']) {
    throw thrown('ValidationError', `Another Item with name ${newCode} exists, select another name`);
  }
  const oldCode = nameOf(item);
  relink(oldCode, newCode, site);
  store.database.run(
    `UPDATE ${tableOf('Item')} SET name = ?, item_code = ?, item_name = ?, modified = ? WHERE name = ?`,
    newCode,
    newCode,
    text(item, 'item_name') === oldCode ? newCode : text(item, 'item_name'),
    site.clock.stamp(),
    oldCode,
  );
  for (const child of item.doctype.tables.values()) {
    store.database.run(
      `UPDATE ${tableOf(child)} SET parent = ? WHERE parent = ? AND parenttype = 'Item'`,
      newCode,
      oldCode,
    );
  }
}

/**
 * Makes everything of `item` belong to `target`. The Bins of both go and come anew with no stock: a
 * site counts that later, from the ledger. What documents reserve and expect is there at once.
 */
export function mergeItem(item: Doc, target: Doc, site: Site): void {
  for (const field of mustBeSame) {
    if (item.values[field] !== target.values[field]) {
      throw thrown(
        'ValidationError',
        `To merge, following properties must be same for both items: ${mustBeSame.join(', ')}`,
      );
    }
  }
  const { store, clock } = site;
  const codes = [nameOf(item), nameOf(target)];
  const old = codes.flatMap((code) =>
    store.database.rows('SELECT * FROM tabBin WHERE collation_key(item_code) = ?', collationKey(code)),
  );
  for (const bin of old) store.database.run('DELETE FROM tabBin WHERE name = ?', bin['name'] ?? null);
  relink(nameOf(item), nameOf(target), site);
  store.update(target.doctype, nameOf(target), { modified: clock.stamp() });
  for (const bins of Map.groupBy(old, (bin) => String(bin['warehouse'])).values()) {
    makeBin(nameOf(target), bins, site);
  }
}

function makeBin(item: string, old: readonly Row[], site: Site): void {
  const doctype = site.store.registry.get('Bin');
  const stamp = site.clock.stamp();
  const sum = (field: string): number =>
    roundQty(old.reduce((total, bin) => total + Number(bin[field] ?? 0), 0));
  const values: Row = {
    ...old[0],
    ...Object.fromEntries(added.map((field) => [field, sum(field)])),
    name: site.naming.hash(),
    item_code: item,
    actual_qty: 0,
    creation: stamp,
    modified: stamp,
  };
  values['projected_qty'] = projected(values);
  site.store.put(doctype, values);
  site.outbox.emit({ doctype, values, tables: new Map<string, Doc[]>() }, 'after_insert', 'on_update');
}

/** Writes the new code into every column that links to an item; no row gets a new stamp. */
function relink(oldCode: string, newCode: string, { store }: Site): void {
  for (const doctype of store.registry.all()) {
    for (const [column, field] of doctype.fields) {
      if (field.kind !== 'link' || field.options !== 'Item') continue;
      store.database.run(
        `UPDATE ${tableOf(doctype.name)} SET ${quote(column)} = ? WHERE ${lookUp(doctype, column)} = ?`,
        newCode,
        isIndexed(doctype, column) ? collationKey(oldCode) : oldCode,
      );
    }
  }
}

/** Without an index the plain column is quicker to compare. */
function lookUp(doctype: DocType, column: string): string {
  return isIndexed(doctype, column) ? comparable(quote(column), 'link') : quote(column);
}

const isIndexed = (doctype: DocType, column: string): boolean =>
  doctype.indexes.some((index) => index.filter((part) => part !== 'unique')[0] === column);
