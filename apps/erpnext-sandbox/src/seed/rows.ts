import { tableOf, type Row } from '../database/database.js';
import { type Site } from '../documents/controller.js';
import { projected } from '../stock/bins.js';
import { rebuildWarehouseTree } from '../masters/warehouse-tree.js';

/** Rows by DocType, child rows under their own DocType with `parent`, `parenttype` and `parentfield`. */
export type Rows = Readonly<Record<string, readonly Row[]>>;

/**
 * Writes rows as they are; what they leave out gets a default. `replace` empties the tables that
 * are named first. Throws, and writes nothing, for an unknown DocType or column.
 */
export function putRows(site: Site, rows: Rows, replace: boolean): void {
  const { store, clock, naming } = site;
  store.database.transaction(() => {
    for (const [name, list] of Object.entries(rows)) {
      const doctype = store.registry.find(name);
      if (doctype === undefined) throw new Error(`Unknown DocType ${name}`);
      if (replace) store.database.run(`DELETE FROM ${tableOf(name)}`);
      list.forEach((row, index) => {
        const unknown = Object.keys(row).find((column) => !doctype.fields.has(column));
        if (unknown !== undefined) throw new Error(`${name} has no column ${unknown}`);
        const stamp = row['modified'] ?? clock.stamp();
        const values: Row = {
          name: naming.hash(),
          owner: 'Administrator',
          modified_by: 'Administrator',
          creation: stamp,
          modified: stamp,
          ...(doctype.isChild ? { idx: index + 1 } : {}),
          ...row,
        };
        if (name === 'Warehouse') values['old_parent'] ??= values['parent_warehouse'] ?? '';
        if (name === 'Bin') values['projected_qty'] ??= projected(values);
        store.put(doctype, values);
      });
    }
    if (rows['Warehouse']?.some((row) => row['lft'] === undefined) === true)
      rebuildWarehouseTree(store.database);
  });
  site.outbox.forget();
  site.access.rules.forget();
}
