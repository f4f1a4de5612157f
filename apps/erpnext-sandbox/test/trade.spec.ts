import { type RunningSandbox } from '../src/sandbox.js';
import { call, start, type Answer } from './running.js';

type Json = Record<string, unknown>;

/** A small company: two warehouses, bolts in boxes, nuts, steel by weight, a kit and a service. */
const company = (): Record<string, Record<string, string | number | null>[]> => ({
  Company: [{ name: 'Co', company_name: 'Co', abbr: 'C' }],
  Warehouse: [
    { name: 'All - C', warehouse_name: 'All', company: 'Co', is_group: 1 },
    { name: 'Stores - C', warehouse_name: 'Stores', company: 'Co', parent_warehouse: 'All - C' },
    { name: 'Shop - C', warehouse_name: 'Shop', company: 'Co', parent_warehouse: 'All - C' },
    { name: 'Shut - C', warehouse_name: 'Shut', company: 'Co', parent_warehouse: 'All - C', disabled: 1 },
  ],
  UOM: [
    { name: 'Nos', uom_name: 'Nos', must_be_whole_number: 1 },
    { name: 'Box', uom_name: 'Box', must_be_whole_number: 1 },
    { name: 'Kg', uom_name: 'Kg' },
  ],
  Item: [
    ...['BOLT', 'NUT'].map((name) => ({ name, item_code: name, item_name: name, stock_uom: 'Nos' })),
    { name: 'STEEL', item_code: 'STEEL', item_name: 'STEEL', stock_uom: 'Kg' },
    { name: 'KIT', item_code: 'KIT', item_name: 'KIT', stock_uom: 'Nos', is_stock_item: 0 },
    { name: 'WORK', item_code: 'WORK', item_name: 'WORK', stock_uom: 'Nos', is_stock_item: 0 },
    { name: 'TPL', item_code: 'TPL', item_name: 'TPL', stock_uom: 'Nos', has_variants: 1 },
  ],
  'UOM Conversion Detail': [
    {
      name: 'u1',
      parent: 'BOLT',
      parenttype: 'Item',
      parentfield: 'uoms',
      uom: 'Box',
      conversion_factor: 12,
    },
  ],
  'Product Bundle': [{ name: 'KIT', new_item_code: 'KIT' }],
  'Product Bundle Item': [
    {
      name: 'b1',
      parent: 'KIT',
      parenttype: 'Product Bundle',
      parentfield: 'items',
      item_code: 'BOLT',
      qty: 2,
      uom: 'Nos',
    },
    {
      name: 'b2',
      parent: 'KIT',
      parenttype: 'Product Bundle',
      parentfield: 'items',
      item_code: 'NUT',
      qty: 3,
      uom: 'Nos',
    },
  ],
  Bin: [
    { item_code: 'BOLT', warehouse: 'Stores - C', actual_qty: 100, stock_uom: 'Nos' },
    { item_code: 'NUT', warehouse: 'Stores - C', actual_qty: 100, stock_uom: 'Nos' },
    { item_code: 'STEEL', warehouse: 'Stores - C', actual_qty: 0, stock_uom: 'Kg' },
  ],
});

let sandbox: RunningSandbox;
beforeEach(async () => {
  sandbox = await start({ company });
});
afterEach(() => sandbox.stop());

const post = (doctype: string, body: Json): Promise<Answer> =>
  call(sandbox, 'POST', `/api/resource/${doctype}`, body);
const put = (doctype: string, name: string, body: Json): Promise<Answer> =>
  call(sandbox, 'PUT', `/api/resource/${doctype}/${name}`, body);
const data = (answer: Answer): Json & { name: string; items: (Json & { name: string })[] } => {
  expect([answer.status, answer.json['exc_type']]).toEqual([200, undefined]);
  return answer.json['data'] as Json & { name: string; items: (Json & { name: string })[] };
};
const firstRow = (doc: { items: (Json & { name: string })[] }): string => doc.items[0]?.name ?? '';

async function bin(item: string, warehouse = 'Stores - C'): Promise<Json> {
  const fields = '["actual_qty","reserved_qty","ordered_qty","projected_qty"]';
  const filters = JSON.stringify([
    ['item_code', '=', item],
    ['warehouse', '=', warehouse],
  ]);
  const answer = await call(
    sandbox,
    'GET',
    `/api/resource/Bin?fields=${fields}&filters=${encodeURIComponent(filters)}`,
  );
  return (answer.json['data'] as Json[])[0] ?? {};
}

