import { likePattern } from '../database/collation.js';
import { quote, tableOf, type Value } from '../database/database.js';
import { fieldNotPermitted, sqlSyntaxError, thrown } from '../frappe/frappe-error.js';
import { type DocType } from '../schema/doctype.js';
import { resolve } from './fields.js';
import { type Column, type Tables } from './tables.js';
import { asText, comparand, nullStandIn } from './values.js';

interface Filter {
  readonly doctype: string;
  readonly field: string;
  readonly operator: string;
  readonly value: unknown;
}

export interface Condition {
  readonly sql: string;
  readonly parameters: Value[];
}

const comparisons = new Set(['=', '!=', '<', '<=', '>', '>=']);
const treeOperators = new Set([
  'descendants of',
  'descendants of (inclusive)',
  'not descendants of',
  'ancestors of',
  'not ancestors of',
]);
/** In the order in which a site names them. */
const operators = [
  'not ancestors of',
  '!=',
  'in',
  'is',
  'ancestors of',
  'like',
  '>=',
  '>',
  'not like',
  'between',
  'descendants of (inclusive)',
  '=',
  'next',
  'not descendants of',
  'not in',
  '<',
  '<=',
  'fiscal year',
  'timespan',
  'descendants of',
  'previous',
];

/** `filters` or `or_filters` in any of their forms: an object, or a list of triples and quadruples. */
export function parseFilters(filters: unknown, main: DocType): Filter[] {
  if (filters === undefined || filters === null || filters === '') return [];
  if (Array.isArray(filters)) {
    return filters.flatMap((entry: unknown) =>
      Array.isArray(entry) ? [fromList(entry, main)] : parseFilters(entry, main),
    );
  }
  if (typeof filters !== 'object') return [fromList(['name', '=', filters], main)];
  return Object.entries(filters).map(([field, value]: [string, unknown]) =>
    Array.isArray(value) && value.length === 2 && typeof value[0] === 'string'
      ? fromList([field, ...(value as unknown[])], main)
      : fromList([field, '=', value], main),
  );
}

function fromList(entry: readonly unknown[], main: DocType): Filter {
  const [doctype, field, operator, value] = entry.length === 3 ? [main.name, ...entry] : entry;
  if (entry.length < 3) {
    throw thrown(
      'ValidationError',
      'Filter must have 4 values (doctype, fieldname, operator, value): ' + JSON.stringify(entry),
    );
  }
  const name = asText(operator).toLowerCase();
  if (!operators.includes(name))
    throw thrown('ValidationError', `Operator must be one of ${operators.join(', ')}`);
  return { doctype: asText(doctype), field: asText(field), operator: name, value };
}

/** `always`: every row must pass it, so a child that it names must be there. */
export function compileFilter(filter: Filter, tables: Tables, always: boolean): Condition {
  const { column, doctype } = columnOf(filter, tables);
  if (always && !acceptsNull(filter)) tables.mustExist(doctype);
  const { operator, value } = filter;
  if (comparisons.has(operator)) return compare(column, operator, value);
  if (treeOperators.has(operator)) return inTree(column, operator, value, doctype);
  switch (operator) {
    case 'like':
      return like(column, 'LIKE', value);
    case 'not like':
      return like(column, 'NOT LIKE', value);
    case 'in':
    case 'not in':
      return among(column, operator, value);
    case 'is':
      return isSet(column, asText(value).toLowerCase() === 'set');
    case 'between':
      return between(column, value);
    default:
      throw thrown('ValidationError', `The sandbox does not know the operator ${operator}`);
  }
}

function columnOf(filter: Filter, tables: Tables): { column: Column; doctype: DocType } {
  const named = tables.related(filter.doctype);
  if (named === undefined) throw fieldNotPermitted(filter.field);
  const doctype = named.fields.has(filter.field) ? named : (tables.childWith(filter.field) ?? named);
  const column = filter.field.includes('.')
    ? resolve(filter.field, tables)
    : tables.column(doctype, filter.field);
  if (column === undefined) throw fieldNotPermitted(filter.field);
  return { column, doctype };
}

/** Whether a row of nulls (a parent without children) can pass. */
function acceptsNull({ operator, value }: Filter): boolean {
  return (
    operator.startsWith('not') || operator === '!=' || operator === 'is' || value === '' || value === null
  );
}

