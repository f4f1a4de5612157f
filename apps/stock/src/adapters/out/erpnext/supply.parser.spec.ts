import { parseBins, parseInbound, parseItems, parseSalesOrder } from './supply.parser.js';

const row = (more: object) => ({
  name: 'row-1',
  idx: 1,
  item_code: 'A',
  warehouse: 'W',
  qty: 3,
  delivered_qty: 1,
  conversion_factor: 1,
  delivered_by_supplier: 0,
  ...more,
});
const order = (more: object) => ({
  name: 'SO-1',
  docstatus: 1,
  status: 'To Deliver and Bill',
  modified: '2026-11-24 03:55:45.749546',
  items: [row({})],
  ...more,
});
const reservedOf = (document: object) => parseSalesOrder(document).reserved;

describe('what a Sales Order has reserved', () => {
  it('is what is undelivered, in stock units, per item and warehouse', () => {
    const items = [
      row({}),
      row({ name: 'row-2', idx: 2, qty: 0.3, delivered_qty: 0.1, conversion_factor: 12 }),
      row({ name: 'row-3', idx: 3, warehouse: 'V' }),
    ];
    expect(reservedOf(order({ items }))).toEqual([
      { item_code: 'A', warehouse: 'W', qty: 4.4 },
      { item_code: 'A', warehouse: 'V', qty: 2 },
    ]);
  });

  it.each([
    ['a draft', { docstatus: 0, status: 'Draft' }],
    ['a cancelled order', { docstatus: 2, status: 'Cancelled' }],
    ['an order on hold', { status: 'On Hold' }],
    ['a closed order', { status: 'Closed' }],
    ['a row that the supplier delivers', { items: [row({ delivered_by_supplier: 1 })] }],
    ['a row without warehouse', { items: [row({ warehouse: undefined })] }],
    ['a row that is over-delivered', { items: [row({ delivered_qty: 4 })] }],
  ])('is nothing for %s', (_name, more) => expect(reservedOf(order(more))).toEqual([]));

  it('is there for a submitted order that still says Draft', () =>
    expect(reservedOf(order({ status: 'Draft' }))).toHaveLength(1));

  it('of a bundle is its parts, in proportion to what is undelivered of it', () => {
    const kit = row({ name: 'kit', item_code: 'KIT', qty: 3, delivered_qty: 1 });
    const part = { idx: 1, item_code: 'PART', warehouse: 'W', qty: 10, parent_detail_docname: 'kit' };
    expect(reservedOf(order({ items: [kit], packed_items: [part] }))).toEqual([
      expect.objectContaining({ item_code: 'KIT' }),
      { item_code: 'PART', warehouse: 'W', qty: 6.666666667 },
    ]);
    const dropShipped = { ...kit, delivered_by_supplier: 1 };
    expect(reservedOf(order({ items: [dropShipped], packed_items: [part] }))).toEqual([]);
  });

  it('is refused, and not zero, when a figure is missing', () => {
    expect(() => reservedOf(order({ items: [row({ delivered_qty: undefined })] }))).toThrow(
      /delivered_qty of row 1 of Sales Order SO-1 is empty/,
    );
  });
});

const faultIn = (faults: ReadonlyMap<string, Error>, item: string) => faults.get(item)?.message;

it('names the Bin and the field that can not be used, and reads the others', () => {
  const zero = {
    ...{ reserved_qty: 0, reserved_qty_for_production: 0 },
    ...{ reserved_qty_for_sub_contract: 0, reserved_qty_for_production_plan: 0 },
  };
  const bin = { ...zero, item_code: 'A "x"', warehouse: 'W - AP', actual_qty: '4.5', reserved_qty: null };
  const { parsed, faults } = parseBins([bin, { ...zero, ...bin, item_code: 'B', reserved_qty: 1 }]);
  expect(parsed).toEqual([expect.objectContaining({ item_code: 'B', actual_qty: 4.5 })]);
  expect([...faults.keys()]).toEqual(['A "x"']);
  expect(faultIn(faults, 'A "x"')).toContain('reserved_qty of Bin of A "x" in W - AP is empty');
});

const withStock = (item_code: string, warehouse: string, more: object = {}) => ({
  ...{ item_code, warehouse, actual_qty: 4, reserved_qty: 0, reserved_qty_for_production: 0 },
  ...{ reserved_qty_for_sub_contract: 0, reserved_qty_for_production_plan: 0, ...more },
});

it.each([
  ['as it was', {}],
  ['with another figure', { actual_qty: 5 }],
])('a Bin that comes twice, %s, is counted neither twice nor once', (_how, more) => {
  const rows = [withStock('A', 'W'), withStock('A', 'V'), withStock('B', 'W'), withStock('A', 'W', more)];
  const { parsed, faults } = parseBins(rows);
  expect([...faults.keys()]).toEqual(['A']);
  expect(faultIn(faults, 'A')).toContain('Bin of A in W more than once');
  expect(parsed.filter(({ item_code }) => item_code === 'B')).toHaveLength(1);
});

