import { unknownColumn } from '../frappe/frappe-error.js';
import { type DocType } from '../schema/doctype.js';
import { type Selected } from './fields.js';
import { type Tables } from './tables.js';

/** `order_by` as SQL; a plain name is an alias of the list or a column of the main table. */
export function compileOrder(orderBy: string, selected: readonly Selected[], tables: Tables): string {
  return orderBy
    .split(',')
    .map((part) => {
      const [, name = '', direction = 'asc'] = /^\s*(.+?)(?:\s+(asc|desc))?\s*$/is.exec(part) ?? [];
      return `${sortKey(name, selected, tables)} ${direction.toUpperCase()}`;
    })
    .join(', ');
}

export function compileGroup(groupBy: string, tables: Tables): string {
  return groupBy
    .split(',')
    .map((name) => sortKey(name.trim(), [], tables))
    .join(', ');
}

function sortKey(name: string, selected: readonly Selected[], tables: Tables): string {
  const bare = name.replaceAll('`', '');
  const full = /^tab(.+)\.(\w+)$/.exec(bare);
  const doctype = full === null ? tables.main : tables.related(full[1] ?? '');
  const alias =
    full === null ? selected.find((field) => field.key === bare && field.column === undefined) : undefined;
  if (alias !== undefined) return alias.sql;
  const aliased = selected.find((field) => field.key === bare)?.column;
  const column = (doctype && tables.column(doctype, full?.[2] ?? bare)) ?? aliased;
  if (column === undefined) throw unknownColumn(bare, 'ORDER BY');
  return column.key;
}

/**
 * What MariaDB happens to do without an order: it reads an index that holds every column of the
 * list, else the one that a filter goes through, else the table by name.
 */
export function looseOrder(
  main: DocType,
  selected: readonly string[],
  filtered: readonly string[],
): string[] {
  const indexes = main.indexes.map((index) => index.filter((column) => column !== 'unique'));
  const usable = indexes.filter((index) => index.every((column) => !column.startsWith('=')));
  const through = usable.find((index) => filtered.includes(index[0] ?? ''));
  const covering = usable.find((index) =>
    selected.every((column) => column === 'name' || index.includes(column)),
  );
  const index = filtered.length > 0 ? through : covering;
  return [...(index ?? []), 'name'];
}