const purchase = (items: Json[], rest: Json = {}): Json => ({
  docstatus: 1,
  supplier: 'S',
  company: 'Co',
  schedule_date: '2026-12-10',
  items: items.map((item) => ({ warehouse: 'Stores - C', rate: 1, ...item })),
  ...rest,
});
const sale = (items: Json[], rest: Json = {}): Json => ({
  docstatus: 1,
  customer: 'K',
  company: 'Co',
  delivery_date: '2026-12-10',
  items: items.map((item) => ({ warehouse: 'Stores - C', rate: 1, ...item })),
  ...rest,
});
const entry = (type: string, items: Json[]): Json => ({
  docstatus: 1,
  stock_entry_type: type,
  company: 'Co',
  items,
});

describe('Purchase Order to receipt', () => {
  it('counts boxes in pieces, from order to receipt and back', async () => {
    const order = data(await post('Purchase Order', purchase([{ item_code: 'bolt', qty: 5, uom: 'Box' }])));
    expect(order['status']).toBe('Draft');
    expect(await bin('BOLT')).toMatchObject({ actual_qty: 100, ordered_qty: 60, projected_qty: 160 });
    const row = {
      item_code: 'BOLT',
      qty: 2,
      warehouse: 'Stores - C',
      purchase_order: order.name,
      purchase_order_item: firstRow(order),
    };
    const receipt = data(
      await post('Purchase Receipt', { docstatus: 1, supplier: 'S', company: 'Co', items: [row] }),
    );
    expect(await bin('BOLT')).toMatchObject({ actual_qty: 124, ordered_qty: 36, projected_qty: 160 });
    const read = (await call(sandbox, 'GET', `/api/resource/Purchase Order/${order.name}`)).json['data'];
    expect(read).toMatchObject({
      status: 'To Receive and Bill',
      per_received: 40,
      items: [{ received_qty: 2 }],
    });
    data(await put('Purchase Receipt', receipt.name, { docstatus: 2 }));
    expect(await bin('BOLT')).toMatchObject({ actual_qty: 100, ordered_qty: 60, projected_qty: 160 });
    data(await put('Purchase Order', order.name, { docstatus: 2 }));
    expect(await bin('BOLT')).toMatchObject({ actual_qty: 100, ordered_qty: 0, projected_qty: 100 });
  });

  it('is To Bill when all has come, and cannot be cancelled then', async () => {
    const order = data(await post('Purchase Order', purchase([{ item_code: 'STEEL', qty: 0.3 }])));
    for (const qty of [0.1, 0.2]) {
      const row = {
        item_code: 'STEEL',
        qty,
        warehouse: 'Stores - C',
        purchase_order: order.name,
        purchase_order_item: firstRow(order),
      };
      data(await post('Purchase Receipt', { docstatus: 1, supplier: 'S', company: 'Co', items: [row] }));
    }
    expect(await bin('STEEL')).toMatchObject({ actual_qty: 0.3, ordered_qty: 0 });
    const read = (await call(sandbox, 'GET', `/api/resource/Purchase Order/${order.name}`)).json['data'];
    expect(read).toMatchObject({ status: 'To Bill', per_received: 100, items: [{ received_qty: 0.3 }] });
    expect((await put('Purchase Order', order.name, { docstatus: 2 })).json['exc_type']).toBe(
      'LinkExistsError',
    );
  });

  it('takes nothing in for an order On Hold', async () => {
    const order = data(await post('Purchase Order', purchase([{ item_code: 'NUT', qty: 5 }])));
    const method = '/api/method/erpnext.buying.doctype.purchase_order.purchase_order.update_status';
    await call(sandbox, 'POST', method, { name: order.name, status: 'On Hold' });
    expect(await bin('NUT')).toMatchObject({ ordered_qty: 5 });
    const row = {
      item_code: 'NUT',
      qty: 5,
      warehouse: 'Stores - C',
      purchase_order: order.name,
      purchase_order_item: firstRow(order),
    };
    const refused = await post('Purchase Receipt', {
      docstatus: 1,
      supplier: 'S',
      company: 'Co',
      items: [row],
    });
    expect([refused.status, refused.json['exc_type']]).toEqual([417, 'InvalidStatusError']);
  });

  it('has received from the start what the supplier delivers', async () => {
    const order = data(
      await post('Purchase Order', purchase([{ item_code: 'NUT', qty: 5, delivered_by_supplier: 1 }])),
    );
    expect(order).toMatchObject({ per_received: 0, items: [{ received_qty: 5 }] });
    expect(await bin('NUT')).toMatchObject({ ordered_qty: 0 });
  });

  it('makes no Bin for a service', async () => {
    const order = data(await post('Purchase Order', purchase([{ item_code: 'WORK', qty: 5 }])));
    const row = {
      item_code: 'WORK',
      qty: 5,
      warehouse: 'Stores - C',
      purchase_order: order.name,
      purchase_order_item: firstRow(order),
    };
    data(await post('Purchase Receipt', { docstatus: 1, supplier: 'S', company: 'Co', items: [row] }));
    expect(await bin('WORK')).toEqual({});
  });

  it.each([
    [{ item_code: 'NOPE', qty: 1 }, 404, 'DoesNotExistError'],
    [{ item_code: 'TPL', qty: 1 }, 417, 'ItemTemplateCannotHaveStock'],
    [{ item_code: 'BOLT', qty: 1.5 }, 417, 'UOMMustBeIntegerError'],
    [{ item_code: 'BOLT', qty: 1, warehouse: 'Nowhere' }, 417, 'LinkValidationError'],
    [{ item_code: 'BOLT', qty: 1, uom: 'Nope' }, 417, 'LinkValidationError'],
    [{ item_code: 'BOLT', qty: 1, schedule_date: '2026-02-30' }, 500, 'OperationalError'],
    [{ item_code: 'STEEL', qty: 1e13 }, 500, 'DataError'],
  ])('refuses %j', async (item, status, excType) => {
    const refused = await post('Purchase Order', purchase([item]));
    expect([refused.status, refused.json['exc_type']]).toEqual([status, excType]);
    expect(
      (await call(sandbox, 'POST', '/api/method/frappe.client.get_count', { doctype: 'Purchase Order' }))
        .json,
    ).toEqual({ message: 0 });
  });
});

