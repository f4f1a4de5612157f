import { collationKey } from '../database/collation.js';
import { comparable, quote, tableOf, type Database, type Row, type Value } from '../database/database.js';
import { FrappeError, notFound } from '../frappe/frappe-error.js';
import { type DocType } from '../schema/doctype.js';
import { type Registry } from '../schema/registry.js';
import { nameOf, roundQty, type Doc } from './doc.js';

interface Insertion {
  readonly columns: readonly string[];
  readonly sql: string;
}

/** Reads and writes whole documents. */
export class DocumentStore {
  private readonly insertions = new Map<string, Insertion>();

  constructor(
    readonly database: Database,
    readonly registry: Registry,
  ) {}

  /** The row of a document, whatever the case of the name. */
  findRow(doctype: DocType, name: string): Row | undefined {
    const kind = doctype.fields.get('name')?.kind ?? 'text';
    const key = kind === 'id' ? name.trimEnd().toLowerCase() : collationKey(name);
    return this.database.row(
      `SELECT * FROM ${tableOf(doctype.name)} WHERE ${comparable('name', kind)} = ?`,
      key,
    );
  }

  find(doctypeName: string, name: string): Doc | undefined {
    const doctype = this.registry.get(doctypeName);
    const row = this.findRow(doctype, name);
    if (row === undefined) return undefined;
    const tables = new Map(
      [...doctype.tables].map(([field, child]) => [field, this.children(String(row['name']), field, child)]),
    );
    return { doctype, values: { ...row }, tables };
  }

  get(doctype: string, name: string): Doc {
    const doc = this.find(doctype, name);
    if (doc === undefined) throw notFound(doctype, name);
    return doc;
  }

  exists(doctype: string, name: string): boolean {
    return this.findRow(this.registry.get(doctype), name) !== undefined;
  }

  /** Writes every column of the document and of its rows, and drops the rows that it no longer has. */
  save(doc: Doc): void {
    this.put(doc.doctype, doc.values);
    for (const [field, child] of doc.doctype.tables) {
      const rows = doc.tables.get(field) ?? [];
      this.database.run(
        `DELETE FROM ${tableOf(child)} WHERE parent = ? AND parentfield = ? AND name NOT IN (SELECT value FROM json_each(?))`,
        nameOf(doc),
        field,
        JSON.stringify(rows.map(nameOf)),
      );
      for (const row of rows) this.put(row.doctype, row.values);
    }
  }

  /** Writes one row as it is; columns that it does not name get their default. */
  put(doctype: DocType, values: Row): void {
    const { columns, sql } = this.insertion(doctype);
    this.database.run(sql, ...columns.map((column) => this.stored(doctype, column, values[column])));
  }

  update(doctype: DocType, name: string, values: Row): void {
    const columns = Object.keys(values);
    this.database.run(
      `UPDATE ${tableOf(doctype.name)} SET ${columns.map((column) => `${quote(column)} = ?`).join(', ')} WHERE name = ?`,
      ...columns.map((column) => this.stored(doctype, column, values[column])),
      name,
    );
  }

  remove(doc: Doc): void {
    for (const child of doc.doctype.tables.values()) {
      this.database.run(`DELETE FROM ${tableOf(child)} WHERE parent = ?`, nameOf(doc));
    }
    this.database.run(`DELETE FROM ${tableOf(doc.doctype.name)} WHERE name = ?`, nameOf(doc));
  }

  private children(parent: string, field: string, child: string): Doc[] {
    const doctype = this.registry.get(child);
    return this.database
      .rows(
        `SELECT * FROM ${tableOf(child)} WHERE parent = ? AND parentfield = ? ORDER BY idx`,
        parent,
        field,
      )
      .map((values) => ({ doctype, values: { ...values }, tables: new Map<string, Doc[]>() }));
  }

  /** Kept for each DocType until it gets another column. */
  private insertion(doctype: DocType): Insertion {
    const kept = this.insertions.get(doctype.name);
    if (kept !== undefined && kept.columns.length === doctype.fields.size) return kept;
    const columns = [...doctype.fields.keys()];
    const sql = `INSERT OR REPLACE INTO ${tableOf(doctype.name)} (${columns.map(quote).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
    const made = { columns, sql };
    this.insertions.set(doctype.name, made);
    return made;
  }

  private stored(doctype: DocType, column: string, value: Value | undefined): Value {
    const kind = doctype.fields.get(column)?.kind;
    const isNumber = kind === 'float' || kind === 'int' || kind === 'check';
    if (value === undefined) return doctype.fields.get(column)?.default ?? (isNumber ? 0 : null);
    if (kind !== 'float' || typeof value !== 'number') return value;
    if (Math.abs(value) >= 1e12) {
      throw new FrappeError(500, 'DataError', {
        exception: `pymysql.err.DataError: (1264, "Out of range value for column '${column}' at row 1")`,
      });
    }
    return roundQty(value);
  }
}
