import { type SiteUser } from '../access/roles.js';
import { type Row, type Value } from '../database/database.js';
import { thrown } from '../frappe/frappe-error.js';
import { pythonFloat } from '../frappe/python.js';
import { asText } from '../query/values.js';
import { labelOf, type DocType } from '../schema/doctype.js';
import { coerce } from './coercion.js';
import { type Site } from './controller.js';
import { nameOf, number, rowsOf, text, type Doc } from './doc.js';

export type Body = Readonly<Record<string, unknown>>;
export const submitted = 1;

/** Makes documents of what clients send. */
export class DocumentBuilder {
  constructor(private readonly site: Site) {}

  /** A document without rows and name, with defaults for what the body leaves out. */
  build(user: SiteUser, doctype: DocType, body: Body, stamp: string): Doc {
    const values: Row = {
      name: null,
      owner: user.name,
      creation: stamp,
      modified: stamp,
      modified_by: user.name,
      docstatus: 0,
      idx: 0,
    };
    for (const [name, field] of doctype.fields) {
      if (!(name in values)) values[name] = field.default ?? (isNumeric(field.kind) ? 0 : null);
    }
    Object.assign(values, coerce(doctype, body, this.site.store));
    values['docstatus'] = Number(body['docstatus'] ?? 0) === submitted ? submitted : 0;
    return { doctype, values, tables: new Map([...doctype.tables.keys()].map((field) => [field, []])) };
  }

  /** Gives a new document the rows of its body. */
  setRows(user: SiteUser, doc: Doc, body: Body): void {
    for (const [field, child] of doc.doctype.tables) {
      const entries = Array.isArray(body[field]) ? (body[field] as Body[]) : [];
      const childType = this.site.store.registry.get(child);
      this.adopt(
        doc,
        field,
        entries.map((entry) => this.build(user, childType, entry, text(doc, 'modified'))),
      );
    }
  }

  /** Writes a body over a document. A submitted one lets only some of its fields change. */
  apply(user: SiteUser, doc: Doc, body: Body): void {
    const docstatus = number(doc, 'docstatus');
    const changes = coerce(doc.doctype, body, this.site.store);
    if (docstatus === submitted) checkAllowed(doc, changes, '');
    Object.assign(doc.values, changes);
    for (const [field, child] of doc.doctype.tables) {
      if (!Array.isArray(body[field])) continue;
      const existing = new Map(rowsOf(doc, field).map((row) => [nameOf(row), row]));
      const childType = this.site.store.registry.get(child);
      const rows = (body[field] as Body[]).map((entry, index) => {
        const row = existing.get(asText(entry['name']));
        if (row === undefined) return this.build(user, childType, entry, text(doc, 'modified'));
        const rowChanges = coerce(childType, entry, this.site.store);
        if (docstatus === submitted) checkAllowed(row, rowChanges, `Row #${index + 1}:`);
        Object.assign(row.values, rowChanges);
        return row;
      });
      if (docstatus === submitted && rows.length !== existing.size) {
        throw thrown(
          'UpdateAfterSubmitError',
          'Not allowed to change <strong>Items</strong> after submission',
        );
      }
      this.adopt(doc, field, rows);
    }
  }

  /** Makes rows the children of a document, in this order. */
  private adopt(doc: Doc, field: string, rows: Doc[]): void {
    rows.forEach((row, index) => {
      Object.assign(row.values, {
        name: row.values['name'] ?? this.site.naming.hash(),
        idx: index + 1,
        parent: nameOf(doc),
        parentfield: field,
        parenttype: doc.doctype.name,
        docstatus: doc.values['docstatus'] ?? 0,
      });
    });
    doc.tables.set(field, rows);
  }
}

const isNumeric = (kind: string): boolean => kind === 'float' || kind === 'int' || kind === 'check';

function checkAllowed(doc: Doc, changes: Row, where: string): void {
  for (const [name, value] of Object.entries(changes)) {
    const field = doc.doctype.fields.get(name);
    const before = doc.values[name] ?? null;
    if (field === undefined || field.allowOnSubmit === true || before === value) continue;
    const shown = (shownValue: Value): string =>
      shownValue === null
        ? 'None'
        : field.kind === 'float'
          ? pythonFloat(Number(shownValue))
          : String(shownValue);
    throw thrown(
      'UpdateAfterSubmitError',
      `${where} Not allowed to change <strong>${labelOf(name, field)}</strong> after submission from <strong>${shown(before)}</strong> to <strong>${shown(value)}</strong>`,
      'Cannot Update After Submit',
    );
  }
}