it('does not read on when a row does not say whose it is', () => {
  expect(() => parseBins([{ item_code: null }])).toThrow('item_code of a row is empty');
  expect(() => parseBins(['x'])).toThrow('not an object');
});

const joined = {
  name: 'PO-1',
  company: 'C',
  status: 'Draft',
  set_warehouse: 'Header',
  modified: '2026-11-24 03:00:00.5',
  row_name: 'r',
  row_idx: 2,
  row_item_code: 'A',
  row_warehouse: null,
  row_qty: '5.000000000',
  row_received_qty: 0,
  row_conversion_factor: 12,
  row_delivered_by_supplier: 0,
  row_schedule_date: null,
  row_expected_delivery_date: '2026-12-01',
  row_modified: '2026-11-24 03:00:01',
};

const inbound = (row: object) => parseInbound([row]).parsed[0];

it('reads a row of a purchase order', () => {
  expect(inbound(joined)).toMatchObject({
    warehouse: 'Header',
    qty: 5,
    schedule_date: null,
    modified: '2026-11-24 03:00:01',
  });
  expect(inbound({ ...joined, row_warehouse: 'Row' })?.warehouse).toBe('Row');
});

it('refuses a row of a purchase order that comes twice, and no other row of that item', () => {
  const other = { ...joined, row_name: 's', row_idx: 3 };
  expect([...parseInbound([joined, other]).faults]).toEqual([]);
  const { faults } = parseInbound([joined, other, { ...joined, row_qty: 1 }]);
  expect(faultIn(faults, 'A')).toContain('row 2 of Purchase Order PO-1 (r) more than once');
});

it.each([
  ['2026-11-24 03:00:02', '2026-11-24 03:00:01', '2026-11-24 03:00:02'],
  ['2026-11-24 03:00:00', '2026-11-24 03:00:01', '2026-11-24 03:00:01'],
  [null, '2026-11-24 03:00:01', null],
  ['2026-11-24 03:00:02', null, null],
])('an order of %p with a row of %p was written at %p', (modified, row_modified, written) => {
  expect(inbound({ ...joined, modified, row_modified })?.modified).toBe(written);
});

it.each([
  ['row_conversion_factor', 0],
  ['row_conversion_factor', null],
  ['row_qty', null],
  ['row_received_qty', 'many'],
  ['row_schedule_date', '2026-13-01'],
  ['company', null],
  ['row_delivered_by_supplier', null],
])('refuses a row of a purchase order whose %s is %p', (field, value) => {
  const { parsed, faults } = parseInbound([
    { ...joined, [field]: value },
    { ...joined, row_item_code: 'B' },
  ]);
  expect(parsed).toEqual([expect.objectContaining({ item_code: 'B' })]);
  expect(faultIn(faults, 'A')).toContain(`${field.replace('row_', '')} of row 2 of Purchase Order PO-1`);
});

it.each(['is_stock_item', 'has_variants'])('refuses an item whose %s is not known', (field) => {
  const item = { name: 'A', stock_uom: 'Nos', is_stock_item: 1, disabled: null, has_variants: 0 };
  expect(parseItems([item]).items).toEqual([
    expect.objectContaining({ is_stock_item: true, disabled: false }),
  ]);
  for (const value of [null, undefined, '', 'yes', 2]) {
    const { items, faults } = parseItems([
      { ...item, [field]: value },
      { ...item, name: 'B' },
    ]);
    expect(items).toEqual([expect.objectContaining({ item_code: 'B' })]);
    expect(faults.get('A')).toMatchObject({
      code: 'SUPPLY_INVALID',
      detail: expect.stringContaining(`${field} of Item A is`),
    });
  }
});

it('gathers the units of an item', () => {
  const item = { name: 'A', stock_uom: 'Nos', is_stock_item: 1, disabled: 0, has_variants: 0 };
  const rows = [
    { ...item, row_uom: 'Box', row_conversion_factor: 12 },
    { ...item, row_uom: 'Nos', row_conversion_factor: '1.0' },
    { ...item, name: 'B', row_uom: null, row_conversion_factor: null },
  ];
  expect(parseItems(rows).items).toEqual([
    {
      item_code: 'A',
      stock_uom: 'Nos',
      is_stock_item: true,
      disabled: false,
      has_variants: false,
      uoms: [
        { uom: 'Box', conversion_factor: 12 },
        { uom: 'Nos', conversion_factor: 1 },
      ],
    },
    expect.objectContaining({ item_code: 'B', uoms: [] }),
  ]);
});
