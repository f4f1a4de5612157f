import type { PromiseRequest, Rules } from './order.js';
import type { ItemSupply } from './supply.js';
import { bin, item, row, situation } from './test/company.js';
import { promised, type Situation } from './test/promised.js';

const bolts = (qty: number, warehouse: string | null = null): PromiseRequest => ({
  items: [{ item_code: 'Bolt', qty, warehouse }],
});

/** Each part of the plan of the first line: quantity, where from, ready when. */
function parts(
  supply: Partial<ItemSupply>,
  request: PromiseRequest,
  more: Partial<Situation> = {},
): string[] {
  const [line] = promised(request, situation([item('Bolt', supply)], more)).plan;
  const shown = (line?.fulfillment ?? []).map(
    (part) => `${part.qty} ${part.po_id ?? part.warehouse} ${part.ship_ready_date?.slice(5)}`,
  );
  return line === undefined || line.shortage === 0 ? shown : [...shown, `${line.shortage} missing`];
}

describe('stock (rule 4)', () => {
  const everywhere = {
    bins: [
      bin('Stores - AP', 3, { reserved_qty: 1 }),
      bin('Finished Goods - AP', 4),
      bin('Goods In Transit - AP', 5),
      bin('Work In Progress - AP', 6),
      bin('North 1 - AP', 7),
      bin('Old Shed - AP', 8),
      bin('Stores - B', 9),
    ],
  };

  it('comes from enabled sellable warehouses and finished goods in scope', () => {
    expect(parts(everywhere, bolts(99, 'All Warehouses - AP'))).toEqual([
      '7 North 1 - AP 11-25',
      '2 Stores - AP 11-25',
      '4 Finished Goods - AP 11-26',
      '86 missing',
    ]);
    expect(parts(everywhere, bolts(99, 'North - AP'))).toEqual(['7 North 1 - AP 11-25', '92 missing']);
    expect(parts(everywhere, bolts(99, 'Work In Progress - AP'))).toEqual(['99 missing']);
    expect(parts(everywhere, bolts(99, 'Stores - B'))).toEqual(['9 Stores - B 11-25', '90 missing']);
  });

  it('that is owed elsewhere stays what it is', () => {
    const bins = [bin('Stores - AP', 5), bin('North 1 - AP', 0, { reserved_qty: 99 })];
    expect(parts({ bins }, bolts(5))).toEqual(['5 Stores - AP 11-25']);
  });

  it.each([
    [2, ['5 Stores - AP 11-25', '1 missing']],
    [3, ['6 Stores - AP 11-25']],
    // Only three are reserved by sales orders at all.
    [50, ['6 Stores - AP 11-25', '1 missing']],
    [-4, ['3 Stores - AP 11-25', '1 missing']],
  ])('that the Sales Order itself reserved (%d) is given back', (qty, plan) => {
    const bins = [bin('Stores - AP', 7, { reserved_qty: 3, reserved_qty_for_production: 1 })];
    const wanted = plan.reduce((sum, part) => sum + Number(part.split(' ')[0]), 0);
    const world = { ownReservations: [{ item_code: 'Bolt', warehouse: 'Stores - AP', qty }] };
    expect(parts({ bins }, { ...bolts(wanted), sales_order_id: 'SO-1' }, { world })).toEqual(plan);
  });

  it('given back makes the backlog smaller', () => {
    const supply = {
      bins: [bin('Stores - AP', 0, { reserved_qty: 10 })],
      inbound: [row('PO-1', 12, '2026-11-26')],
    };
    const own = { item_code: 'Bolt', warehouse: 'Stores - AP', qty: 3 };
    expect(parts(supply, bolts(5), { world: { ownReservations: [own] } })).toEqual(['5 PO-1 11-27']);
    expect(parts(supply, bolts(5), { world: { ownReservations: [own, { ...own, qty: -3 }] } })).toEqual([
      '2 PO-1 11-27',
      '3 missing',
    ]);
  });
});

