import { tableOf, type Row, type Value } from '../database/database.js';
import { type Access } from '../access/access.js';
import { type SiteUser } from '../access/roles.js';
import { type DocumentStore } from '../documents/store.js';
import { toJson } from '../documents/doc.js';
import {
  childNeedsParent,
  FrappeError,
  mayNotList,
  mayNotRead,
  mayNotReadParent,
  mayNotWrite,
  notFound,
} from '../frappe/frappe-error.js';
import { ListQuery, type Allowed, type ListArguments } from '../query/list-query.js';
import { type DocType } from '../schema/doctype.js';
import { type Behaviour } from './behaviour.js';

type Answer = Record<string, Value | Row>;

/** Lists, counts and single documents, as the user who asks may see them. */
export class Reader {
  private readonly query: ListQuery;

  constructor(
    private readonly store: DocumentStore,
    private readonly access: Access,
    private readonly behaviour: Behaviour,
  ) {
    this.query = new ListQuery(store.database, store.registry);
  }

  /** `parent` is the DocType that holds the rows when `name` is a child DocType. `expand`: links to answer as documents. */
  list(
    user: SiteUser,
    name: string,
    args: ListArguments,
    parent = '',
    expand: readonly string[] = [],
  ): Answer[] {
    const { doctype, allowed } = this.open(user, name, parent);
    const rows = this.query.rows(doctype, args, allowed).map((row) => this.written(doctype, row));
    return expand.length === 0 ? rows : rows.map((row) => this.expanded(doctype, row, expand));
  }

  count(user: SiteUser, name: string, filters: unknown, parent = ''): number {
    const { doctype, allowed } = this.open(user, name, parent);
    return this.query.count(doctype, filters, allowed);
  }

  document(user: SiteUser, doctypeName: string, name: string): Record<string, unknown> {
    const doctype = this.store.registry.find(doctypeName);
    if (doctype === undefined) throw unknownModule(doctypeName);
    const doc = this.store.find(doctypeName, name);
    if (doc === undefined) throw notFound(doctypeName, name);
    const parent = doctype.isChild ? String(doc.values['parenttype']) : doctypeName;
    if (this.behaviour.deny.includes(parent)) throw mayNotRead(user.name, parent);
    if (!doctype.isChild) this.access.checkRead(user, doctype, doc.values);
    else if (!this.access.mayRead(user, parent)) throw mayNotReadParent(user.name, parent, true);
    return toJson(doc);
  }

  private open(user: SiteUser, name: string, parent: string): { doctype: DocType; allowed: Allowed } {
    const doctype = this.store.registry.find(name);
    if (doctype === undefined) {
      throw user.name === 'Administrator' ? notFound('DocType', name) : mayNotWrite(user.name, 'DocType');
    }
    if (doctype.isChild) this.checkParent(user, doctype, parent);
    else if (this.behaviour.deny.includes(name)) throw mayNotList(user.name, name);
    else this.access.checkList(user, name);
    return { doctype, allowed: this.access.allowed(user, name) };
  }

  private checkParent(user: SiteUser, child: DocType, parent: string): void {
    const holder = this.store.registry.find(parent);
    if (holder === undefined || ![...holder.tables.values()].includes(child.name)) throw childNeedsParent();
    if (this.behaviour.deny.includes(parent) || !this.access.mayRead(user, parent)) {
      throw mayNotReadParent(user.name, parent, false);
    }
  }

  private written(doctype: DocType, row: Row): Row {
    const { quantities } = this.behaviour;
    if (quantities === 'float') return row;
    const rewrite = ([key, value]: [string, Value]): [string, Value] => {
      const isQty = typeof value === 'number' && /qty|conversion_factor/.test(key) && doctype.name !== 'Item';
      return [key, isQty ? (quantities === 'null' ? null : value.toFixed(9)) : value];
    };
    return Object.fromEntries(Object.entries(row).map(rewrite));
  }

  private expanded(doctype: DocType, row: Row, expand: readonly string[]): Answer {
    const answer: Answer = { ...row };
    for (const column of expand) {
      const field = doctype.fields.get(column);
      const name = row[column];
      if (field?.kind !== 'link' || typeof name !== 'string' || field.options === undefined) continue;
      const linked = this.store.database.row(`SELECT * FROM ${tableOf(field.options)} WHERE name = ?`, name);
      if (linked !== undefined) answer[column] = { ...linked };
    }
    return answer;
  }
}

const unknownModule = (doctype: string): Error =>
  new FrappeError(500, 'ImportError', {
    exception: `Error: No module named 'frappe.core.doctype.${doctype.toLowerCase().replaceAll(' ', '_')}'`,
  });