function orStandIn(column: Column): string {
  const standIn = column.name === 'name' ? undefined : nullStandIn(column.kind);
  return standIn === undefined ? column.key : `IFNULL(${column.key}, ${standIn})`;
}

function compare(column: Column, operator: string, value: unknown): Condition {
  const empty = value === '' || value === null;
  const left = operator === '=' && !empty ? column.key : orStandIn(column);
  const isDate = column.kind === 'date' || column.kind === 'datetime';
  return { sql: `${left} ${operator} ?`, parameters: [isDate && empty ? '' : comparand(column.kind, value)] };
}

function like(column: Column, operator: string, value: unknown): Condition {
  const left = operator === 'LIKE' ? column.key : orStandIn(column);
  return { sql: `${left} ${operator} ?`, parameters: [likePattern(asText(value))] };
}

/** A string splits at its commas; an empty list is found nowhere. */
function among(column: Column, operator: string, value: unknown): Condition {
  const list: unknown[] = Array.isArray(value)
    ? value
    : asText(value)
        .split(',')
        .map((part) => part.trim());
  const keys = list.map((entry) => comparand(column.kind, entry));
  const left = operator === 'not in' || keys.includes('') ? orStandIn(column) : column.key;
  const sql = `${left} ${operator.toUpperCase()} (SELECT value FROM json_each(?))`;
  return { sql, parameters: [JSON.stringify(keys.length === 0 ? [''] : keys)] };
}

function isSet(column: Column, set: boolean): Condition {
  return { sql: `IFNULL(${column.sql}, '') ${set ? '!=' : '='} ''`, parameters: [] };
}

/** For dates only: on other columns a site writes SQL that MariaDB refuses. */
function between(column: Column, value: unknown): Condition {
  const [from, to] = Array.isArray(value) ? (value as unknown[]) : asText(value).split(',');
  if (column.kind !== 'date' && column.kind !== 'datetime') throw sqlSyntaxError('between 0.0');
  const last = comparand(column.kind, to);
  const isDay = column.kind === 'datetime' && !/[T ]\d/.test(asText(to));
  return {
    sql: `${column.key} BETWEEN ? AND ?`,
    parameters: [comparand(column.kind, from), isDay ? `${asText(last).slice(0, 10)} 23:59:59.999999` : last],
  };
}

function inTree(column: Column, operator: string, value: unknown, doctype: DocType): Condition {
  const target =
    doctype.fields.get('lft') !== undefined ? doctype.name : (column.field.options ?? doctype.name);
  const table = tableOf(target);
  const down = operator.includes('descendants');
  const inclusive = operator.endsWith('(inclusive)');
  const inside = down
    ? `t.lft >${inclusive ? '=' : ''} root.lft AND t.rgt <${inclusive ? '=' : ''} root.rgt`
    : 't.lft < root.lft AND t.rgt > root.rgt';
  const names = `SELECT t.name FROM ${table} t, ${table} root WHERE collation_key(root.name) = ? AND ${inside}`;
  const negated = operator.startsWith('not ') ? 'NOT ' : '';
  return { sql: `${column.sql} ${negated}IN (${names})`, parameters: [comparand('text', value)] };
}

/** Rows whose links lead only to documents that a User Permission allows; empty links always do. */
export function allowedLinks(main: DocType, allowed: ReadonlyMap<string, readonly string[]>): Condition[] {
  const conditions: Condition[] = [];
  const names = (column: string, list: readonly string[], orEmpty: boolean): Condition => {
    const sql = `${tableOf(main.name)}.${quote(column)}`;
    const test = `${sql} IN (SELECT value FROM json_each(?))`;
    return {
      sql: orEmpty ? `(IFNULL(${sql}, '') = '' OR ${test})` : test,
      parameters: [JSON.stringify(list)],
    };
  };
  for (const [doctype, list] of allowed) {
    if (doctype === main.name) conditions.push(names('name', list, false));
    for (const [column, field] of main.fields) {
      if (field.kind === 'link' && field.options === doctype && doctype !== main.name) {
        conditions.push(names(column, list, true));
      }
    }
  }
  return conditions;
}
