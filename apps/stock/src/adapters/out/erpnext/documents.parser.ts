import type {
  KnownItem,
  Item,
  SalesOrderHead,
  SalesOrderRow,
} from '../../../application/documents/documents.js';
import type { OrderToWrite } from '../../../application/documents/write-back.port.js';
import { Fields } from './figures.js';

const salesOrder = (row: unknown): Fields => Fields.of(row, (fields) => `Sales Order ${fields.text('name')}`);
const item = (row: unknown): Fields => Fields.of(row, (fields) => `Item ${fields.text('name')}`);

export function parseSalesOrderHead(row: unknown): SalesOrderHead {
  const order = salesOrder(row);
  return {
    name: order.text('name'),
    customer: order.text('customer'),
    customer_name: order.optionalText('customer_name'),
    transaction_date: order.optionalDate('transaction_date'),
    delivery_date: order.optionalDate('delivery_date'),
    status: order.text('status'),
    grand_total: order.quantity('grand_total'),
  };
}

/** From the whole document. */
export function parseSalesOrderRows(document: unknown): readonly SalesOrderRow[] {
  const order = salesOrder(document);
  return order.children('items').map((child) => {
    const row = Fields.of(
      child,
      (fields) => `row ${fields.count('idx')} of Sales Order ${order.text('name')}`,
    );
    return {
      item_code: row.text('item_code'),
      item_name: row.optionalText('item_name'),
      qty: row.quantity('qty'),
      uom: row.optionalText('uom'),
      warehouse: row.optionalText('warehouse'),
    };
  });
}

export function parseItem(row: unknown): Item {
  const fields = item(row);
  return {
    item_code: fields.text('name'),
    item_name: fields.optionalText('item_name') ?? fields.text('name'),
    stock_uom: fields.text('stock_uom'),
  };
}

export function parseKnownItem(row: unknown): KnownItem {
  const fields = item(row);
  return {
    ...parseItem(row),
    disabled: fields.optionalFlag('disabled'),
    has_variants: fields.optionalFlag('has_variants'),
    is_sales_item: fields.optionalFlag('is_sales_item'),
    description: fields.optionalText('description'),
  };
}

/** `fields` are undefined unless they were asked for. */
export function parseOrderToWrite(row: unknown, withFields: boolean): OrderToWrite {
  const order = salesOrder(row);
  return {
    name: order.text('name'),
    cancelled: order.count('docstatus') === 2,
    modified: order.text('modified'),
    fields: withFields
      ? {
          promise_date: order.optionalText('custom_otp_promise_date'),
          confidence: order.optionalText('custom_otp_confidence'),
        }
      : undefined,
  };
}

export function parseName(row: unknown): string {
  return Fields.of(row, () => 'a row').text('name');
}

export function parseTotal(row: unknown): number {
  return Fields.of(row, () => 'the number of Sales Orders').count('total');
}
