import { type Row } from '../database/database.js';
import { roundQty } from '../documents/doc.js';
import { percentDone } from '../trade/order-rows.js';
import { type Book } from '../seed/book.js';
import { itemIn, type CsvItem } from './csv-company.js';
import { placeIn, type Place } from './csv-places.js';
import { type CsvLine, type CsvTables } from './csv-table.js';

const statuses = [
  'To Receive and Bill',
  'To Receive',
  'To Bill',
  'Completed',
  'Draft',
  'On Hold',
  'Closed',
  'Delivered',
];

/** Lines with one name are one submitted Purchase Order. */
export function addOrders(
  book: Book,
  tables: CsvTables,
  items: ReadonlyMap<string, CsvItem>,
  places: ReadonlyMap<string, Place>,
): void {
  const orders = new Map<string, { header: Row; items: Row[] }>();
  const onlyCompany = [...places.values()][0]?.company ?? null;
  for (const line of tables.orders) {
    const name = line.required('name');
    const place = placeIn(line, places);
    const status = line.oneOf('status', statuses, 'To Receive and Bill');
    const row = orderRow(line, { items, place, today: book.today });
    const order = orders.get(name) ?? {
      header: {
        name,
        company: place?.company ?? null,
        supplier: line.text('supplier') || 'Supplier',
        status,
        docstatus: 1,
      },
      items: [],
    };
    if (order.header['status'] !== status) line.fault('status', `differs from the other lines of ${name}`);
    order.header['company'] ??= place?.company ?? null;
    if (place !== undefined && order.header['company'] !== place.company) {
      line.fault('warehouse', `belongs to another company than the other lines of ${name}`);
    }
    if (row !== undefined) order.items.push(row);
    orders.set(name, order);
  }
  for (const { header, items: rows } of orders.values()) {
    if (rows.length === 0) continue;
    const dates = rows.map((row) => String(row['schedule_date'])).sort();
    const docs = rows.map((row) => book.asDoc('Purchase Order Item', row));
    book.add(
      'Purchase Order',
      {
        ...header,
        company: header['company'] ?? onlyCompany,
        supplier_name: header['supplier'] ?? null,
        transaction_date: book.today,
        schedule_date: dates[0] ?? null,
        total_qty: roundQty(rows.reduce((sum, row) => sum + Number(row['qty']), 0)),
        per_received: percentDone(docs, 'received_qty'),
      },
      { items: rows },
    );
  }
}

interface Surroundings {
  readonly items: ReadonlyMap<string, CsvItem>;
  readonly place: Place | undefined;
  readonly today: string;
}

function orderRow(line: CsvLine, { items, place, today }: Surroundings): Row | undefined {
  const item = itemIn(line, 'item_code', items);
  const qty = line.positive('qty');
  const received = line.number('received_qty', 0, 0);
  const due = line.required('schedule_date') === '' ? null : line.date('schedule_date', today);
  const expected = line.date('expected_delivery_date', today);
  const bySupplier = line.flag('delivered_by_supplier', false);
  const given = line.number('conversion_factor', 0, 0);
  if (item === undefined) return undefined;
  const uom = line.text('uom') || item.uom;
  const factor = given > 0 ? given : uom === item.uom ? 1 : item.factors.get(uom);
  if (factor === undefined)
    line.fault('uom', `"${uom}" has no conversion factor for "${item.code}" in uoms.csv`);
  return {
    item_code: item.code,
    item_name: item.code,
    qty,
    received_qty: bySupplier ? qty : received,
    uom,
    stock_uom: item.uom,
    conversion_factor: factor ?? 1,
    stock_qty: roundQty(qty * (factor ?? 1)),
    schedule_date: due,
    expected_delivery_date: expected,
    warehouse: place?.name ?? null,
    delivered_by_supplier: bySupplier ? 1 : 0,
  };
}