describe('inbound (rule 5)', () => {
  it('is worked on from the first working day on, and not before the order day', () => {
    const inbound = [
      row('PO-1', 1, '2026-11-24'),
      row('PO-2', 1, '2026-11-28'),
      row('PO-3', 1, '2026-12-02'),
    ];
    expect(parts({ inbound }, bolts(3))).toEqual(['1 PO-1 11-25', '1 PO-2 12-01', '1 PO-3 12-03']);
    const late = { now: '2026-11-24T15:00:00Z' };
    expect(parts({ inbound }, bolts(1), late)).toEqual(['1 PO-1 11-26']);
  });

  const destinations = [
    row('PO-1', 1, '2026-11-26', { warehouse: 'North 1 - AP' }),
    row('PO-2', 1, '2026-11-26', { warehouse: null }),
    row('PO-3', 1, '2026-11-26', { warehouse: 'Finished Goods - AP' }),
    row('PO-4', 1, '2026-11-26', { warehouse: 'Goods In Transit - AP' }),
    row('PO-5', 1, '2026-11-26', { company: 'Beta', warehouse: null }),
  ];
  it.each<[string, string, Rules, string[]]>([
    ['its own', 'Stores - AP', {}, ['1 PO-2 11-27', '8 missing']],
    ['a group', 'North - AP', {}, ['1 PO-1 11-27', '1 PO-2 11-27', '7 missing']],
    ['one of another company', 'Stores - B', {}, ['1 PO-5 11-27', '8 missing']],
    ['one in transit', 'Goods In Transit - AP', {}, ['1 PO-4 11-27', '1 PO-2 11-27', '7 missing']],
    [
      'any of the company',
      'North 1 - AP',
      { inbound_scope: 'COMPANY' },
      ['1 PO-1 11-27', '1 PO-2 11-27', '1 PO-4 11-27', '1 PO-3 11-30', '5 missing'],
    ],
  ])('comes to scope: %s', (_, scope, rules, plan) => {
    expect(parts({ inbound: destinations }, { ...bolts(9, scope), rules })).toEqual(plan);
  });

  it.each<[Rules, string[]]>([
    [{}, ['1 missing']],
    [{ overdue_po_days: 3 }, ['1 missing']],
    [{ overdue_po: 'ASSUME_DAYS', overdue_po_days: 3 }, ['1 PO-1 11-30']],
  ])('that is overdue: %j', (rules, plan) => {
    const inbound = [row('PO-1', 1, '2026-11-23')];
    expect(parts({ inbound }, { ...bolts(1), rules })).toEqual(plan);
  });

  it('is overdue by the day where the order is, not by the day it was placed', () => {
    const inbound = [row('PO-1', 1, '2026-11-24')];
    const at = { now: '2026-11-24T23:30:00Z' };
    expect(parts({ inbound }, { ...bolts(1), rules: { timezone: 'Asia/Tokyo' } }, at)).toEqual(['1 missing']);
    expect(parts({ inbound }, { ...bolts(1), rules: { timezone: 'UTC' } }, at)).toEqual(['1 PO-1 11-26']);
    const placed = { order_created_at: '2026-11-20T09:00', timezone: 'Asia/Tokyo' };
    expect(parts({ inbound }, { ...bolts(1), rules: placed }, at)).toEqual(['1 missing']);
  });

  it('that could not be read is not there', () => {
    const inbound = [row('PO-1', 1, '2026-11-26')];
    expect(parts({ inbound }, bolts(1), { world: { inboundUnreadable: 'Not permitted.' } })).toEqual([
      '1 missing',
    ]);
  });
});

describe('backlog (rule 6)', () => {
  const owes = (warehouse: string, qty: number) => bin(warehouse, 1, { reserved_qty: qty + 1 });

  it('takes what comes to its own warehouse first, earliest first', () => {
    const supply = {
      bins: [owes('Stores - AP', 6)],
      inbound: [
        row('PO-1', 5, '2026-12-03'),
        row('PO-2', 5, '2026-12-02'),
        row('PO-3', 5, '2026-12-01', { warehouse: 'North 1 - AP' }),
      ],
    };
    expect(parts(supply, bolts(99, 'All Warehouses - AP'))).toEqual([
      '5 PO-3 12-02',
      '4 PO-1 12-04',
      '90 missing',
    ]);
  });

  it('that is still owed takes from all of the company, earliest first, then by purchase order', () => {
    const supply = {
      bins: [owes('Stores - AP', 3), owes('North 1 - AP', 4)],
      inbound: [
        row('PO-4', 1, '2026-12-01'),
        row('PO-3', 3, '2026-12-01', { warehouse: 'North 2 - AP' }),
        row('PO-2', 3, '2026-12-01', { warehouse: null }),
        row('PO-1', 3, '2026-12-02', { warehouse: 'North 2 - AP' }),
      ],
    };
    expect(parts(supply, bolts(99, 'All Warehouses - AP'))).toEqual(['3 PO-1 12-03', '96 missing']);
  });

  it.each([
    ['finished goods', owes('Finished Goods - AP', 2), 3],
    ['a disabled warehouse', owes('Old Shed - AP', 2), 3],
    ['goods in work', owes('Work In Progress - AP', 2), 5],
    ['another company', owes('Stores - B', 2), 5],
  ])('of %s', (_, backlog, left) => {
    const supply = { bins: [backlog], inbound: [row('PO-1', 5, '2026-12-01')] };
    expect(parts(supply, bolts(9))[0]).toBe(`${left} PO-1 12-02`);
  });

  it('is served by ship-ready date, not by arrival', () => {
    const supply = {
      bins: [owes('North 1 - AP', 5)],
      inbound: [
        row('PO-1', 5, '2026-12-01', { warehouse: 'Finished Goods - AP' }),
        row('PO-2', 5, '2026-12-01', { warehouse: 'North 2 - AP' }),
      ],
    };
    expect(parts(supply, bolts(9, 'All Warehouses - AP'))).toEqual(['5 PO-1 12-03', '4 missing']);
  });

  it('does not take what the overdue rule leaves out', () => {
    const supply = {
      bins: [owes('Stores - AP', 4)],
      inbound: [row('PO-1', 4, '2026-11-20'), row('PO-2', 4, '2026-12-01')],
    };
    expect(parts(supply, bolts(4))).toEqual(['4 missing']);
    const rules: Rules = { overdue_po: 'ASSUME_DAYS', overdue_po_days: 1 };
    expect(parts(supply, { ...bolts(4), rules })).toEqual(['4 PO-2 12-02']);
  });

  it('of one item does not touch another', () => {
    const nut = item('Nut', { inbound: [row('PO-1', 5, '2026-12-01')] });
    const bolt = item('Bolt', { bins: [owes('Stores - AP', 5)] });
    const answer = promised({ items: [{ item_code: 'Nut', qty: 5 }] }, situation([nut, bolt]));
    expect(answer.plan[0]?.shortage).toBe(0);
  });
});
