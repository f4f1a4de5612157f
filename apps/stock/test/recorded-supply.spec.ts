import { systemClock } from '#libs/kernel';
import { settleSupply } from '../src/application/settle-supply.js';
import { limits } from './erpnext.js';
import { closeSites, listed, siteOf } from './recorded-site.js';
import { answerOf, movementIn, rowsOf, stepOf, stepsOf } from './recordings.js';

afterEach(closeSites);

const reading = { itemCodes: ['BOLT-M8'], salesOrderId: null, since: '2026-11-24 03:56:00' };

describe('what a real site says when it refuses', () => {
  const kinds = [
    ['auth-and-ping', 'bad-token-401', 'unauthenticated'],
    ['auth-and-ping', 'auth-malformed-header', 'unauthenticated'],
    ['auth-and-ping', 'auth-none-resource', 'forbidden'],
    ['auth-and-ping', 'logged-user-without-token', 'forbidden'],
    ['restricted-user-403', 'po-list-restricted-403', 'forbidden'],
    ['query-errors', 'unknown-field-in-fields', 'refused'],
    ['query-errors', 'unknown-doctype', 'forbidden'],
    ['query-errors', 'malformed-filter-json', 'refused'],
    ['query-errors', 'missing-doc-404', 'missing'],
    ['query-errors', 'unknown-method-404', 'refused'],
    ['errors-without-tracebacks', '500 database error', 'refused'],
    ['errors-without-tracebacks', '403 child without parent', 'forbidden'],
    ['errors-without-tracebacks', '409 duplicate', 'refused'],
    ['maintenance', 'maintenance-503: list', 'down'],
    ['maintenance', 'maintenance-503: as text/html', 'down'],
    ['rate-limited-429', 'call 5', 'limited'],
    ['rate-limited-429', 'as text/html', 'limited'],
    ['accept-text-html', 'html-accept-404', 'unreadable'],
    ['accept-text-html', 'html-accept-403', 'forbidden'],
    ['accept-text-html', 'html-accept-401', 'unauthenticated'],
    ['long-url', '400 codes', 'refused'],
  ] as const;

  it.each(kinds)('%s, %s: %s', async (name, step, kind) => {
    const { client } = await siteOf(() => answerOf(stepOf(name, step)));
    const fault = await client
      .list({ doctype: 'Bin', fields: ['name'], order_by: 'name asc' }, limits())
      .catch((error: unknown) => error);
    expect(fault).toMatchObject({ kind });
  });

  const refusals = ['accept-text-html', 'auth-and-ping', 'child-doctype-direct', 'errors-without-tracebacks']
    .concat(['filter-forms', 'holiday-list', 'long-url', 'maintenance', 'material-request-errors'])
    .concat(['method-body-and-verb-errors', 'query-errors', 'rate-limited-429', 'restricted-user-403'])
    .flatMap((name) => stepsOf(name).map((step) => [`${name}, ${step.step}`, step] as const))
    .filter(([, step]) => step.response.status >= 400);

  it.each(refusals)('stock stays unavailable, in words of our own: %s', async (_name, step) => {
    const { supply } = await siteOf(() => answerOf(step));
    const fault = await supply.read(reading, limits()).catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'SUPPLY_UNAVAILABLE' });
    const { detail } = fault as { detail: string };
    expect(detail).toMatch(/^[A-Z][^<>]*\.$/);
    expect(detail).not.toMatch(/Traceback|frappe\.|pymysql|acme\.test|127\.0\.0\.1|the-api|select /i);
  });

  it('passes on when the rate limiter wants to be asked again', async () => {
    const { supply } = await siteOf(() => answerOf(stepOf('rate-limited-429', 'call 5')));
    await expect(supply.read(reading, limits())).rejects.toMatchObject({ retryAfterSeconds: 76_500 });
  });

  it('still gives stock when only purchase orders are refused', async () => {
    const { supply } = await siteOf(({ body }) =>
      body.doctype === 'Purchase Order'
        ? answerOf(stepOf('restricted-user-403', 'po-list-restricted-403'))
        : listed(rowsOf('filter-forms', 'fields *')),
    );
    const read = await supply.read({ ...reading, itemCodes: ['AB/CD-1'] }, limits());
    expect(read.bins).toEqual([
      expect.objectContaining({ warehouse: 'Stores - AP', actual_qty: 5, reserved_qty: 2 }),
    ]);
    expect(read.inbound).toEqual([]);
    expect(read.inboundUnreadable).toMatch(/does not let our user read Purchase Order/);
  });
});

