import { type SiteUser } from '../access/roles.js';
import {
  crash,
  duplicate,
  mandatoryField,
  mandatoryTable,
  mayNotReadParent,
  noRoute,
  thrown,
} from '../frappe/frappe-error.js';
import { mergeItem, renameItem } from '../masters/rename-item.js';
import { asText } from '../query/values.js';
import { labelOf, type DocType } from '../schema/doctype.js';
import { type Controller, type Site } from './controller.js';
import { DocumentBuilder, submitted, type Body } from './document-builder.js';
import { nameOf, number, rowsOf, text, type Doc } from './doc.js';

const cancelled = 2;

/** The life of a document: insert, change, submit, cancel, delete. Each is one transaction. */
export class DocumentService {
  private readonly builder: DocumentBuilder;

  constructor(
    private readonly site: Site,
    private readonly controllers: ReadonlyMap<string, Controller>,
  ) {
    this.builder = new DocumentBuilder(site);
  }

  /** `unchecked`: the caller has already asked whether the user may. */
  insert(user: SiteUser, doctypeName: string, body: unknown, unchecked = false): Doc {
    const doctype = this.site.store.registry.find(doctypeName);
    if (doctype === undefined || doctype.isChild) throw noRoute();
    if (Array.isArray(body)) throw crash('TypeError', 'pop expected at most 1 argument, got 2');
    if (!unchecked) this.site.access.check(user, doctypeName, 'create');
    return this.site.outbox.transaction(() => this.insertNow(user, doctype, (body ?? {}) as Body));
  }

  /** `name` may be that of a child row: then its parent is what changes. */
  update(user: SiteUser, doctypeName: string, name: string, body: Body): Doc {
    const doctype = this.site.store.registry.find(doctypeName);
    if (doctype === undefined) throw noRoute();
    return this.site.outbox.transaction(() => {
      if (doctype.isChild) return this.updateRow(user, doctype, name, body);
      const doc = this.site.store.get(doctypeName, name);
      this.site.access.check(user, doctypeName, 'write');
      this.site.access.checkRead(user, doctype, doc.values);
      return this.change(user, doc, body);
    });
  }

  delete(user: SiteUser, doctypeName: string, name: string): void {
    const doctype = this.site.store.registry.find(doctypeName);
    if (doctype === undefined || doctype.isChild) throw noRoute();
    this.site.outbox.transaction(() => {
      const doc = this.site.store.get(doctypeName, name);
      this.site.access.check(user, doctypeName, 'delete');
      this.site.access.checkRead(user, doctype, doc.values);
      if (number(doc, 'docstatus') === submitted) throw isSubmitted(doctypeName, nameOf(doc));
      this.controllers.get(doctypeName)?.onTrash?.(doc, this.site);
      this.remove(user, doc);
    });
  }

  /** Gives an item another name; with `merge` the item of that name takes over everything of it. Returns the name. */
  rename(user: SiteUser, doctypeName: string, oldName: string, newName: string, merge: boolean): string {
    return this.site.outbox.transaction(() => {
      const item = this.site.store.get(doctypeName, oldName);
      if (doctypeName !== 'Item') throw thrown('ValidationError', `${doctypeName} not allowed to be renamed`);
      const target = merge ? this.site.store.find('Item', newName) : undefined;
      if (merge && target === undefined) {
        throw thrown('ValidationError', `Item ${newName} does not exist, select a new target to merge`);
      }
      if (!this.site.access.has(user, 'Item', 'write')) {
        throw thrown('ValidationError', 'You need write permission to rename');
      }
      if (target === undefined) {
        renameItem(item, newName.trim(), this.site);
        return newName.trim();
      }
      mergeItem(item, target, this.site);
      this.remove(user, item);
      return nameOf(target);
    });
  }

  /** A change that a method of the document makes: stored and announced, without the checks of a client's PUT. */
  revise(user: SiteUser, doctype: string, name: string, work: (doc: Doc) => void): Doc {
    return this.site.outbox.transaction(() => {
      const doc = this.site.store.get(doctype, name);
      this.site.access.check(user, doctype, 'write');
      this.site.access.checkRead(user, doc.doctype, doc.values);
      work(doc);
      this.site.outbox.emit(doc, 'on_change');
      return doc;
    });
  }

  private remove(user: SiteUser, doc: Doc): void {
    this.site.store.remove(doc);
    this.insertNow(user, this.site.store.registry.get('Deleted Document'), {
      deleted_doctype: doc.doctype.name,
      deleted_name: nameOf(doc),
    });
    this.site.outbox.emit(doc, 'on_trash', 'on_change');
  }

  private insertNow(user: SiteUser, doctype: DocType, body: Body): Doc {
    const { store, clock, naming, outbox } = this.site;
    const controller = this.controllers.get(doctype.name);
    const doc = this.builder.build(user, doctype, body, clock.stamp());
    const name = doctype.naming === 'prompt' ? promptedName(body) : naming.nameFor(doc, clock.today());
    doc.values['name'] = name;
    this.builder.setRows(user, doc, body);
    this.checkRequired(doc, controller);
    if (doctype.fields.get('name')?.kind !== 'id' && store.exists(doctype.name, name))
      throw duplicate(doctype.name, name);
    controller?.validate?.(doc, this.site);
    store.save(doc);
    outbox.emit(doc, 'after_insert', 'on_update');
    controller?.onUpdate?.(doc, this.site);
    if (number(doc, 'docstatus') === submitted) {
      controller?.onSubmit?.(doc, this.site);
      outbox.emit(doc, 'on_submit');
    }
    return doc;
  }

