import { check, date, defineDocType, float, link, table, text, type DocType, type Field } from './doctype.js';

const qty: Field = { kind: 'float', label: 'Quantity' };
const editableDate: Field = { kind: 'date', allowOnSubmit: true };

/** Columns that every row of an order, receipt or note has. */
const row = {
  item_code: link('Item'),
  item_name: text,
  description: text,
  item_group: text,
  qty,
  uom: link('UOM', { label: 'UOM' }),
  stock_uom: link('UOM', { label: 'Stock UOM' }),
  conversion_factor: { kind: 'float', label: 'UOM Conversion Factor' } satisfies Field,
  stock_qty: float,
  rate: float,
  amount: float,
  warehouse: link('Warehouse'),
};
const rowIndexes = [['=parent'], ['parent'], ['item_code', 'warehouse']];

const header = {
  title: text,
  company: link('Company'),
  transaction_date: date,
  currency: { kind: 'text', default: 'EUR' } satisfies Field,
  total_qty: float,
  total: float,
  grand_total: float,
  status: { kind: 'text', default: 'Draft' } satisfies Field,
};

/** What was ordered, sold and asked for; they move reserved, ordered and indented quantities. */
export const orders: readonly DocType[] = [
  defineDocType(
    'Purchase Order',
    {
      ...header,
      supplier: text,
      supplier_name: text,
      schedule_date: editableDate,
      set_warehouse: link('Warehouse'),
      per_billed: float,
      per_received: float,
      items: table('Purchase Order Item'),
    },
    { naming: 'PUR-ORD-.YYYY.-', indexes: [['modified'], ['transaction_date']] },
  ),
  defineDocType(
    'Purchase Order Item',
    {
      ...row,
      schedule_date: editableDate,
      expected_delivery_date: editableDate,
      delivered_by_supplier: check,
      sales_order: link('Sales Order'),
      sales_order_item: text,
      received_qty: float,
      returned_qty: float,
    },
    { isChild: true, indexes: [...rowIndexes, ['modified']] },
  ),
  defineDocType(
    'Sales Order',
    {
      ...header,
      customer: text,
      customer_name: text,
      order_type: { kind: 'text', default: 'Sales' },
      delivery_date: editableDate,
      set_warehouse: link('Warehouse'),
      per_delivered: float,
      per_billed: float,
      delivery_status: { kind: 'text', default: 'Not Delivered' },
      billing_status: { kind: 'text', default: 'Not Billed' },
      items: table('Sales Order Item'),
      packed_items: table('Packed Item'),
    },
    { naming: 'SAL-ORD-.YYYY.-', indexes: [['modified'], ['transaction_date']] },
  ),
  defineDocType(
    'Sales Order Item',
    {
      ...row,
      is_stock_item: { kind: 'check', default: 1 },
      delivery_date: editableDate,
      delivered_by_supplier: check,
      delivered_qty: float,
      returned_qty: float,
    },
    { isChild: true, indexes: [...rowIndexes, ['modified']] },
  ),
  defineDocType(
    'Packed Item',
    {
      parent_item: link('Item'),
      parent_detail_docname: text,
      item_code: link('Item'),
      item_name: text,
      description: text,
      qty,
      uom: link('UOM'),
      conversion_factor: float,
      warehouse: link('Warehouse'),
      delivered_by_supplier: check,
      actual_qty: float,
      projected_qty: float,
      ordered_qty: float,
      packed_qty: float,
    },
    { isChild: true, indexes: rowIndexes },
  ),
  defineDocType(
    'Material Request',
    {
      title: text,
      material_request_type: text,
      company: link('Company'),
      transaction_date: date,
      schedule_date: editableDate,
      set_warehouse: link('Warehouse'),
      status: { kind: 'text', default: 'Draft' },
      per_ordered: float,
      per_received: float,
      items: table('Material Request Item'),
    },
    { naming: 'MAT-MR-.YYYY.-', indexes: [['modified']] },
  ),
  defineDocType(
    'Material Request Item',
    {
      ...row,
      schedule_date: editableDate,
      ordered_qty: float,
      received_qty: float,
      actual_qty: float,
      projected_qty: float,
    },
    { isChild: true, indexes: rowIndexes },
  ),
];
