import type { ListQuery } from '../../apps/stock/src/adapters/out/erpnext/erpnext-client.js';

type Scalar = string | number;

/** Which DocType the rows in a table field have. */
const childDoctypes: Readonly<Record<string, string>> = {
  'Item.uoms': 'UOM Conversion Detail',
  'Purchase Order.items': 'Purchase Order Item',
};

/**
 * The statement that Frappe 15 makes of a list for a user without User Permissions: children are joined from
 * the left; numbers are compared as floats; neither `=`, `in` with a list, nor anything on name and modified
 * is wrapped into ifnull(), which would keep indexes from being used.
 */
export function sqlOfList(list: ListQuery): string {
  const conditions = (list.filters ?? []).map((filter) => condition(list.doctype, filter));
  const alternatives = (list.or_filters ?? []).map((filter) => condition(list.doctype, filter));
  if (alternatives.length > 0) conditions.push(`(${alternatives.join(' or ')})`);

  const columns = list.fields.map((field) => columnOf(list.doctype, field));
  const child = columns.find((column) => column.child !== undefined)?.child;
  const parent = table(list.doctype);
  const fields = columns.map(({ sql, child: own }) =>
    child !== undefined && own === undefined ? `${parent}.${sql}` : own === undefined ? `\`${sql}\`` : sql,
  );
  const join =
    child === undefined
      ? ''
      : ` left join ${table(child)} on (${table(child)}.parenttype = ${literal(list.doctype)} and ${table(child)}.parent = ${parent}.name)`;
  return [
    `select ${fields.join(', ')}`,
    `from ${parent}${join}`,
    conditions.length > 0 ? `where ${conditions.join(' and ')}` : '',
    `order by ${list.order_by}`,
    list.limit_page_length ? `limit ${list.limit_page_length} offset 0` : '',
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function columnOf(doctype: string, field: string): { readonly sql: string; readonly child?: string } {
  const parts = /^(?:(\w+)\.)?(\w+)(?: as (\w+))?$/.exec(field);
  if (parts === null) throw new Error(`Frappe's statement for the field ${field} is not known here.`);
  const [, tableField, column = '', alias] = parts;
  if (tableField === undefined) return { sql: column };
  const child = childDoctype(doctype, tableField);
  return { child, sql: `${table(child)}.\`${column}\`${alias === undefined ? '' : ` as ${alias}`}` };
}

function condition(doctype: string, filter: unknown): string {
  const parts = filter as readonly [string, string, unknown] | readonly [string, string, string, unknown];
  const [owner, column, operator, value] = parts.length === 3 ? [doctype, ...parts] : parts;
  return `${table(owner)}.\`${column}\` ${operator} ${literals(operator, value as Scalar | readonly Scalar[])}`;
}

function literals(operator: string, value: Scalar | readonly Scalar[]): string {
  if (operator === 'in') return `(${(value as readonly Scalar[]).map(literal).join(', ')})`;
  if (['=', '>', '>='].includes(operator)) return literal(value as Scalar);
  throw new Error(`Frappe's statement for the operator ${operator} is not known here.`);
}

function literal(value: Scalar): string {
  if (typeof value === 'number') return value.toFixed(1);
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function childDoctype(doctype: string, field: string): string {
  const child = childDoctypes[`${doctype}.${field}`];
  if (child === undefined)
    throw new Error(`The DocType of the rows in ${field} of ${doctype} is not known here.`);
  return child;
}

const table = (doctype: string) => `\`tab${doctype}\``;
