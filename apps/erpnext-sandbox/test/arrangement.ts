import { type Row } from '../src/database/database.js';
import { type Site } from '../src/documents/controller.js';

/** A recorded request with the rows of the site before and after it. */
export interface Movement {
  readonly step: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly body: Record<string, unknown>;
  };
  readonly response_status: number;
  readonly response_body?: Record<string, unknown>;
  readonly before: readonly Row[];
  readonly after: readonly Row[];
  readonly webhooks_fired: readonly { readonly webhook: string; readonly body_raw: string }[];
  readonly sle_after_insert_fired: number;
}

/** Columns of the recorded rows that belong to a row of an order, with their own names. */
const rowColumns: Readonly<Record<string, string>> = {
  row_item_code: 'item_code',
  row_idx: 'idx',
  row_qty: 'qty',
  row_received_qty: 'received_qty',
  row_delivered_qty: 'delivered_qty',
  row_schedule_date: 'schedule_date',
  row_delivery_date: 'delivery_date',
  row_expected: 'expected_delivery_date',
  row_modified: 'modified',
};

function orderType(row: Row): string {
  return String(row['name']).startsWith('SAL') ? 'Sales Order' : 'Purchase Order';
}

/** Which DocType a recorded row shows. */
function typeOf(row: Row): string {
  if ('row' in row) return orderType(row);
  if ('warehouse' in row) return 'Bin';
  if ('parent_warehouse' in row || 'lft' in row) return 'Warehouse';
  if ('total_holidays' in row) return 'Holiday List';
  return 'default_holiday_list' in row ? 'Company' : 'Item';
}

/** Puts the site into the state before the step. What the rows do not show stays as it is. */
export function arrange({ store }: Site, { request, before: rows, webhooks_fired }: Movement): void {
  if (request.path.endsWith('rename_doc')) {
    // The snapshot was taken afterwards.
    store.database.run('DELETE FROM tabItem WHERE name = ?', String(request.body['new_name']));
    store.database.run('DELETE FROM tabBin WHERE item_code = ?', String(request.body['new_name']));
    for (const code of new Set(rows.map((row) => row['item_code'] ?? null))) {
      store.put(store.registry.get('Item'), { name: code, item_code: code, item_name: code });
    }
  }
  for (const row of rows.filter((each) => 'row' in each)) {
    store.database.run(
      `DELETE FROM "tab${orderType(row)} Item" WHERE parent = ? AND name NOT IN (SELECT value FROM json_each(?))`,
      row['name'] ?? null,
      JSON.stringify(rows.map((each) => each['row'])),
    );
  }
  for (const { body_raw } of webhooks_fired.filter(({ webhook }) => webhook === 'bin-after_insert')) {
    const { item_code, warehouse } = JSON.parse(body_raw) as Record<string, string>;
    store.database.run(
      'DELETE FROM tabBin WHERE item_code = ? AND warehouse = ?',
      item_code ?? null,
      warehouse ?? null,
    );
  }
  const set = (doctype: string, values: Row): void => {
    const definition = store.registry.get(doctype);
    const existing = store.findRow(definition, String(values['name']));
    if (doctype === 'Bin') {
      store.database.run(
        'DELETE FROM tabBin WHERE item_code = ? AND warehouse = ?',
        values['item_code'] ?? null,
        values['warehouse'] ?? null,
      );
    }
    store.put(definition, { ...existing, ...values });
  };
  for (const row of rows) {
    if (!('row' in row)) {
      set(typeOf(row), row);
      continue;
    }
    const own = Object.entries(row).filter(([column]) => column !== 'row' && !(column in rowColumns));
    const docstatus = row['docstatus'] ?? 1;
    const header = { docstatus, company: 'Acme Parts', supplier: 'Northern Supply', customer: 'Kontor GmbH' };
    set(
      orderType(row),
      Object.fromEntries([
        ...Object.entries(header).filter(
          ([column]) => column !== (orderType(row) === 'Sales Order' ? 'supplier' : 'customer'),
        ),
        ...own,
      ]),
    );
    const shown = Object.entries(rowColumns).filter(([column]) => column in row);
    const isBox = row['row_item_code'] === 'BOLT-M8' && row['row_qty'] === 5;
    const values: Row = Object.fromEntries(shown.map(([column, name]) => [name, row[column] ?? null]));
    const known = store.findRow(store.registry.get(`${orderType(row)} Item`), String(row['row']));
    set(`${orderType(row)} Item`, {
      ...(known ?? {
        uom: isBox ? 'Box' : 'Nos',
        stock_uom: 'Nos',
        conversion_factor: isBox ? 12 : 1,
        warehouse: 'Stores - AP',
        rate: 9,
        is_stock_item: 1,
      }),
      ...(known === undefined && orderType(row) === 'Sales Order' ? { qty: 3, stock_qty: 3 } : {}),
      ...values,
      name: row['row'] ?? null,
      parent: row['name'] ?? null,
      parenttype: orderType(row),
      parentfield: 'items',
      docstatus,
    });
  }
}

/** The rows as they are now, with the columns of the recorded ones. */
export function observe({ store }: Site, rows: readonly Row[]): Row[] {
  return rows.flatMap((row) => {
    const type = typeOf(row);
    if (type === 'Bin') {
      const bin = store.database.row(
        'SELECT * FROM tabBin WHERE item_code = ? AND warehouse = ?',
        row['item_code'] ?? null,
        row['warehouse'] ?? null,
      );
      return bin === undefined ? [] : [pick(bin, Object.keys(row))];
    }
    const parent = store.findRow(store.registry.get(type), String(row['name']));
    if (parent === undefined) return [];
    if (!('row' in row)) return [pick(parent, Object.keys(row))];
    const child =
      store.findRow(store.registry.get(`${type} Item`), String(row['row'])) ??
      store.database.row(
        `SELECT * FROM "tab${type} Item" WHERE parent = ? AND item_code = ?`,
        row['name'] ?? null,
        row['row_item_code'] ?? null,
      );
    if (child === undefined) return [];
    const shown = Object.keys(row).map((column): [string, Row[string]] => [
      column,
      (rowColumns[column] !== undefined
        ? child[rowColumns[column]]
        : column === 'row'
          ? row['row']
          : parent[column]) ?? null,
    ]);
    return [Object.fromEntries(shown)];
  });
}

export const pick = (row: Row, columns: readonly string[]): Row =>
  Object.fromEntries(columns.map((column) => [column, row[column] ?? null]));