describe('supply as a real site writes it', () => {
  it('Bins and rows of purchase orders', async () => {
    const { supply } = await siteOf(({ body }) =>
      listed(
        body.doctype === 'Purchase Order'
          ? rowsOf('po-list-child-fields-backtick')
          : rowsOf('filter-forms', 'fields *'),
      ),
    );
    const { inbound, inboundUnreadable } = await supply.read(reading, limits());
    expect(inboundUnreadable).toBeNull();
    expect(inbound).toHaveLength(rowsOf('po-list-child-fields-backtick').length);
    expect(inbound.find((row) => row.purchase_order === 'PUR-ORD-2026-00004' && row.idx === 1)).toEqual({
      item_code: 'BOLT-M8',
      purchase_order: 'PUR-ORD-2026-00004',
      row: '8qurn80t6a',
      idx: 1,
      company: 'Acme Parts',
      status: 'To Receive and Bill',
      warehouse: 'North 1 - AP',
      qty: 3,
      received_qty: 0,
      conversion_factor: 12,
      delivered_by_supplier: false,
      schedule_date: '2026-12-03',
      expected_delivery_date: null,
      modified: '2026-11-24 03:30:20.792367',
    });
  });

  it('items with their units', async () => {
    const masters = new Map(rowsOf('snapshot-items').map((item) => [item['name'], item]));
    const joined = rowsOf('snapshot-item-uoms').map((row) => ({
      ...masters.get(row['name']),
      row_uom: row['uom'],
      row_conversion_factor: row['conversion_factor'],
    }));
    const { supply } = await siteOf(() => listed(joined));
    const { items } = await supply.itemsOf([], limits());
    expect(items).toContainEqual({
      item_code: 'BOLT-M8',
      stock_uom: 'Nos',
      is_stock_item: true,
      disabled: false,
      has_variants: false,
      uoms: [
        { uom: 'Box', conversion_factor: 12 },
        { uom: 'Nos', conversion_factor: 1 },
      ],
    });
    const codes = items.map((item) => item.item_code);
    expect(codes).toEqual(expect.arrayContaining(['A,B', 'O"RING 5', "O'RING 6", '50% ACID', '螺丝钉']));
    expect(items.find((item) => item.item_code === 'KIT-1')).toMatchObject({ is_stock_item: false });
    expect(items.find((item) => item.item_code === 'TPL-PIPE')).toMatchObject({ has_variants: true });
    expect(items.find((item) => item.item_code === 'OLD-DISABLED')).toMatchObject({ disabled: true });
  });

  it('a Sales Order and what it has reserved', async () => {
    const { site, supply } = await siteOf(({ method }) =>
      method === 'GET' ? answerOf(stepOf('sales-order-doc')) : listed([]),
    );
    const read = await supply.read({ ...reading, salesOrderId: 'SAL-ORD-2026-00001' }, limits());
    expect(read.salesOrder).toEqual({
      modified: '2026-11-24 03:55:45.749546',
      // 30 pieces and 2 boxes of 12.
      reserved: [
        { item_code: 'BOLT-M8', warehouse: 'Stores - AP', qty: 54 },
        { item_code: 'WIDGET A 100', warehouse: 'Stores - AP', qty: 5 },
        { item_code: 'SRV-INSTALL', warehouse: 'Stores - AP', qty: 1 },
      ],
    });
    expect(site.requests).toHaveLength(3);
  });

  it.each([
    ['an unknown order', 'SAL-ORD-9999-00001', 'missing-doc-404', 'SALES_ORDER_UNKNOWN'],
    ['a page of a proxy', 'SAL-ORD-9999-00001', 'html-accept-404', 'SUPPLY_UNAVAILABLE'],
    ['an order that our user may not see', 'SAL-ORD-2026-00001', 'po-doc-restricted-403', 'ERPNEXT_ERROR'],
  ])('%s', async (_name, id, step, code) => {
    const recording = ['query-errors', 'accept-text-html', 'restricted-user-403'].find((name) =>
      stepsOf(name).some((candidate) => candidate.step === step),
    )!;
    const { supply } = await siteOf(({ method }) =>
      method === 'GET' ? answerOf(stepOf(recording, step)) : listed([]),
    );
    await expect(supply.read({ ...reading, salesOrderId: id }, limits())).rejects.toMatchObject({ code });
  });

  it.each(['', ' ', '.', '..', 'x'.repeat(141)])('does not ask for a Sales Order %p', async (id) => {
    const { site, supply } = await siteOf(() => listed([]));
    await expect(supply.read({ ...reading, salesOrderId: id }, limits())).rejects.toMatchObject({
      code: 'SALES_ORDER_UNKNOWN',
    });
    expect(site.requests.every((request) => request.method === 'POST')).toBe(true);
  });

  it('a receipt between the two answers is read again, and an order that it completes is still seen', async () => {
    const { before, after } = movementIn('po-modified-on-receipt');
    let purchaseOrders = 0;
    const { site, supply } = await siteOf(({ body }) => {
      if (body.doctype === 'Bin') return listed(binsIn(after));
      purchaseOrders += 1;
      return listed(ordersIn(purchaseOrders === 1 ? before : after));
    });
    const settled = await settleSupply(supply, { ...reading, since: '2026-11-24 03:37:56' }, limits(), {
      clock: systemClock,
      rounds: 5,
    });
    const bolt = settled.items.get('BOLT-M8')!;
    // 184 on hand with 2 of 5 boxes received, not 184 with all 5 boxes still to come.
    expect(bolt.bins.map((bin) => bin.actual_qty)).toEqual([184]);
    expect(bolt.inbound.map((row) => row.received_qty)).toEqual([2]);
    // First both, then both again, then once more until nothing changes.
    expect(site.requests).toHaveLength(6);
    expect(site.requests.at(-1)?.body).toMatchObject({
      or_filters: [
        ['status', 'in', ['To Receive', 'To Receive and Bill', 'Draft', 'On Hold']],
        ['modified', '>=', '2026-11-24 03:37:56'],
      ],
    });
  });
});

type Row = Record<string, unknown>;

const zero = {
  reserved_qty_for_production: 0,
  reserved_qty_for_sub_contract: 0,
  reserved_qty_for_production_plan: 0,
};
const binsIn = (rows: readonly Row[]): Row[] =>
  rows.filter((row) => 'warehouse' in row).map((row) => ({ ...row, ...zero }));
const ordersIn = (rows: readonly Row[]): Row[] =>
  rows
    .filter((row) => 'row' in row)
    .map((row) => ({
      ...row,
      row_name: row['row'],
      company: 'Acme Parts',
      row_warehouse: 'Stores - AP',
      row_delivered_by_supplier: 0,
      row_conversion_factor: 12,
      row_expected_delivery_date: row['row_expected'],
    }));
