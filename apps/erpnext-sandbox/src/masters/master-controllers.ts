import { type Controller, type Site } from '../documents/controller.js';
import { nameOf, rowsOf, text, type Doc } from '../documents/doc.js';
import { thrown } from '../frappe/frappe-error.js';
import { type FieldKind } from '../schema/doctype.js';
import { rebuildWarehouseTree } from './warehouse-tree.js';

export const itemController: Controller = {
  required: ['item_code', 'stock_uom'],

  validate(doc, site) {
    doc.values['item_name'] ??= doc.values['item_code'] ?? null;
    doc.values['description'] ??= doc.values['item_name'] ?? null;
    const uom = text(doc, 'stock_uom');
    const rows = rowsOf(doc, 'uoms');
    if (rows.some((row) => text(row, 'uom') === uom)) return;
    const { owner, creation, modified, modified_by } = doc.values;
    rows.push({
      doctype: site.store.registry.get('UOM Conversion Detail'),
      tables: new Map<string, Doc[]>(),
      values: {
        name: site.naming.hash(),
        owner: owner ?? null,
        creation: creation ?? null,
        modified: modified ?? null,
        modified_by: modified_by ?? null,
        docstatus: 0,
        idx: rows.length + 1,
        parent: nameOf(doc),
        parentfield: 'uoms',
        parenttype: 'Item',
        uom,
        conversion_factor: 1,
      },
    });
    doc.tables.set('uoms', rows);
  },

  onTrash(doc, site) {
    for (const [table, column] of [
      ['Purchase Order Item', 'item_code'],
      ['Sales Order Item', 'item_code'],
      ['Product Bundle Item', 'item_code'],
      ['Stock Ledger Entry', 'item_code'],
    ] as const) {
      refuseWhenLinked(doc, table, column, site);
    }
    site.store.database.run('DELETE FROM tabBin WHERE item_code = ?', nameOf(doc));
  },
};

export const warehouseController: Controller = {
  required: ['warehouse_name', 'company'],
  validate(doc) {
    const parent = text(doc, 'parent_warehouse');
    // Who comes to a new parent is its last child.
    if (parent !== text(doc, 'old_parent')) doc.values['lft'] = 0;
    doc.values['old_parent'] = parent;
  },
  onUpdate: (doc, site) => {
    rebuildWarehouseTree(site.store.database);
    const place = site.store.database.row('SELECT lft, rgt FROM tabWarehouse WHERE name = ?', nameOf(doc));
    Object.assign(doc.values, place);
  },
  onTrash(doc, site) {
    const full = 'SELECT name FROM tabBin WHERE warehouse = ? AND (actual_qty != 0 OR projected_qty != 0)';
    if (site.store.database.row(full, nameOf(doc)) !== undefined) {
      throw thrown(
        'ValidationError',
        `Warehouse ${nameOf(doc)} can not be deleted as quantity exists for Item`,
      );
    }
    refuseWhenLinked(doc, 'Warehouse', 'parent_warehouse', site);
    refuseWhenLinked(doc, 'Stock Ledger Entry', 'warehouse', site);
    site.store.database.run('DELETE FROM tabBin WHERE warehouse = ?', nameOf(doc));
  },
};

export const holidayListController: Controller = {
  required: ['holiday_list_name', 'from_date', 'to_date'],
  validate(doc) {
    const holidays = rowsOf(doc, 'holidays');
    doc.values['total_holidays'] = holidays.length;
    const outside = holidays.find(
      (row) =>
        text(row, 'holiday_date') < text(doc, 'from_date') ||
        text(row, 'holiday_date') > text(doc, 'to_date'),
    );
    if (outside !== undefined) {
      throw thrown(
        'ValidationError',
        `The holiday on ${text(outside, 'holiday_date')} is not between From Date and To Date`,
      );
    }
  },
};

export const commentController: Controller = {
  validate(doc, site) {
    const type = text(doc, 'reference_doctype');
    const name = text(doc, 'reference_name');
    if (site.store.registry.find(type) === undefined || !site.store.exists(type, name)) {
      throw thrown('LinkValidationError', `Could not find Reference Name: ${name}`);
    }
    doc.values['comment_email'] ??= doc.values['owner'] ?? null;
    // As the site's sanitizer: an ampersand that begins no entity becomes one.
    doc.values['content'] = text(doc, 'content').replace(/&(?!\w+;|#\d+;)/g, '&amp;');
  },
};

export const taskController: Controller = { required: ['subject'] };

export const roleController: Controller = {
  required: ['role_name'],
  onTrash(doc, site) {
    refuseWhenLinked(doc, 'Has Role', 'role', site);
    refuseWhenLinked(doc, 'Custom DocPerm', 'role', site);
  },
};

const kinds: Readonly<Record<string, Exclude<FieldKind, 'table'>>> = {
  Date: 'date',
  Float: 'float',
  Int: 'int',
  Check: 'check',
};

/** A new field of a DocType: a column, at once and after the next start. */
export const customFieldController: Controller = {
  required: ['dt', 'fieldname', 'fieldtype'],
  onUpdate(doc, site) {
    const target = site.store.registry.find(text(doc, 'dt'));
    if (target === undefined) throw thrown('ValidationError', `DocType ${text(doc, 'dt')} not found`);
    addCustomField(site, target.name, doc.values);
  },
  // As on a site, the column and its values stay.
  onTrash: (doc, site) => {
    site.store.registry.get(text(doc, 'dt')).fields.delete(text(doc, 'fieldname'));
  },
};

export function addCustomField(site: Site, dt: string, values: Doc['values']): void {
  const fieldname = String(values['fieldname']);
  const kind = kinds[String(values['fieldtype'])] ?? 'text';
  if (!site.store.database.hasColumn(dt, fieldname)) site.store.database.addColumn(dt, fieldname, kind);
  const label = values['label'];
  site.store.registry.get(dt).fields.set(fieldname, {
    kind,
    allowOnSubmit: values['allow_on_submit'] === 1,
    ...(typeof label === 'string' ? { label } : {}),
  });
}

function refuseWhenLinked(doc: Doc, doctype: string, column: string, site: Site): void {
  const row = site.store.database.row(
    `SELECT * FROM "tab${doctype}" WHERE ${column} = ? LIMIT 1`,
    nameOf(doc),
  );
  if (row === undefined) return;
  const name = String(row['parent'] ?? row['name']);
  const type = String(row['parenttype'] ?? doctype);
  throw thrown(
    'LinkExistsError',
    `Cannot delete or cancel because ${doc.doctype.name} ${nameOf(doc)} is linked with ${type} ${name}`,
  );
}
