import { systemClock } from '#libs/kernel';
import { DocumentsReader } from '../src/adapters/out/erpnext/documents-reader.js';
import { ErpnextReference } from '../src/adapters/out/erpnext/erpnext-reference.js';
import type { SalesOrderFilter } from '../src/application/documents/documents.js';
import { ShowDocuments } from '../src/application/documents/show-documents.js';
import { KeepReference } from '../src/application/keep-reference.js';
import { connect, limits } from './erpnext.js';
import { Sandbox } from './sandbox.js';

const none: SalesOrderFilter = { customer: null, status: null, from_date: null, to_date: null, search: null };
const STORES = 'Stores - AP';
const ALL = 'All Warehouses - AP';

let sandbox: Sandbox;
const closing: (() => Promise<void>)[] = [];

async function shownBy(token: string): Promise<ShowDocuments> {
  const { client, connections, siteClock } = connect(sandbox.url, { token });
  closing.push(() => connections.close());
  const kept = new KeepReference(new ErpnextReference(client, siteClock, systemClock), systemClock, {
    oldestMs: 900_000,
  });
  await kept.read(limits());
  return new ShowDocuments(new DocumentsReader(client), kept, systemClock, {
    'Stores 2 - AP': 'NOT_AVAILABLE',
  });
}

async function rows(doctype: string, query: object): Promise<Record<string, unknown>[]> {
  const body = { doctype, limit_page_length: 0, ...query };
  const { message } = (await sandbox.send('POST', '/api/method/frappe.client.get_list', body)) as {
    message: Record<string, unknown>[];
  };
  return message;
}

const warehouse = (name: string, more: object) => ({
  name,
  warehouse_name: name,
  company: 'Acme Parts',
  parent_warehouse: ALL,
  is_group: 0,
  disabled: 0,
  ...more,
});
const bin = (name: string, item_code: string, at: string, figures: object) => ({
  ...{ name, item_code, warehouse: at, actual_qty: 0, reserved_qty: 0, reserved_qty_for_production: 0 },
  ...{ reserved_qty_for_sub_contract: 0, reserved_qty_for_production_plan: 0, stock_uom: 'Kg' },
  ...figures,
});

const oddCodes = ['SEEK_ME 1', 'SEEKXME 2', 'SEEK%ME 3', 'SEEK\\ME 4', 'SEEK"ME\' 5', 'SÉEK_ME 6'];

beforeAll(async () => {
  sandbox = await Sandbox.start();
  for (const item_code of ['FLOUR', ...oddCodes]) {
    await sandbox.insert('Item', { item_code, item_name: `Name of ${item_code}`, stock_uom: 'Kg' });
  }
  await sandbox.put({
    Warehouse: [
      warehouse('Mill - AP', { is_group: 1 }),
      warehouse('Mill 1 - AP', { parent_warehouse: 'Mill - AP' }),
      warehouse('Mill 2 - AP', { parent_warehouse: 'Mill - AP' }),
      warehouse('Mill 3 - AP', { parent_warehouse: 'Mill - AP', disabled: 1 }),
    ],
    Bin: [
      bin('mill-1', 'FLOUR', 'Mill 1 - AP', { actual_qty: 0.1, reserved_qty: 0.3 }),
      bin('mill-2', 'FLOUR', 'Mill 2 - AP', { actual_qty: 0.2, reserved_qty_for_production: 0.3 }),
      bin('mill-3', 'FLOUR', 'Mill 3 - AP', { actual_qty: 1_000 }),
    ],
  });
}, 60_000);
afterAll(async () => {
  for (const close of closing) await close();
  await sandbox.stop();
});

