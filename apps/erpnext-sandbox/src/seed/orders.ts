import { type Row, type Value } from '../database/database.js';
import { addDays } from '../database/site-clock.js';
import { roundQty } from '../documents/doc.js';
import { percentDone } from '../trade/order-rows.js';
import { type Book } from './book.js';

/** One line of an order; `factor` pieces of stock unit in one `uom`. */
export interface LineSeed {
  readonly item: string;
  readonly qty: number;
  readonly warehouse: string | null;
  readonly uom?: string;
  readonly stockUom?: string;
  readonly factor?: number;
  /** Received or delivered already, in `uom`. */
  readonly done?: number;
  /** Days from today; negative: in the past. */
  readonly due: number;
  readonly rest?: Row;
}

export interface OrderSeed {
  readonly company: string;
  /** Supplier or customer. */
  readonly partner: string;
  /** Absent: what follows from the lines. */
  readonly status?: string;
  readonly docstatus?: 0 | 1 | 2;
  /** Days ago. */
  readonly placed: number;
  readonly lines: readonly LineSeed[];
  readonly rest?: Row;
}

/** Numbers documents of one series. */
export class Series {
  private next = 0;

  constructor(private readonly prefix: string) {}

  name(): string {
    this.next += 1;
    return `${this.prefix}${String(this.next).padStart(5, '0')}`;
  }
}

export function addPurchaseOrder(book: Book, series: Series, order: OrderSeed): void {
  const items = order.lines.map((line): Row => ({
    ...lineRow(line),
    schedule_date: addDays(book.today, line.due),
    received_qty: line.done ?? 0,
    ...line.rest,
  }));
  // What the supplier delivers counts as received in its row, but not in the order.
  const own = items.filter((row) => row['delivered_by_supplier'] !== 1);
  const per_received = percent(book, 'Purchase Order Item', own, 'received_qty');
  const derived = per_received >= 100 ? 'To Bill' : 'To Receive and Bill';
  book.add(
    'Purchase Order',
    {
      ...headerRow(book, series, order, items, derived),
      supplier: order.partner,
      supplier_name: order.partner,
      schedule_date: items.map((row) => String(row['schedule_date'])).sort()[0] ?? null,
      per_received,
      ...order.rest,
    },
    { items },
  );
}

export function addSalesOrder(
  book: Book,
  series: Series,
  order: OrderSeed,
  bundles: ReadonlyMap<string, readonly (readonly [string, number])[]>,
): void {
  const items = order.lines.map((line): Row => ({
    ...lineRow(line),
    name: book.nextId(),
    delivery_date: addDays(book.today, line.due),
    delivered_qty: line.done ?? 0,
    is_stock_item: bundles.has(line.item) || line.item === 'INSTALLATION' ? 0 : 1,
    ...line.rest,
  }));
  const packed_items = items.flatMap((row) =>
    (bundles.get(String(row['item_code'])) ?? []).map(([item, qty]): Row => ({
      parent_item: row['item_code'] ?? null,
      parent_detail_docname: row['name'] ?? null,
      item_code: item,
      item_name: item,
      qty: roundQty(qty * Number(row['stock_qty'])),
      conversion_factor: 1,
      warehouse: row['warehouse'] ?? null,
    })),
  );
  const per_delivered = percent(book, 'Sales Order Item', items, 'delivered_qty');
  const derived = per_delivered >= 100 ? 'To Bill' : 'To Deliver and Bill';
  book.add(
    'Sales Order',
    {
      ...headerRow(book, series, order, items, derived),
      customer: order.partner,
      customer_name: order.partner,
      delivery_date:
        items
          .map((row) => String(row['delivery_date']))
          .sort()
          .at(-1) ?? null,
      per_delivered,
      delivery_status:
        per_delivered >= 100 ? 'Fully Delivered' : per_delivered > 0 ? 'Partly Delivered' : 'Not Delivered',
      ...order.rest,
    },
    { items, packed_items },
  );
}

function lineRow(line: LineSeed): Row {
  const factor = line.factor ?? 1;
  const stockUom = line.stockUom ?? 'Nos';
  return {
    item_code: line.item,
    item_name: line.item,
    qty: line.qty,
    uom: line.uom ?? stockUom,
    stock_uom: stockUom,
    conversion_factor: factor,
    stock_qty: roundQty(line.qty * factor),
    rate: 10,
    amount: roundQty(line.qty * 10),
    warehouse: line.warehouse,
  };
}

function headerRow(
  book: Book,
  series: Series,
  order: OrderSeed,
  items: readonly Row[],
  derived: string,
): Row {
  const docstatus = order.docstatus ?? 1;
  const status = order.status ?? (docstatus === 0 ? 'Draft' : docstatus === 2 ? 'Cancelled' : derived);
  const total = roundQty(items.reduce((sum, row) => sum + Number(row['amount']), 0));
  return {
    name: series.name(),
    company: order.company,
    transaction_date: addDays(book.today, -order.placed),
    docstatus,
    status,
    total_qty: roundQty(items.reduce((sum, row) => sum + Number(row['qty']), 0)),
    total,
    grand_total: total,
  };
}

function percent(book: Book, doctype: string, items: readonly Row[], done: string): number {
  return percentDone(
    items.map((values: Record<string, Value>) => book.asDoc(doctype, values)),
    done,
  );
}
