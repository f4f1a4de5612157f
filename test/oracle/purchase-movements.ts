import { type PurchaseOrderDocument, type PurchaseOrderRow } from './documents.js';
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
import { get } from './site-access.js';

const MOST_ORDERS = 60;
const UPDATE_ITEMS = 'erpnext.controllers.accounts_controller.update_child_qty_rate';
const UPDATE_STATUS = 'erpnext.buying.doctype.purchase_order.purchase_order.update_status';

type Row = PurchaseOrderRow & { uom: string; rate: number };
type Order = Omit<PurchaseOrderDocument, 'items'> & { items: Row[] };

async function someOrder({ site, random, purchaseOrders }: Yard): Promise<Order | undefined> {
  if (purchaseOrders.length === 0) return undefined;
  return (await get<{ data: Order }>(site, pathOf('Purchase Order', random.oneOf(purchaseOrders)))).data;
}

const codesOf = (order: Order): string[] => order.items.map((row) => row.item_code);

/** Submitted at once, or as a draft that is submitted afterwards. */
export function newPurchaseOrder(yard: Yard): Movement {
  const { site, random, company, warehouses, purchaseOrders } = yard;
  const codes = someItems(yard);
  const here = random.oneOf(warehouses);
  const items = codes.map((item_code) => ({
    ...{ item_code, qty: random.integer(1, 60), schedule_date: someDay(yard) },
    ...(random.happens(0.3) ? { expected_delivery_date: someDay(yard) } : {}),
    ...(random.happens(0.7) ? { warehouse: random.oneOf(warehouses) } : {}),
    ...(random.happens(0.1) ? { delivered_by_supplier: 1 } : {}),
  }));
  const order = {
    supplier: 'Example',
    company,
    items,
    ...(random.happens(0.8) ? { set_warehouse: here } : {}),
  };
  const post = async () => {
    const atOnce = random.happens(0.5);
    const name = await make(site, 'Purchase Order', { ...order, docstatus: atOnce ? 1 : 0 });
    if (!atOnce) await change(site, 'Purchase Order', name, { docstatus: 1 });
    purchaseOrders.push(name);
    if (purchaseOrders.length > MOST_ORDERS) purchaseOrders.shift();
  };
  return { codes, post };
}

/** A part of what some rows still expect; some of it into the warehouse of the rejected. */
export async function receipt(yard: Yard): Promise<Movement | undefined> {
  const { site, random, company, warehouses } = yard;
  const order = await someOrder(yard);
  const open = order?.items.filter((row) => row.qty > (row.received_qty ?? 0)) ?? [];
  if (!order || open.length === 0) return undefined;
  const rows = open.filter((_, index) => index === 0 || random.happens(0.5));
  const items = rows.map((row) => ({
    item_code: row.item_code,
    qty: random.happens(0.4)
      ? row.qty - (row.received_qty ?? 0)
      : random.integer(1, Math.max(1, Math.floor(row.qty - (row.received_qty ?? 0)))),
    warehouse: row.warehouse ?? order.set_warehouse ?? random.oneOf(warehouses),
    purchase_order: order.name,
    purchase_order_item: row.name,
  }));
  const codes = codesOf(order);
  const post = async () => {
    const name = await make(site, 'Purchase Receipt', { supplier: 'Example', company, docstatus: 1, items });
    yard.notes.push({ doctype: 'Purchase Receipt', name, codes });
  };
  return { codes, post };
}

/** On hold, closed, open again. */
export async function purchaseStatus(yard: Yard): Promise<Movement | undefined> {
  const order = await someOrder(yard);
  if (!order) return undefined;
  const status = ['On Hold', 'Closed'].includes(order.status)
    ? 'Draft'
    : yard.random.oneOf(['On Hold', 'Closed', 'Delivered']);
  const post = () => callMethod(yard.site, UPDATE_STATUS, { name: order.name, status });
  return { codes: codesOf(order), post };
}

export async function purchaseCancellation(yard: Yard): Promise<Movement | undefined> {
  const order = await someOrder(yard);
  if (!order) return undefined;
  const post = () => change(yard.site, 'Purchase Order', order.name, { docstatus: 2 });
  return { codes: codesOf(order), post };
}

/** "Update Items": quantities and dates change, rows go and come. */
export async function purchaseItems(yard: Yard): Promise<Movement | undefined> {
  const { site, random } = yard;
  const order = await someOrder(yard);
  if (!order) return undefined;
  const gone = order.items.length > 1 && random.happens(0.5) ? random.oneOf(order.items) : undefined;
  const kept = order.items
    .filter((row) => row !== gone)
    .map((row) => ({
      ...{ docname: row.name, item_code: row.item_code, rate: row.rate },
      ...{ uom: row.uom, conversion_factor: row.conversion_factor },
      qty: random.happens(0.5) ? (row.received_qty ?? 0) + random.integer(1, 40) : row.qty,
      schedule_date: random.happens(0.3) ? someDay(yard) : row.schedule_date,
    }));
  const [code = ''] = someItems(yard);
  const uom = yard.documents.items.find(({ name }) => name === code)?.stock_uom;
  const fresh = { item_code: code, qty: 7, rate: 1, uom, conversion_factor: 1, schedule_date: someDay(yard) };
  const rows = random.happens(0.4) ? [...kept, fresh] : kept;
  const post = () =>
    callMethod(site, UPDATE_ITEMS, {
      parent_doctype: 'Purchase Order',
      parent_doctype_name: order.name,
      trans_items: JSON.stringify(rows),
    });
  return { codes: [...codesOf(order), code], post };
}

/** The supplier says another day. */
export async function purchaseDate(yard: Yard): Promise<Movement | undefined> {
  const order = await someOrder(yard);
  if (!order) return undefined;
  const row = yard.random.oneOf(order.items);
  const post = () =>
    change(yard.site, 'Purchase Order Item', row.name, { expected_delivery_date: someDay(yard) });
  return { codes: codesOf(order), post };
}