describe('Sales Orders', () => {
  const newest = 'transaction_date desc, creation desc, name desc';

  it('come newest first, in pages that hold each order once, with their number', async () => {
    const show = await shownBy('sandbox:sandbox');
    const all = (await rows('Sales Order', { order_by: newest })).map(({ name }) => name);
    expect(all.length).toBeGreaterThan(5);
    const paged: string[] = [];
    for (let offset = 0; offset < all.length + 4; offset += 4) {
      const { orders, total } = await show.salesOrders(none, { limit: 4, offset }, limits());
      expect(total).toBe(all.length);
      paged.push(...orders.map(({ name }) => name));
    }
    expect(paged).toEqual(all);
  });

  it('are filtered as ERPNext filters', async () => {
    const show = await shownBy('sandbox:sandbox');
    const [some] = await rows('Sales Order', {
      fields: ['customer', 'status', 'transaction_date'],
      order_by: newest,
    });
    const customer = String(some?.['customer']);
    const status = String(some?.['status']);
    const day = String(some?.['transaction_date']);
    for (const [filter, filters] of [
      [{ customer }, [['customer', '=', customer]]],
      [{ status }, [['status', '=', status]]],
      [{ from_date: day, to_date: day }, [['transaction_date', '=', day]]],
      [{ search: customer.slice(1, 5).toUpperCase() }, [['customer', 'like', `%${customer.slice(1, 5)}%`]]],
      [{ customer, search: 'no such thing' }, [['name', '=', 'no such thing']]],
    ] as const) {
      const wanted = (await rows('Sales Order', { filters, order_by: newest })).map(({ name }) => name);
      const found = await show.salesOrders({ ...none, ...filter }, { limit: 100, offset: 0 }, limits());
      expect([filter, found.orders.map(({ name }) => name), found.total]).toEqual([
        filter,
        wanted,
        wanted.length,
      ]);
    }
  });

  it('are found by a literal % and _, with their number and pages', async () => {
    const show = await shownBy('sandbox:sandbox');
    const [order] = await rows('Sales Order', { order_by: newest });
    const { data } = (await sandbox.send('GET', `/api/resource/Sales Order/${String(order?.['name'])}`)) as {
      data: { items: { item_code: string; warehouse: string }[] };
    };
    const [row] = data.items;
    const make = (customer: string) =>
      sandbox.insert('Sales Order', {
        ...{ customer, company: 'Acme Parts', delivery_date: '2030-01-01' },
        items: [{ item_code: row?.item_code, qty: 1, rate: 1, warehouse: row?.warehouse }],
      });
    const first = await make('100%_Sure');
    await make('100 percent sure');
    const second = await make('100%_SURE too');
    const found = (offset: number) =>
      show.salesOrders({ ...none, search: '100%_s' }, { limit: 1, offset }, limits());
    expect(await found(0)).toMatchObject({ orders: [{ name: second }], total: 2 });
    expect(await found(1)).toMatchObject({ orders: [{ name: first }], total: 2 });
    expect(await found(2)).toMatchObject({ orders: [], total: 2 });
  });

  it('come with the stock of each row, and are unknown when they are', async () => {
    const show = await shownBy('sandbox:sandbox');
    const name = await sandbox.insert('Sales Order', {
      ...{ customer: 'Miller', company: 'Acme Parts', delivery_date: '2030-01-01' },
      items: [
        { item_code: 'FLOUR', qty: 0.25, rate: 1, warehouse: 'Mill 1 - AP' },
        { item_code: 'FLOUR', qty: 1, rate: 1 },
      ],
    });
    const { head, rows: ordered } = await show.salesOrder(` ${name.toLowerCase()} `, limits());
    expect(head).toMatchObject({ name, customer: 'Miller', delivery_date: '2030-01-01', status: 'Draft' });
    expect(ordered).toMatchObject([
      { item_code: 'FLOUR', qty: 0.25, uom: 'Kg', stock: { actual: 0.1, reserved: 0.3, available: -0.2 } },
      { item_code: 'FLOUR', warehouse: null, stock: null },
    ]);
    for (const id of ['SAL-ORD-1900-00001', '..', '../Item/FLOUR', ' ', `${name}%`, `${name}" or "1`]) {
      await expect(show.salesOrder(id, limits())).rejects.toMatchObject({ code: 'SALES_ORDER_UNKNOWN' });
    }
  });
});

