import { type SalesOrderDocument } from './documents.js';
import {
  callMethod,
  change,
  make,
  type Movement,
  pathOf,
  someDay,
  someItems,
  type Yard,
} from './movement.js';
import { get, list } from './site-access.js';

const MOST_ORDERS = 60;
const UPDATE_STATUS = 'erpnext.selling.doctype.sales_order.sales_order.update_status';

/** Goods come in, go out, or lie somewhere else now. */
export async function stockEntry(yard: Yard): Promise<Movement | undefined> {
  const { site, random, company, warehouses } = yard;
  const codes = someItems(yard);
  const bins = await list<{ item_code: string; warehouse: string; actual_qty: number }>(site, {
    doctype: 'Bin',
    fields: ['item_code', 'warehouse', 'actual_qty'],
    filters: [
      ['item_code', 'in', codes],
      ['actual_qty', '>', 1],
    ],
  });
  const type = random.oneOf(['Material Receipt', 'Material Issue', 'Material Issue', 'Material Transfer']);
  const taken = bins.filter(() => random.happens(0.6)).slice(0, 3);
  if (type !== 'Material Receipt' && taken.length === 0) return undefined;
  const items =
    type === 'Material Receipt'
      ? codes.map((item_code) => ({
          item_code,
          qty: random.integer(1, 90),
          t_warehouse: random.oneOf(warehouses),
        }))
      : taken.map(({ item_code, warehouse, actual_qty }) => ({
          item_code,
          qty: random.happens(0.3) ? Math.floor(actual_qty) : random.integer(1, Math.floor(actual_qty)),
          s_warehouse: warehouse,
          ...(type === 'Material Transfer' ? { t_warehouse: random.oneOf(warehouses) } : {}),
        }));
  const post = async () => {
    const name = await make(site, 'Stock Entry', { stock_entry_type: type, company, docstatus: 1, items });
    yard.notes.push({ doctype: 'Stock Entry', name, codes });
  };
  return { codes, post };
}

interface Order extends SalesOrderDocument {
  customer: string;
}

async function someOrder({ site, random, salesOrders }: Yard): Promise<Order | undefined> {
  if (salesOrders.length === 0) return undefined;
  return (await get<{ data: Order }>(site, pathOf('Sales Order', random.oneOf(salesOrders)))).data;
}

const codesOf = ({ items, packed_items = [] }: Order): string[] =>
  [...items, ...packed_items].map((row) => row.item_code);

/** Reserves; more than there is, sometimes, which is backlog then. */
export function newSalesOrder(yard: Yard): Movement {
  const { site, random, company, warehouses, salesOrders } = yard;
  const bundles = yard.documents.bundles.filter(() => random.happens(0.1));
  const codes = [...someItems(yard), ...bundles.map((bundle) => bundle.new_item_code)];
  const items = codes.map((item_code) => ({
    ...{ item_code, qty: random.integer(1, 30), warehouse: random.oneOf(warehouses) },
    delivery_date: someDay(yard),
  }));
  const post = async () => {
    salesOrders.push(await make(site, 'Sales Order', { customer: 'Example', company, docstatus: 1, items }));
    if (salesOrders.length > MOST_ORDERS) salesOrders.shift();
  };
  const parts = bundles.flatMap((bundle) => bundle.items.map((part) => part.item_code));
  return { codes: [...codes, ...parts], post };
}

export async function salesStatus(yard: Yard): Promise<Movement | undefined> {
  const order = await someOrder(yard);
  if (!order) return undefined;
  const status = ['On Hold', 'Closed'].includes(order.status)
    ? 'Draft'
    : yard.random.oneOf(['On Hold', 'Closed']);
  const post = () => callMethod(yard.site, UPDATE_STATUS, { name: order.name, status });
  return { codes: codesOf(order), post };
}

export async function salesCancellation(yard: Yard): Promise<Movement | undefined> {
  const order = await someOrder(yard);
  if (!order) return undefined;
  return {
    codes: codesOf(order),
    post: () => change(yard.site, 'Sales Order', order.name, { docstatus: 2 }),
  };
}

/** Goods of an order leave. */
export async function deliveryNote(yard: Yard): Promise<Movement | undefined> {
  const { site, random, company } = yard;
  const order = await someOrder(yard);
  const open = order?.items.filter((row) => row.qty > (row.delivered_qty ?? 0)) ?? [];
  if (!order || open.length === 0) return undefined;
  const row = random.oneOf(open);
  const most = Math.max(1, Math.floor(row.qty - (row.delivered_qty ?? 0)));
  const items = [
    {
      ...{ item_code: row.item_code, warehouse: row.warehouse, qty: random.integer(1, most) },
      ...{ against_sales_order: order.name, so_detail: row.name },
    },
  ];
  const codes = codesOf(order);
  const post = async () => {
    const note = { customer: order.customer, company, docstatus: 1, items };
    const name = await make(site, 'Delivery Note', note);
    yard.notes.push({ doctype: 'Delivery Note', name, codes });
  };
  return { codes, post };
}