  private updateRow(user: SiteUser, doctype: DocType, name: string, body: Body): Doc {
    const { store, access } = this.site;
    const row = store.get(doctype.name, name);
    const parentType = text(row, 'parenttype');
    if (!access.mayRead(user, parentType)) throw mayNotReadParent(user.name, parentType, true);
    access.check(user, parentType, 'write');
    const parent = store.get(parentType, text(row, 'parent'));
    const field = text(row, 'parentfield');
    const rows = rowsOf(parent, field).map((other) => ({
      name: nameOf(other),
      ...(nameOf(other) === nameOf(row) ? body : {}),
    }));
    this.change(user, parent, { [field]: rows });
    return rowsOf(parent, field).find((other) => nameOf(other) === nameOf(row)) ?? row;
  }

  private change(user: SiteUser, doc: Doc, body: Body): Doc {
    const { outbox } = this.site;
    const controller = this.controllers.get(doc.doctype.name);
    const before = number(doc, 'docstatus');
    const after = body['docstatus'] === undefined ? before : Number(body['docstatus']);
    this.checkTransition(doc, before, after, body);
    // A change of a submitted document needs the right to submit, as the submission itself.
    if (after === submitted) this.site.access.check(user, doc.doctype.name, 'submit');
    if (after === cancelled) {
      this.site.access.check(user, doc.doctype.name, 'cancel');
      return this.cancel(user, doc, controller);
    }
    this.builder.apply(user, doc, body);
    doc.values['docstatus'] = after;
    if (before === submitted) {
      controller?.validateSubmitted?.(doc);
      this.saveStamped(user, doc);
      outbox.emit(doc, 'on_change');
      return doc;
    }
    this.checkRequired(doc, controller);
    controller?.validate?.(doc, this.site);
    if (after === submitted && controller?.status !== undefined)
      doc.values['status'] = controller.status(doc);
    this.saveStamped(user, doc);
    outbox.emit(doc, 'on_update');
    controller?.onUpdate?.(doc, this.site);
    if (after === submitted) {
      controller?.onSubmit?.(doc, this.site);
      outbox.emit(doc, 'on_submit');
    }
    outbox.emit(doc, 'on_change');
    return doc;
  }

  private cancel(user: SiteUser, doc: Doc, controller: Controller | undefined): Doc {
    controller?.onCancel?.(doc, this.site);
    doc.values['docstatus'] = cancelled;
    if (doc.doctype.fields.has('status')) doc.values['status'] = 'Cancelled';
    this.saveStamped(user, doc);
    this.site.outbox.emit(doc, 'on_cancel', 'on_change');
    return doc;
  }

  private checkTransition(doc: Doc, before: number, after: number, body: Body): void {
    const modified = body['modified'];
    if (modified !== undefined && modified !== doc.values['modified']) {
      throw thrown(
        'TimestampMismatchError',
        `Error: Document has been modified after you have opened it (${text(doc, 'modified')}, ${asText(modified)}). Please refresh to get the latest document.`,
      );
    }
    if (before === cancelled) throw thrown('ValidationError', 'Cannot edit cancelled document');
    if (after < before || after > before + 1) {
      throw thrown('DocstatusTransitionError', `Cannot change docstatus from ${before} to ${after}`);
    }
  }

  /** The document and all its rows get one new stamp. */
  private saveStamped(user: SiteUser, doc: Doc): void {
    const stamp = this.site.clock.stamp();
    for (const each of [doc, ...[...doc.tables.values()].flat()]) {
      Object.assign(each.values, {
        modified: stamp,
        modified_by: user.name,
        docstatus: doc.values['docstatus'] ?? 0,
      });
    }
    this.site.store.save(doc);
  }

  private checkRequired(doc: Doc, controller: Controller | undefined): void {
    for (const field of controller?.required ?? []) {
      if (text(doc, field) !== '') continue;
      const definition = doc.doctype.fields.get(field);
      throw mandatoryField(
        doc.doctype.name,
        nameOf(doc),
        field,
        definition ? labelOf(field, definition) : field,
      );
    }
    for (const field of controller?.requiredTables ?? []) {
      if (rowsOf(doc, field).length > 0) continue;
      throw mandatoryTable(doc.doctype.name, nameOf(doc), field, labelOf(field, { kind: 'table' }));
    }
  }
}

function promptedName(body: Body): string {
  const name = asText(body['name']).trim();
  if (name === '') throw thrown('ValidationError', 'Please set the document name');
  return name;
}

const isSubmitted = (doctype: string, name: string): Error =>
  thrown(
    'ValidationError',
    `${doctype} ${name}: Submitted Record cannot be deleted. You must <a href='https://docs.frappe.io/erpnext/user/manual/en/delete-submitted-document' target='_blank'> Cancel </a> it first.`,
  );