describe('items', () => {
  it.each([
    ['seek_me', ['SEEK_ME 1', 'SÉEK_ME 6']],
    ['SEEK%', ['SEEK%ME 3']],
    ['k\\m', ['SEEK\\ME 4']],
    ['k"me\'', ['SEEK"ME\' 5']],
    ['name of seekx', ['SEEKXME 2']],
    ['"],["disabled","=",1],["name","like","%', []],
    ["' or 1=1 -- ", []],
  ])('are found by %s anywhere in code or name, taken literally', async (search, codes) => {
    const show = await shownBy('sandbox:sandbox');
    expect((await show.items(search, 20, limits())).map((item) => item.item_code)).toEqual(codes);
  });

  it('are as many as wanted, by code, and only those that can be ordered', async () => {
    const show = await shownBy('sandbox:sandbox');
    expect((await show.items('seek', 3, limits())).map((item) => item.item_code)).toHaveLength(3);
    expect((await show.items('_me', 1, limits())).map((item) => item.item_code)).toEqual(['SEEK_ME 1']);
    await sandbox.insert('Item', { item_code: 'SEEK OLD', stock_uom: 'Kg', disabled: 1 });
    await sandbox.insert('Item', { item_code: 'SEEK TEMPLATE', stock_uom: 'Kg', has_variants: 1 });
    await sandbox.insert('Item', { item_code: 'SEEK NOT SOLD', stock_uom: 'Kg', is_sales_item: 0 });
    for (const code of ['SEEK OLD', 'SEEK TEMPLATE', 'SEEK NOT SOLD']) {
      expect(await show.items(code, 20, limits())).toEqual([]);
      expect(await show.item(code.toLowerCase(), limits())).toMatchObject({
        item_code: code,
        can_be_ordered: false,
      });
    }
    expect(await show.item('flour ', limits())).toMatchObject({ item_code: 'FLOUR', can_be_ordered: true });
    await expect(show.item('SEEK', limits())).rejects.toMatchObject({ code: 'ITEM_UNKNOWN' });
  });
});

describe('stock of an item', () => {
  it('of a group is the exact sum over its enabled leaves', async () => {
    const show = await shownBy('sandbox:sandbox');
    const before = Date.now();
    const found = await show.itemStock('flour', 'mill - ap', limits());
    expect(found).toMatchObject({ item_code: 'FLOUR', warehouse: 'Mill - AP' });
    expect(found.stock).toEqual({ actual: 0.3, reserved: 0.6, available: -0.3 });
    expect(found.as_of_ms).toBeGreaterThanOrEqual(before);
    expect((await show.itemStock('FLOUR', ALL, limits())).stock).toEqual(found.stock);
    expect((await show.itemStock('FLOUR', 'Mill 3 - AP', limits())).stock.actual).toBe(1_000);
  });

  it('is zero where it has never been, and unknown with an unknown name', async () => {
    const show = await shownBy('sandbox:sandbox');
    const zeros = { actual: 0, reserved: 0, available: 0 };
    expect((await show.itemStock('FLOUR', STORES, limits())).stock).toEqual(zeros);
    await expect(show.itemStock('FLOWER', STORES, limits())).rejects.toMatchObject({ code: 'ITEM_UNKNOWN' });
    await expect(show.itemStock('FLOUR', 'Stores', limits())).rejects.toMatchObject({
      code: 'WAREHOUSE_UNKNOWN',
    });
  });

  it('can not be told to a user who may not read it, which says what to do', async () => {
    const show = await shownBy('sandbox:sandbox');
    await sandbox.send('POST', '/sandbox/behaviour', { deny: ['Bin'] });
    const refused = show.itemStock('FLOUR', STORES, limits());
    await expect(refused).rejects.toMatchObject({
      code: 'ERPNEXT_NOT_PREPARED',
      detail: expect.stringMatching(/read Bin.*erpnext:install/) as unknown,
    });
    await sandbox.send('POST', '/sandbox/behaviour', { deny: [] });
  });

  it('is not told while ERPNext is in maintenance', async () => {
    const show = await shownBy('sandbox:sandbox');
    await sandbox.send('POST', '/sandbox/behaviour', { maintenance: true });
    await expect(show.itemStock('FLOUR', STORES, limits())).rejects.toMatchObject({
      code: 'ERPNEXT_UNAVAILABLE',
      retryAfterSeconds: 5,
    });
    await sandbox.send('POST', '/sandbox/behaviour', { maintenance: false });
  });
});

it('warehouses come with the class that configuration, ERPNext or their name gives them', async () => {
  await sandbox.put({
    Warehouse: [warehouse('Stores 2 - AP', {}), warehouse('Scrap 2 - AP', { disabled: 1 })],
  });
  const show = await shownBy('sandbox:sandbox');
  const byName = new Map(show.warehouses().map((one) => [one.name, one]));
  expect(byName.size).toBe((await rows('Warehouse', { order_by: 'name asc' })).length);
  expect(byName.get('Stores 2 - AP')).toEqual({
    ...{ name: 'Stores 2 - AP', parent: ALL, is_group: false, class: 'NOT_AVAILABLE' },
    ...{ company: 'Acme Parts', disabled: false },
  });
  expect(byName.get('Mill - AP')).toMatchObject({ class: 'GROUP', is_group: true });
  expect(byName.get('Scrap 2 - AP')).toMatchObject({ class: 'NOT_AVAILABLE', disabled: true });
  expect(byName.get(ALL)).toMatchObject({ parent: null });
});
