import { defaultDeployment, type Documents, type OrderRequest } from './documents.js';
import { decimalText } from './exact.js';
import { read } from './reading.js';

const TUESDAY_MORNING = Date.parse('2026-11-24T09:00:00Z');

const leaf = (name: string, at: number, more: object = {}) => ({
  name,
  is_group: 0,
  lft: at,
  rgt: at + 1,
  company: 'Acme Parts',
  disabled: 0,
  ...more,
});
const item = (name: string, more: object = {}) => ({
  name,
  stock_uom: 'Nos',
  is_stock_item: 1,
  disabled: 0,
  has_variants: 0,
  uoms: [{ uom: 'Box', conversion_factor: 12 }],
  ...more,
});
const bin = (item_code: string, warehouse: string, actual_qty: number, reserved_qty = 0) => ({
  item_code,
  warehouse,
  actual_qty,
  reserved_qty,
  reserved_qty_for_production: 0,
  reserved_qty_for_sub_contract: 0,
  reserved_qty_for_production_plan: 0,
});
const purchase = (name: string, row: object, order: object = {}) => ({
  name,
  company: 'Acme Parts',
  docstatus: 1,
  status: 'To Receive and Bill',
  items: [
    {
      name: `${name}-1`,
      idx: 1,
      item_code: 'Bolt',
      qty: 10,
      received_qty: 0,
      conversion_factor: 1,
      schedule_date: '2026-11-26',
      delivered_by_supplier: 0,
      ...row,
    },
  ],
  ...order,
});

function world(more: Partial<Documents>): Documents {
  return {
    warehouses: [
      leaf('Stores - AP', 1),
      leaf('North 1 - AP', 3),
      leaf('Transit Hall - AP', 5),
      leaf('Stores - BC', 7, { company: 'Beta Company' }),
      leaf('Empty - AP', 9, { is_group: 1 }),
      leaf('Sold - AP', 11, { disabled: 1 }),
    ],
    companies: [
      { name: 'Acme Parts', abbr: 'AP', default_holiday_list: null },
      { name: 'Beta Company', abbr: 'BC', default_holiday_list: null },
    ],
    items: [item('Bolt'), item('Nut'), item('Kit', { is_stock_item: 0 }), item('Old', { disabled: 1 })],
    bundles: [{ new_item_code: 'Kit', disabled: 0, items: [{ item_code: 'Bolt', qty: 4 }] }],
    bins: [],
    purchaseOrders: [],
    holidayLists: [],
    salesOrders: [],
    wholeNumberUoms: ['Box'],
    timeZone: 'UTC',
    ...more,
  };
}

const half = { uom: 'Half', conversion_factor: 0.5 };
const order = (line: Partial<OrderRequest['items'][number]>, more: Partial<OrderRequest> = {}) => ({
  customer: 'Example',
  items: [{ item_code: 'Bolt', qty: 5, ...line }],
  ...more,
});
const reading = (documents: Documents, request: OrderRequest) =>
  read(documents, defaultDeployment('Stores - AP'), request, TUESDAY_MORNING);
const shortage = (documents: Documents, request: OrderRequest) =>
  reading(documents, request).lines.map((line) => decimalText(line.shortage));

