import { type Row } from '../database/database.js';
import { type Site } from '../documents/controller.js';
import { nameOf, number, roundQty, rowsOf, text, type Doc } from '../documents/doc.js';

interface Component {
  readonly item: string;
  /** Per one bundle, in the component's stock unit. */
  readonly qty: number;
  readonly uom: string;
}

/** The components of an item that is an enabled Product Bundle; none for other items. */
export function componentsOf(item: string, site: Site): Component[] {
  const rows = site.store.database.rows(
    'SELECT r.item_code, r.qty, r.uom FROM "tabProduct Bundle" b JOIN "tabProduct Bundle Item" r ON r.parent = b.name WHERE b.new_item_code = ? AND b.disabled = 0 ORDER BY r.idx',
    item,
  );
  return rows.map((row) => ({
    item: String(row['item_code']),
    qty: Number(row['qty']),
    uom: String(row['uom']),
  }));
}

/** The packing list of an order: the components of its bundles, in the warehouses of their rows. */
export function packedItems(order: Doc, site: Site): Doc[] {
  const doctype = site.store.registry.get('Packed Item');
  const packed: Doc[] = [];
  for (const row of rowsOf(order, 'items')) {
    for (const component of componentsOf(text(row, 'item_code'), site)) {
      const values: Row = {
        name: site.naming.hash(),
        owner: text(order, 'owner'),
        creation: text(order, 'modified'),
        modified: text(order, 'modified'),
        modified_by: text(order, 'modified_by'),
        docstatus: number(order, 'docstatus'),
        idx: packed.length + 1,
        parent: nameOf(order),
        parentfield: 'packed_items',
        parenttype: order.doctype.name,
        parent_item: text(row, 'item_code'),
        parent_detail_docname: nameOf(row),
        item_code: component.item,
        item_name: component.item,
        qty: roundQty(component.qty * number(row, 'stock_qty')),
        uom: component.uom,
        conversion_factor: 1,
        warehouse: row.values['warehouse'] ?? null,
        delivered_by_supplier: row.values['delivered_by_supplier'] ?? 0,
      };
      packed.push({ doctype, values, tables: new Map<string, Doc[]>() });
    }
  }
  return packed;
}
