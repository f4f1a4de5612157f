import { comparable, quote, tableOf } from '../database/database.js';
import { type DocType, type Field, type FieldKind } from '../schema/doctype.js';
import { type Registry } from '../schema/registry.js';

/** A column of one of the tables of a list. `sql` is the column itself, `key` what it is compared and sorted by. */
export interface Column {
  readonly sql: string;
  readonly key: string;
  readonly kind: FieldKind;
  readonly name: string;
  readonly field: Field;
}

/** The main table of a list and the child and linked tables that its fields and filters bring in. */
export class Tables {
  private readonly joins = new Map<string, { readonly on: string; inner: boolean }>();

  constructor(
    private readonly registry: Registry,
    readonly main: DocType,
  ) {}

  column(doctype: DocType, name: string): Column | undefined {
    const field = doctype.fields.get(name);
    if (field === undefined) return undefined;
    const sql = `${tableOf(doctype.name)}.${quote(name)}`;
    return { sql, key: comparable(sql, field.kind), kind: field.kind, name, field };
  }

  /** The DocType called `name`, joined when it is a child of the main one. */
  related(name: string): DocType | undefined {
    if (name === this.main.name) return this.main;
    for (const [fieldname, child] of this.main.tables) {
      if (child === name) return this.joinChild(fieldname, child);
    }
    return undefined;
  }

  /** What `fieldname.` in front of a column stands for: a child table or the document that a link leads to. */
  through(fieldname: string): DocType | undefined {
    const child = this.main.tables.get(fieldname);
    if (child !== undefined) return this.joinChild(fieldname, child);
    const field = this.main.fields.get(fieldname);
    const target = field?.kind === 'link' ? this.registry.find(field.options ?? '') : undefined;
    if (target === undefined) return undefined;
    this.join(target.name, `${tableOf(target.name)}.name = ${tableOf(this.main.name)}.${quote(fieldname)}`);
    return target;
  }

  /** The first child table that has a column which the main table lacks. */
  childWith(column: string): DocType | undefined {
    for (const [fieldname, child] of this.main.tables) {
      if (this.registry.get(child).fields.has(column)) return this.joinChild(fieldname, child);
    }
    return undefined;
  }

  /** A filter that no missing row can pass: the join may start from the joined table. */
  mustExist(doctype: DocType): void {
    const join = this.joins.get(doctype.name);
    if (join !== undefined) join.inner = true;
  }

  get joined(): readonly string[] {
    return [...this.joins.keys()];
  }

  from(): string {
    const joins = [...this.joins].map(
      ([name, { on, inner }]) => ` ${inner ? 'JOIN' : 'LEFT JOIN'} ${tableOf(name)} ON ${on}`,
    );
    return `${tableOf(this.main.name)}${joins.join('')}`;
  }

  private joinChild(fieldname: string, child: string): DocType {
    const table = tableOf(child);
    this.join(
      child,
      `${table}.parent = ${tableOf(this.main.name)}.name AND ${table}.parentfield = '${fieldname}'`,
    );
    return this.registry.get(child);
  }

  private join(name: string, on: string): void {
    if (!this.joins.has(name)) this.joins.set(name, { on, inner: false });
  }
}