describe('what the golden cases do not hold', () => {
  it('converts to the stock unit, and takes a code in any case', () => {
    const documents = world({ bins: [bin('Bolt', 'Stores - AP', 60)] });
    expect(shortage(documents, order({ item_code: 'BOLT ', uom: 'Box' }))).toEqual(['0']);
    expect(shortage(documents, order({ uom: 'Box', qty: 5.000000001 }))).toEqual(['0.000000012']);
    expect(shortage(documents, order({ qty: 0.5 }))).toEqual(['0']);
  });

  const salesOrder = (more: object, row: object = {}) => ({
    name: 'SO-1',
    docstatus: 1,
    status: 'To Deliver and Bill',
    items: [
      {
        name: 'so1',
        item_code: 'Bolt',
        qty: 3,
        delivered_qty: 1,
        conversion_factor: 2,
        warehouse: 'Stores - AP',
        delivered_by_supplier: 0,
        ...row,
      },
    ],
    ...more,
  });
  const packed = [{ parent_detail_docname: 'so1', item_code: 'Bolt', qty: 12, warehouse: 'Stores - AP' }];
  it.each([
    ['the undelivered part of its rows', salesOrder({}), '1'],
    ['nothing while On Hold', salesOrder({ status: 'On Hold' }), '5'],
    ['nothing when Closed', salesOrder({ status: 'Closed' }), '5'],
    ['nothing as a draft', salesOrder({ docstatus: 0 }), '5'],
    ['nothing the supplier delivers', salesOrder({}, { delivered_by_supplier: 1 }), '5'],
    ['nothing of another warehouse', salesOrder({}, { warehouse: 'North 1 - AP' }), '5'],
    [
      'the undelivered part of its bundles',
      salesOrder({ packed_items: packed }, { item_code: 'Kit', qty: 4 }),
      '0',
    ],
    [
      'all but one of twelve',
      salesOrder({ packed_items: packed }, { item_code: 'Kit', qty: 12, delivered_qty: 11 }),
      '4',
    ],
  ])('gives a Sales Order back %s', (_, given, missing) => {
    const documents = world({ bins: [bin('Bolt', 'Stores - AP', 10, 10)], salesOrders: [given] });
    expect(shortage(documents, order({}, { sales_order_id: 'SO-1' }))).toEqual([missing]);
  });

  it('gives a Sales Order back no more than is reserved', () => {
    const documents = world({
      bins: [bin('Bolt', 'Stores - AP', 10, 10)],
      salesOrders: [salesOrder({}, { qty: 300 })],
    });
    expect(shortage(documents, order({ qty: 11 }, { sales_order_id: 'SO-1' }))).toEqual(['1']);
  });

  it.each([
    ['to the other warehouse of its order', purchase('PO', {}, { set_warehouse: 'North 1 - AP' }), '5'],
    ['to the warehouse of its order', purchase('PO', {}, { set_warehouse: 'Stores - AP' }), '0'],
    ['to nowhere in particular', purchase('PO', {}), '0'],
    ['to nowhere in particular, of another company', purchase('PO', {}, { company: 'Beta Company' }), '5'],
    [
      'to another warehouse',
      purchase('PO', { warehouse: 'North 1 - AP' }, { set_warehouse: 'Stores - AP' }),
      '5',
    ],
    [
      'as a submitted order that says Draft',
      purchase('PO', { warehouse: 'Stores - AP' }, { status: 'Draft' }),
      '0',
    ],
    ['as a real draft', purchase('PO', { warehouse: 'Stores - AP' }, { docstatus: 0, status: 'Draft' }), '5'],
  ])('counts what comes %s', (_, coming, missing) => {
    expect(shortage(world({ purchaseOrders: [coming] }), order({}))).toEqual([missing]);
  });

  it('counts what comes to a place of transit, not what lies there', () => {
    const documents = world({
      bins: [bin('Bolt', 'Transit Hall - AP', 100)],
      purchaseOrders: [purchase('PO', { warehouse: 'Transit Hall - AP', qty: 2 })],
    });
    expect(shortage(documents, order({ warehouse: 'Transit Hall - AP' }))).toEqual(['3']);
  });

  it('is not reliable without inbound data, unless stock is enough', () => {
    const documents = world({ bins: [bin('Bolt', 'Stores - AP', 6)], purchaseOrders: 'unreadable' });
    expect(reading(documents, order({}))).toMatchObject({ status: 'OK', confidence: 'LOW' });
    expect(reading(documents, order({ qty: 7 })).status).toBe('CANNOT_PROMISE_RELIABLY');
  });

  it('is at most MEDIUM when the holiday list may not be read', () => {
    const companies = [{ name: 'Acme Parts', abbr: 'AP', default_holiday_list: 'Calendar' }];
    const documents = world({ bins: [bin('Bolt', 'Stores - AP', 6)], companies, holidayLists: 'unreadable' });
    expect(reading(documents, order({})).confidence).toBe('MEDIUM');
  });

  it('has no reliable date when no day is a working day', () => {
    const deployment = { ...defaultDeployment('Stores - AP'), weeklyOff: [0, 1, 2, 3, 4, 5, 6] };
    expect(read(world({}), deployment, order({}), TUESDAY_MORNING).status).toBe('CANNOT_PROMISE_RELIABLY');
  });

  it.each([
    ['an unknown item', order({ item_code: 'Screw' }), 422],
    ['a disabled item', order({ item_code: 'Old' }), 422],
    ['an unknown unit', order({ uom: 'Pallet' }), 422],
    ['half a box', order({ uom: 'Box', qty: 0.5 }), 422],
    ['a thousandth more than a box', order({ uom: 'Box', qty: 1.0005 }), 422],
    ['an unknown warehouse', order({ warehouse: 'South - AP' }), 422],
    ['a disabled warehouse', order({ warehouse: 'Sold - AP' }), 422],
    ['an empty group', order({ warehouse: 'Empty - AP' }), 422],
    [
      'two companies',
      { customer: 'E', items: [...order({}).items, ...order({ warehouse: 'Stores - BC' }).items] },
      422,
    ],
    ['an unknown Sales Order', order({}, { sales_order_id: 'SO-9' }), 404],
  ])('refuses %s', (_, request, httpStatus) => {
    expect(() => reading(world({}), request)).toThrow(expect.objectContaining({ httpStatus }));
  });

  it('refuses what has more than twelve digits in the stock unit, also of a component', () => {
    const refused = expect.objectContaining({ httpStatus: 422 });
    const pallets = (conversion_factor: number) =>
      world({ items: [item('Bolt', { uoms: [{ uom: 'Pallet', conversion_factor }] }), item('Kit')] });
    const most = order({ uom: 'Pallet', qty: 1e9 });
    expect(() => reading(pallets(1_000), most)).toThrow(refused);
    expect(reading(pallets(999), most).lines).toHaveLength(1);
    const bundles = [{ new_item_code: 'Kit', disabled: 0, items: [{ item_code: 'Bolt', qty: 1_000 }] }];
    const kits = { ...pallets(1), bundles };
    expect(() => reading(kits, order({ item_code: 'Kit', qty: 1e9 }))).toThrow(refused);
    expect(reading(kits, order({ item_code: 'Kit', qty: 999_999_999 })).lines).toHaveLength(1);
  });

  it('refuses what makes a fraction in the stock unit, and a bundle of what can not be ordered', () => {
    const refused = expect.objectContaining({ httpStatus: 422 });
    const halves = world({ wholeNumberUoms: ['Nos'], items: [item('Bolt', { uoms: [half] })] });
    expect(() => reading(halves, order({ uom: 'Half', qty: 3 }))).toThrow(refused);
    expect(shortage(halves, order({ uom: 'Half', qty: 4 }))).toEqual(['2']);
    const bundles = [{ new_item_code: 'Kit', disabled: 0, items: [{ item_code: 'Old', qty: 1 }] }];
    expect(() => reading(world({ bundles }), order({ item_code: 'Kit' }))).toThrow(refused);
  });
});
