import { crash, fieldNotPermitted, unknownColumn } from '../frappe/frappe-error.js';
import { type Column, type Tables } from './tables.js';

export interface Selected {
  /** The key in the answer. Two columns with one key: the later one wins. */
  readonly key: string;
  readonly sql: string;
  /** The plain column behind it; none behind a function. */
  readonly column?: Column;
}

/** One entry of `fields`: a column, `*`, a function of a column, each with or without an alias. */
export function parseField(entry: string, tables: Tables): Selected[] {
  if (entry.trim() === '*') {
    return [...tables.main.fields.keys()].map((name) => plain(name, tables.column(tables.main, name)));
  }
  const [, expression = '', alias] = /^(.*?)(?:\s+as\s+[`"']?(\w+)[`"']?)?$/is.exec(entry.trim()) ?? [];
  const call = /^(sum|count|min|max|avg)\s*\((.*)\)$/is.exec(expression);
  if (call !== null) return [aggregate(call[1] ?? '', call[2]?.trim() ?? '', alias ?? expression, tables)];
  if (/[(),]/.test(expression)) throw crash('IndexError', 'list index out of range');
  const column = resolve(expression, tables);
  if (column === undefined) throw fieldNotPermitted(expression);
  return [plain(alias ?? column.name, column)];
}

function plain(key: string, column: Column | undefined): Selected {
  if (column === undefined) throw fieldNotPermitted(key);
  return { key, sql: column.sql, column };
}

function aggregate(name: string, argument: string, key: string, tables: Tables): Selected {
  const call = name.toLowerCase();
  if (argument === '*') return { key, sql: 'COUNT(*)' };
  const column = resolve(argument, tables);
  if (column === undefined) throw unknownColumn(argument, 'SELECT');
  const sql = `${call.toUpperCase()}(${column.sql})`;
  const isSum = call === 'sum' || call === 'avg';
  return { key, sql: isSum && column.kind === 'float' ? `ROUND(${sql}, 9)` : sql };
}

/** `` `tabX`.`f` ``, `` `tabX`.f ``, `items.f`, `` `f` `` or `f`. */
export function resolve(expression: string, tables: Tables): Column | undefined {
  const full = /^`?tab([^`.]+)`?\.`?(\w+)`?$/.exec(expression);
  if (full !== null) {
    const doctype = tables.related(full[1] ?? '');
    return doctype && tables.column(doctype, full[2] ?? '');
  }
  const dotted = /^`?(\w+)`?\.`?(\w+)`?$/.exec(expression);
  if (dotted !== null) {
    const doctype = tables.through(dotted[1] ?? '');
    if (doctype === undefined) throw crash('AttributeError', "'NoneType' object has no attribute 'options'");
    return tables.column(doctype, dotted[2] ?? '');
  }
  return tables.column(tables.main, expression.replaceAll('`', ''));
}
