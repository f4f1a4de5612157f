import type { PromiseRequest } from './order.js';
import type { ItemSupply } from './supply.js';
import { bin, item, row, situation } from './test/company.js';
import { promised, type Situation } from './test/promised.js';

type Lines = PromiseRequest['items'];

/** The plan, a text for each line. */
function plan(items: readonly ItemSupply[], lines: Lines, more: Partial<Situation> = {}): string[] {
  return promised({ items: lines }, situation(items, more)).plan.map(({ fulfillment, shortage }) => {
    const parts = fulfillment.map(
      (part) => `${part.qty} ${part.item_code} ${part.po_id ?? part.warehouse ?? part.source}`,
    );
    return [...parts, ...(shortage === 0 ? [] : [`${shortage} missing`])].join(', ');
  });
}

describe('allocation (rule 7)', () => {
  it('gives nothing twice', () => {
    const bolt = item('Bolt', { bins: [bin('Stores - AP', 10)] });
    const line = { item_code: 'Bolt', qty: 6 };
    expect(plan([bolt], [line, line])).toEqual(['6 Bolt Stores - AP', '4 Bolt Stores - AP, 2 missing']);
  });

  it('serves the narrowest scope first and keeps the order of the lines in the plan', () => {
    const bolt = item('Bolt', {
      bins: [bin('Stores - AP', 5), bin('North 1 - AP', 5), bin('North 2 - AP', 5)],
    });
    const lines = ['All Warehouses - AP', 'North - AP', 'North 1 - AP'].map((warehouse) => ({
      item_code: 'Bolt',
      qty: 5,
      warehouse,
    }));
    expect(plan([bolt], lines)).toEqual(['5 Bolt Stores - AP', '5 Bolt North 2 - AP', '5 Bolt North 1 - AP']);
  });

  it('goes on with the next source when one is used up', () => {
    const bolt = item('Bolt', {
      bins: [bin('Stores - AP', 2)],
      inbound: [row('PO-1', 2, '2026-12-01'), row('PO-2', 9, '2026-12-02')],
    });
    const line = { item_code: 'Bolt', qty: 1.5 };
    expect(plan([bolt], [line, line, line])).toEqual([
      '1.5 Bolt Stores - AP',
      '0.5 Bolt Stores - AP, 1 Bolt PO-1',
      '1 Bolt PO-1, 0.5 Bolt PO-2',
    ]);
  });

  it('prefers what is ready first, then stock, then no processing, then the requested warehouse, then the name', () => {
    const bolt = item('Bolt', {
      bins: [bin('North 2 - AP', 1), bin('North 1 - AP', 1), bin('Finished Goods - AP', 1)],
      inbound: [
        row('PO-2', 1, '2026-11-24', { warehouse: 'North 1 - AP' }),
        row('PO-1', 1, '2026-11-24', { warehouse: 'North 2 - AP', row: 'b' }),
        row('PO-1', 1, '2026-11-24', { warehouse: 'North 2 - AP', row: 'a', qty: 2 }),
        row('PO-0', 1, '2026-11-25', { warehouse: 'North 1 - AP' }),
      ],
    });
    const [line] = plan([bolt], [{ item_code: 'Bolt', qty: 8, warehouse: 'All Warehouses - AP' }]);
    expect(line?.split(', ')).toEqual([
      '1 Bolt North 1 - AP',
      '1 Bolt North 2 - AP',
      '2 Bolt PO-1',
      '1 Bolt PO-1',
      '1 Bolt PO-2',
      '1 Bolt Finished Goods - AP',
      '1 Bolt PO-0',
    ]);
  });

  it('puts sellable stock before finished goods that are ready on the same day', () => {
    const bolt = item('Bolt', { bins: [bin('Finished Goods - AP', 1), bin('Stores - AP', 1)] });
    const times = { items: {}, warehouses: { 'Stores - AP': 2 } };
    const lines = [{ item_code: 'Bolt', qty: 1, warehouse: 'All Warehouses - AP' }];
    expect(plan([bolt], lines, { settings: { processing_lead_times: times } })).toEqual([
      '1 Bolt Stores - AP',
    ]);
  });

  it('takes what comes to the requested warehouse before what has no destination', () => {
    const inbound = [row('PO-1', 1, '2026-12-01', { warehouse: null }), row('PO-2', 1, '2026-12-01')];
    expect(plan([item('Bolt', { inbound })], [{ item_code: 'Bolt', qty: 1 }])).toEqual(['1 Bolt PO-2']);
    const north = { item_code: 'Bolt', qty: 1, warehouse: 'North 1 - AP' };
    expect(plan([item('Bolt', { inbound })], [north])).toEqual(['1 Bolt PO-1']);
  });
});

describe('what is not kept, and bundles', () => {
  const bolt = item('Bolt', { bins: [bin('Stores - AP', 10)] });
  const nut = item('Nut', { bins: [bin('Stores - AP', 4)] });
  const service = item('Installation', { is_stock_item: false });
  const kit = item('Kit', {
    is_stock_item: false,
    components: [
      { item_code: 'Bolt', qty: 2 },
      { item_code: 'Nut', qty: 1 },
      { item_code: 'Installation', qty: 0.5 },
    ],
  });
  const all = [bolt, nut, service, kit];

  it('a service needs nothing and is there on the order day', () => {
    const answer = promised({ items: [{ item_code: 'Installation', qty: 3 }] }, situation(all));
    expect(answer.plan).toEqual([
      {
        item_code: 'Installation',
        qty_required: 3,
        shortage: 0,
        fulfillment: [
          {
            source: 'non_stock',
            item_code: 'Installation',
            qty: 3,
            available_date: '2026-11-24',
            ship_ready_date: '2026-11-24',
            warehouse: null,
            po_id: null,
            expected_date: null,
          },
        ],
      },
    ]);
    expect([answer.promise_date, answer.confidence]).toEqual(['2026-11-25', 'HIGH']);
  });

  it('a bundle is its components, and its figures are their totals', () => {
    const [line] = promised({ items: [{ item_code: 'Kit', qty: 6 }] }, situation(all)).plan;
    expect([line?.qty_required, line?.shortage]).toEqual([21, 4]);
    expect(plan(all, [{ item_code: 'Kit', qty: 6 }])).toEqual([
      '10 Bolt Stores - AP, 4 Nut Stores - AP, 3 Installation non_stock, 4 missing',
    ]);
  });

  it('a bundle shares with the other lines, in the order of the lines', () => {
    const lines = [
      { item_code: 'Bolt', qty: 7 },
      { item_code: 'Kit', qty: 2 },
      { item_code: 'Nut', qty: 4 },
    ];
    expect(plan(all, lines)).toEqual([
      '7 Bolt Stores - AP',
      '3 Bolt Stores - AP, 2 Nut Stores - AP, 1 Installation non_stock, 1 missing',
      '2 Nut Stores - AP, 2 missing',
    ]);
  });

  it('a bundle in a bundle is an item of its own', () => {
    const box = item('Box', { is_stock_item: false, components: [{ item_code: 'Kit', qty: 2 }] });
    expect(plan([...all, box], [{ item_code: 'Box', qty: 1 }])).toEqual(['2 Kit non_stock']);
  });

  it('a need with more than nine decimals is rounded up', () => {
    const third = item('Third', {
      is_stock_item: false,
      components: [{ item_code: 'Bolt', qty: 0.333333333 }],
    });
    expect(plan([...all, third], [{ item_code: 'Third', qty: 0.1 }])).toEqual([
      '0.033333334 Bolt Stores - AP',
    ]);
  });
});