describe('Sales Order to delivery', () => {
  it('reserves the parts of a bundle, and gives them back in proportion', async () => {
    const order = data(
      await post(
        'Sales Order',
        sale([
          { item_code: 'KIT', qty: 4 },
          { item_code: 'WORK', qty: 1, warehouse: null },
        ]),
      ),
    );
    expect(order['packed_items']).toMatchObject([
      { item_code: 'BOLT', qty: 8 },
      { item_code: 'NUT', qty: 12 },
    ]);
    expect([await bin('BOLT'), await bin('NUT')]).toMatchObject([{ reserved_qty: 8 }, { reserved_qty: 12 }]);
    const row = {
      item_code: 'KIT',
      qty: 1,
      warehouse: 'Stores - C',
      against_sales_order: order.name,
      so_detail: firstRow(order),
    };
    const note = data(
      await post('Delivery Note', { docstatus: 1, customer: 'K', company: 'Co', items: [row] }),
    );
    expect(await bin('BOLT')).toMatchObject({ actual_qty: 98, reserved_qty: 6, projected_qty: 92 });
    expect(await bin('NUT')).toMatchObject({ actual_qty: 97, reserved_qty: 9, projected_qty: 88 });
    const read = (await call(sandbox, 'GET', `/api/resource/Sales Order/${order.name}`)).json['data'];
    expect(read).toMatchObject({
      per_delivered: 20,
      delivery_status: 'Partly Delivered',
      status: 'To Deliver and Bill',
    });
    data(await put('Delivery Note', note.name, { docstatus: 2 }));
    expect(await bin('NUT')).toMatchObject({ actual_qty: 100, reserved_qty: 12 });
  });

  it('delivers no more than was ordered', async () => {
    const order = data(await post('Sales Order', sale([{ item_code: 'NUT', qty: 2 }])));
    const row = {
      item_code: 'NUT',
      qty: 3,
      warehouse: 'Stores - C',
      against_sales_order: order.name,
      so_detail: firstRow(order),
    };
    const refused = await post('Delivery Note', { docstatus: 1, customer: 'K', company: 'Co', items: [row] });
    expect([refused.status, refused.json['exc_type']]).toEqual([417, 'OverAllowanceError']);
    expect(await bin('NUT')).toMatchObject({ actual_qty: 100, reserved_qty: 2 });
  });

  it('makes backlog when it sells more than there is', async () => {
    data(await post('Sales Order', sale([{ item_code: 'NUT', qty: 150 }])));
    expect(await bin('NUT')).toMatchObject({ actual_qty: 100, reserved_qty: 150, projected_qty: -50 });
  });

  it('writes over a newer version only without modified', async () => {
    const order = data(await post('Sales Order', sale([{ item_code: 'NUT', qty: 2 }])));
    const second = data(await put('Sales Order', order.name, { modified: order['modified'] }));
    expect(second['modified']).not.toBe(order['modified']);
    const refused = await put('Sales Order', order.name, { modified: order['modified'] });
    expect([refused.status, refused.json['exc_type']]).toEqual([417, 'TimestampMismatchError']);
    expect((await put('Sales Order', order.name, {})).status).toBe(200);
  });
});

