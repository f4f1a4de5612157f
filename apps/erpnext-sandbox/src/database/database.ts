import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type DocType, type FieldKind } from '../schema/doctype.js';
import { type Registry } from '../schema/registry.js';
import { collationKey } from './collation.js';

export type Value = string | number | null;
export type Row = Record<string, Value>;

const sqlTypes: Record<Exclude<FieldKind, 'table'>, string> = {
  id: 'TEXT',
  text: 'TEXT',
  link: 'TEXT',
  date: 'TEXT',
  datetime: 'TEXT',
  float: 'REAL DEFAULT 0',
  int: 'INTEGER DEFAULT 0',
  check: 'INTEGER DEFAULT 0',
};

export const quote = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;
export const tableOf = (doctype: string): string => quote(`tab${doctype}`);

/** `file` can't be opened, or is no database. */
export class DatabaseFault extends Error {}

function open(file: string): DatabaseSync {
  try {
    const sqlite = new DatabaseSync(file);
    sqlite.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536');
    return sqlite;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseFault(`${file} can't be used as the database (${reason}).`, { cause: error });
  }
}

/** One SQLite file (or memory) with a table for each DocType, clustered by name as InnoDB has it. */
export class Database {
  private readonly sqlite: DatabaseSync;
  private readonly statements = new Map<string, StatementSync>();
  private depth = 0;

  constructor(
    file: string,
    private readonly registry: Registry,
  ) {
    this.sqlite = open(file);
    this.sqlite.function('collation_key', { deterministic: true }, (value) =>
      typeof value === 'string' ? collationKey(value) : value,
    );
    for (const doctype of registry.all()) this.createTable(doctype);
  }

  /** For a database that has been filled: indexes are built much faster over rows that are there. */
  createIndexes(): void {
    for (const doctype of this.registry.all()) this.createIndexesOf(doctype);
  }

  /** Rows as arrays, in the order of the selected columns. */
  select(sql: string, parameters: readonly SQLInputValue[]): Value[][] {
    const statement = this.prepare(sql, true);
    return statement.all(...parameters) as unknown as Value[][];
  }

  rows(sql: string, ...parameters: SQLInputValue[]): Row[] {
    return this.prepare(sql, false).all(...parameters) as unknown as Row[];
  }

  row(sql: string, ...parameters: SQLInputValue[]): Row | undefined {
    return this.rows(sql, ...parameters)[0];
  }

  run(sql: string, ...parameters: SQLInputValue[]): void {
    this.prepare(sql, false).run(...parameters);
  }

  /** Everything in it or nothing. Inside another transaction it is a part of that one. */
  transaction<T>(work: () => T): T {
    if (this.depth > 0) return work();
    this.sqlite.exec('BEGIN IMMEDIATE');
    this.depth += 1;
    try {
      const result = work();
      this.sqlite.exec('COMMIT');
      return result;
    } catch (error) {
      this.sqlite.exec('ROLLBACK');
      throw error;
    } finally {
      this.depth -= 1;
    }
  }

  get inTransaction(): boolean {
    return this.depth > 0;
  }

  addColumn(doctype: string, column: string, kind: Exclude<FieldKind, 'table'>): void {
    this.sqlite.exec(`ALTER TABLE ${tableOf(doctype)} ADD COLUMN ${quote(column)} ${sqlTypes[kind]}`);
    this.statements.clear();
  }

  hasColumn(doctype: string, column: string): boolean {
    return (
      this.row('SELECT 1 FROM pragma_table_info(?) WHERE name = ?', `tab${doctype}`, column) !== undefined
    );
  }

  close(): void {
    this.sqlite.close();
  }

  private prepare(sql: string, asArrays: boolean): StatementSync {
    const key = asArrays ? `A${sql}` : `O${sql}`;
    let statement = this.statements.get(key);
    if (statement === undefined) {
      statement = this.sqlite.prepare(sql);
      statement.setReturnArrays(asArrays);
      if (this.statements.size >= 500) this.statements.clear();
      this.statements.set(key, statement);
    }
    return statement;
  }

  private createTable(doctype: DocType): void {
    const columns = [...doctype.fields].map(([name, field]) => {
      const type = field.kind === 'table' ? 'TEXT' : sqlTypes[field.kind];
      return `${quote(name)} ${type}${name === 'name' ? ' PRIMARY KEY' : ''}`;
    });
    this.sqlite.exec(
      `CREATE TABLE IF NOT EXISTS ${tableOf(doctype.name)} (${columns.join(', ')}) WITHOUT ROWID`,
    );
  }

  private createIndexesOf(doctype: DocType): void {
    const table = tableOf(doctype.name);
    const indexes =
      doctype.fields.get('name')?.kind === 'id' ? doctype.indexes : [['unique', 'name'], ...doctype.indexes];
    for (const index of indexes) {
      const unique = index[0] === 'unique';
      const expressions = index
        .filter((column) => column !== 'unique')
        .map((column) => indexExpression(doctype, column));
      const name = quote(`${doctype.name}:${index.join(',')}`);
      this.sqlite.exec(
        `CREATE ${unique ? 'UNIQUE ' : ''}INDEX IF NOT EXISTS ${name} ON ${table} (${expressions.join(', ')})`,
      );
    }
  }
}

/** `=parent` is the column as stored (for joins), `parent` its collation key (for filters). */
function indexExpression(doctype: DocType, column: string): string {
  if (column.startsWith('=')) return quote(column.slice(1));
  return comparable(quote(column), doctype.fields.get(column)?.kind ?? 'text');
}

/** The expression by which a column is compared and sorted. */
export function comparable(column: string, kind: FieldKind): string {
  return kind === 'text' || kind === 'link' ? `collation_key(${column})` : column;
}
