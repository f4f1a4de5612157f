import { type Database, type Row } from '../database/database.js';

/**
 * Numbers the warehouses anew: lft and rgt of a group enclose those of everything below it.
 * Neighbours keep their order, new ones come last. `modified` does not move.
 */
export function rebuildWarehouseTree(database: Database): void {
  const rows = database.rows(
    'SELECT name, parent_warehouse, lft, rgt FROM tabWarehouse ORDER BY lft = 0, lft, name',
  );
  const children = new Map<string, Row[]>();
  for (const row of rows) {
    const parent = String(row['parent_warehouse'] ?? '');
    children.set(parent, [...(children.get(parent) ?? []), row]);
  }
  let next = 1;
  const number = (row: Row): void => {
    const lft = next++;
    for (const child of children.get(String(row['name'])) ?? []) number(child);
    const rgt = next++;
    if (row['lft'] !== lft || row['rgt'] !== rgt) {
      database.run('UPDATE tabWarehouse SET lft = ?, rgt = ? WHERE name = ?', lft, rgt, row['name'] ?? null);
    }
  };
  for (const root of children.get('') ?? []) number(root);
}