describe('Stock Entry', () => {
  it('moves all of its rows or none', async () => {
    const rows = [
      { item_code: 'BOLT', qty: 10, s_warehouse: 'Stores - C', t_warehouse: 'Shop - C' },
      { item_code: 'NUT', qty: 101, s_warehouse: 'Stores - C', t_warehouse: 'Shop - C' },
    ];
    const refused = await post('Stock Entry', entry('Material Transfer', rows));
    expect([refused.status, refused.json['exc_type']]).toEqual([417, 'NegativeStockError']);
    expect([await bin('BOLT'), await bin('BOLT', 'Shop - C')]).toEqual([
      expect.objectContaining({ actual_qty: 100 }),
      {},
    ]);
    data(await post('Stock Entry', entry('Material Transfer', rows.slice(0, 1))));
    expect([await bin('BOLT'), await bin('BOLT', 'Shop - C')]).toMatchObject([
      { actual_qty: 90 },
      { actual_qty: 10 },
    ]);
  });

  it('does not drift', async () => {
    for (const qty of [0.1, 0.2, 0.7])
      data(
        await post(
          'Stock Entry',
          entry('Material Receipt', [{ item_code: 'STEEL', qty, t_warehouse: 'Stores - C' }]),
        ),
      );
    for (const qty of [0.3, 0.6])
      data(
        await post(
          'Stock Entry',
          entry('Material Issue', [{ item_code: 'STEEL', qty, s_warehouse: 'Stores - C' }]),
        ),
      );
    expect(await bin('STEEL')).toMatchObject({ actual_qty: 0.1, projected_qty: 0.1 });
  });

  it.each([
    ['Shut - C', 'ValidationError'],
    ['All - C', 'GroupWarehouseError'],
  ])('puts nothing into %s', async (t_warehouse, excType) => {
    const refused = await post(
      'Stock Entry',
      entry('Material Receipt', [{ item_code: 'NUT', qty: 1, t_warehouse }]),
    );
    expect([refused.status, refused.json['exc_type']]).toEqual([417, excType]);
  });

  it('is not cancelled when what it brought is gone', async () => {
    const made = data(
      await post(
        'Stock Entry',
        entry('Material Receipt', [{ item_code: 'STEEL', qty: 5, t_warehouse: 'Stores - C' }]),
      ),
    );
    data(
      await post(
        'Stock Entry',
        entry('Material Issue', [{ item_code: 'STEEL', qty: 4, s_warehouse: 'Stores - C' }]),
      ),
    );
    expect((await put('Stock Entry', made.name, { docstatus: 2 })).json['exc_type']).toBe(
      'NegativeStockError',
    );
    expect(await bin('STEEL')).toMatchObject({ actual_qty: 1 });
  });
});

describe('warehouses', () => {
  const tree = async (): Promise<unknown[]> => {
    const answer = await call(
      sandbox,
      'GET',
      '/api/resource/Warehouse?fields=["name","lft","rgt"]&order_by=lft asc',
    );
    return (answer.json['data'] as Json[]).map(({ name, lft, rgt }) => [name, lft, rgt]);
  };

  it('are numbered anew when one comes and when one moves', async () => {
    data(
      await post('Warehouse', {
        warehouse_name: 'Yard',
        company: 'Co',
        parent_warehouse: 'All - C',
        is_group: 1,
      }),
    );
    data(await put('Warehouse', 'Shop - C', { parent_warehouse: 'Yard - C' }));
    expect(await tree()).toEqual([
      ['All - C', 1, 10],
      ['Shut - C', 2, 3],
      ['Stores - C', 4, 5],
      ['Yard - C', 6, 9],
      ['Shop - C', 7, 8],
    ]);
  });

  it('do not go while they hold stock', async () => {
    expect((await call(sandbox, 'DELETE', '/api/resource/Warehouse/Stores - C')).status).toBe(417);
    expect((await call(sandbox, 'DELETE', '/api/resource/Warehouse/Shut - C')).status).toBe(202);
  });
});
