import { quote, tableOf, type Database, type Row } from '../database/database.js';
import { sqlSyntaxError } from '../frappe/frappe-error.js';
import { type DocType } from '../schema/doctype.js';
import { type Registry } from '../schema/registry.js';
import { parseField } from './fields.js';
import { allowedLinks, compileFilter, parseFilters, type Condition } from './filters.js';
import { compileGroup, compileOrder, looseOrder } from './order.js';
import { Tables } from './tables.js';

/** The arguments of a list, as the client gave them. */
export interface ListArguments {
  readonly fields: readonly string[];
  readonly filters: unknown;
  readonly orFilters: unknown;
  readonly orderBy: string;
  readonly groupBy: string;
  readonly start: number;
  /** 0: all rows. With a joined child table it counts joined rows. */
  readonly pageLength: number;
}

/** DocType → names that User Permissions leave to the caller; a DocType that is absent is not restricted. */
export type Allowed = ReadonlyMap<string, readonly string[]>;

export class ListQuery {
  constructor(
    private readonly database: Database,
    private readonly registry: Registry,
  ) {}

  rows(main: DocType, args: ListArguments, allowed: Allowed): Row[] {
    const tables = new Tables(this.registry, main);
    const selected = args.fields.flatMap((entry) => parseField(entry, tables));
    const where = this.where(main, args, allowed, tables);
    if (args.pageLength < 0) throw sqlSyntaxError(`limit ${args.pageLength} offset ${args.start}`);
    const group = args.groupBy === '' ? '' : ` GROUP BY ${compileGroup(args.groupBy, tables)}`;
    const hasAggregate = selected.some((field) => field.column === undefined);
    let order = '';
    if (args.orderBy !== '') {
      order = compileOrder(args.orderBy, selected, tables);
    } else if (!hasAggregate && group === '') {
      const columns = selected.flatMap((field) => field.column?.name ?? []);
      const loose = looseOrder(main, columns, where.filtered);
      order = loose.flatMap((name) => tables.column(main, name)?.key ?? []).join(', ');
    }
    // Children of one parent come by their names, as the index on parent has them.
    if (order !== '' && group === '' && !hasAggregate) {
      for (const child of tables.joined) order += `, ${tableOf(child)}.name`;
    }
    const sql = `SELECT ${selected.map((field) => field.sql).join(', ')} FROM ${tables.from()}${where.sql}${group}${
      order === '' ? '' : ` ORDER BY ${order}`
    } LIMIT ? OFFSET ?`;
    const limit = args.pageLength === 0 ? -1 : args.pageLength;
    const rows = this.database.select(sql, [
      ...where.parameters,
      limit,
      args.pageLength === 0 ? 0 : args.start,
    ]);
    return rows.map((values) => {
      const row: Row = {};
      selected.forEach((field, index) => (row[field.key] = values[index] ?? null));
      return row;
    });
  }

  count(main: DocType, filters: unknown, allowed: Allowed): number {
    const tables = new Tables(this.registry, main);
    const where = this.where(main, { filters, orFilters: undefined }, allowed, tables);
    const sql = `SELECT COUNT(DISTINCT ${tableOf(main.name)}.${quote('name')}) FROM ${tables.from()}${where.sql}`;
    return Number(this.database.select(sql, where.parameters)[0]?.[0]);
  }

  private where(
    main: DocType,
    args: Pick<ListArguments, 'filters' | 'orFilters'>,
    allowed: Allowed,
    tables: Tables,
  ): Condition & { filtered: string[] } {
    const filters = parseFilters(args.filters, main);
    const conditions = filters.map((filter) => compileFilter(filter, tables, true));
    const alternatives = parseFilters(args.orFilters, main).map((filter) =>
      compileFilter(filter, tables, false),
    );
    if (alternatives.length > 0) {
      conditions.push({
        sql: `(${alternatives.map(({ sql }) => sql).join(' OR ')})`,
        parameters: alternatives.flatMap(({ parameters }) => parameters),
      });
    }
    conditions.push(...allowedLinks(main, allowed));
    return {
      sql: conditions.length === 0 ? '' : ` WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`,
      parameters: conditions.flatMap(({ parameters }) => parameters),
      filtered: filters
        .filter(({ operator }) => operator === '=' || operator === 'in')
        .map(({ field }) => field),
    };
  }
}
