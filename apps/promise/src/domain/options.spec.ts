import type { OrderLine, PromiseRequest } from './order.js';
import type { ItemSupply } from './supply.js';
import { bin, item, row, situation } from './test/company.js';
import { promised, type Situation } from './test/promised.js';

type More = Partial<Situation> & Pick<PromiseRequest, 'desired_date' | 'rules'>;

function options(
  items: readonly ItemSupply[],
  lines: readonly Partial<OrderLine>[],
  more: More = {},
): string[] {
  const { desired_date, rules, ...rest } = more;
  const request = {
    items: lines.map((line) => ({ item_code: 'Bolt', qty: 5, ...line })),
    desired_date,
    rules,
  };
  return promised(request, situation(items, rest)).options.map(
    ({ type, description, impact, po_id, promise_date }) =>
      `${type} ${promise_date} ${po_id ?? '-'}: ${description} ${impact}`,
  );
}

const bolt = (supply: Partial<ItemSupply>) => item('Bolt', supply);
const nut = (supply: Partial<ItemSupply>) => item('Nut', supply);

describe('options (rule 13)', () => {
  it('are all three where all three help', () => {
    const supply = {
      bins: [bin('Stores - AP', 3), bin('North 1 - AP', 5)],
      inbound: [row('PO-1', 9, '2026-12-07')],
    };
    expect(options([bolt(supply)], [{}])).toEqual([
      'alternate_warehouse 2026-11-26 -: Deliver Bolt from North 1 - AP instead of Stores - AP. Promised for 2026-11-26 instead of 2026-12-09.',
      'expedite_po 2026-11-26 PO-1: Get Purchase Order PO-1 in by 2026-11-24. Promised for 2026-11-26 instead of 2026-12-09.',
      'split_shipment 2026-11-26 -: Send first 3 Nos of Bolt; the rest is ready on 2026-12-08. Promised for 2026-11-26 instead of 2026-12-09.',
    ]);
  });

  it('are none for what could not be earlier', () => {
    const supply = { bins: [bin('Stores - AP', 9), bin('North 1 - AP', 9)] };
    expect(options([bolt(supply)], [{}])).toEqual([]);
    expect(options([bolt(supply)], [{}], { desired_date: '2026-11-20' })).toEqual([]);
  });

  it('are none when the goods wait for the desired date', () => {
    const supply = { bins: [bin('North 1 - AP', 9)], inbound: [row('PO-1', 9, '2026-12-07')] };
    const rules = { desired_date_mode: 'NO_EARLY_DELIVERY' as const };
    expect(options([bolt(supply)], [{}], { desired_date: '2026-12-20', rules })).toEqual([]);
    expect(
      options([bolt(supply)], [{}], { desired_date: '2026-12-02', rules }).map((text) => text.slice(0, 30)),
    ).toEqual(['alternate_warehouse 2026-12-02', 'expedite_po 2026-12-02 PO-1: G']);
  });

  it('are none that are too late for a strict date', () => {
    const supply = { bins: [bin('North 1 - AP', 9)], inbound: [row('PO-1', 9, '2026-12-07')] };
    const rules = { desired_date_mode: 'STRICT_FAIL' as const };
    expect(options([bolt(supply)], [{}], { desired_date: '2026-11-25', rules })).toEqual([]);
    expect(options([bolt(supply)], [{}], { desired_date: '2026-11-26', rules })).toHaveLength(2);
  });

  it('are none when figures can not be trusted', () => {
    const supply = { bins: [bin('North 1 - AP', 9)] };
    expect(options([bolt(supply)], [{}], { world: { distrust: ['Hidden.'] } })).toEqual([]);
  });
});

describe('alternate_warehouse', () => {
  const from = (text: string) => /Deliver (.*?)\. Promised/.exec(text)?.[1];

  it('offers at most three, the earliest first, then by name', () => {
    const bins = ['North 2 - AP', 'North 1 - AP', 'West - AP', 'East - AP'].map((name) => bin(name, 9));
    const { warehouses } = situation([]).reference;
    const [, stores] = warehouses;
    const more = ['East - AP', 'West - AP'].map((name) => ({
      ...stores,
      name,
      company: 'Acme Parts',
      is_group: false,
      disabled: false,
      is_rejected_warehouse: false,
    }));
    const reference = { ...situation([]).reference, warehouses: [...warehouses, ...more] };
    const settings = { processing_lead_times: { items: {}, warehouses: { 'North 2 - AP': 0 } } };
    expect(options([bolt({ bins })], [{}], { reference, settings }).map(from)).toEqual([
      'Bolt from North 2 - AP instead of Stores - AP',
      'Bolt from East - AP instead of Stores - AP',
      'Bolt from North 1 - AP instead of Stores - AP',
    ]);
  });

  it('is not kept from a warehouse with enough by others with too little', () => {
    const stores = situation([]).reference.warehouses[1];
    const names = ['A', 'B', 'C', 'D'].map((name) => `${name} - AP`);
    const { reference } = situation([]);
    const warehouses = [
      ...reference.warehouses,
      ...names.flatMap((name) => (stores ? [{ ...stores, name }] : [])),
    ];
    const bins = names.map((name) => bin(name, name.startsWith('D') ? 5 : 4));
    expect(options([bolt({ bins })], [{}], { reference: { ...reference, warehouses } }).map(from)).toEqual([
      'Bolt from D - AP instead of Stores - AP',
    ]);
  });

  it.each<[string, Partial<ItemSupply>]>([
    ['too little', { bins: [bin('North 1 - AP', 4)] }],
    ['owed there', { bins: [bin('North 1 - AP', 9, { reserved_qty: 5 })] }],
    ['not sellable', { bins: [bin('Work In Progress - AP', 9), bin('Goods In Transit - AP', 9)] }],
    ['finished goods', { bins: [bin('Finished Goods - AP', 9)] }],
    ['disabled', { bins: [bin('Old Shed - AP', 9)] }],
    ['of another company', { bins: [bin('Stores - B', 9)] }],
  ])('is none: %s', (_, supply) => expect(options([bolt(supply)], [{}])).toEqual([]));

  it('takes a warehouse that is quicker than the one with stock', () => {
    const supply = { bins: [bin('Finished Goods - AP', 9), bin('Stores - AP', 9)] };
    expect(options([bolt(supply)], [{ warehouse: 'Finished Goods - AP' }]).map(from)).toEqual([
      'Bolt from Stores - AP instead of Finished Goods - AP',
    ]);
  });

  it('counts what the Sales Order itself has reserved there', () => {
    const supply = { bins: [bin('North 1 - AP', 9, { reserved_qty: 6 })] };
    const reserved = (qty: number) => ({
      ownReservations: [{ item_code: 'Bolt', warehouse: 'North 1 - AP', qty }],
    });
    expect(options([bolt(supply)], [{}], { world: reserved(2) })).toHaveLength(1);
    expect(options([bolt(supply)], [{}], { world: reserved(1) })).toHaveLength(0);
    expect(options([bolt(supply)], [{ qty: 3 }], { world: reserved(-1) })).toHaveLength(1);
  });

  it('moves all lines that are short, together where one warehouse has them, else each to its own', () => {
    const lines = [{ item_code: 'Bolt' }, { item_code: 'Nut' }];
    const both = ['North 1 - AP', 'North 2 - AP'].map((name) => bin(name, 9));
    const [one, two] = both;
    expect(options([bolt({ bins: both }), nut({ bins: both.slice(1) })], lines).map(from)).toEqual([
      'Bolt from North 2 - AP instead of Stores - AP and Nut from North 2 - AP instead of Stores - AP',
    ]);
    const apart = [bolt({ bins: one ? [one] : [] }), nut({ bins: two ? [two] : [] })];
    expect(options(apart, lines).map(from)).toEqual([
      'Bolt from North 1 - AP instead of Stores - AP and Nut from North 2 - AP instead of Stores - AP',
    ]);
    expect(options([bolt({ bins: both }), nut({})], lines)).toEqual([]);
  });

  it('is not offered when two lines would need the same goods', () => {
    const supply = { bins: [bin('North 1 - AP', 9)] };
    expect(options([bolt(supply)], [{}, {}])).toEqual([]);
    expect(options([bolt(supply)], [{ qty: 4 }, {}])).toHaveLength(1);
  });

  it('moves a bundle as a whole', () => {
    const kit = item('Kit', {
      is_stock_item: false,
      components: [
        { item_code: 'Bolt', qty: 1 },
        { item_code: 'Nut', qty: 2 },
      ],
    });
    const bins = [bin('Stores - AP', 9), bin('North 1 - AP', 10), bin('North 2 - AP', 10)];
    const supply = [kit, bolt({ bins }), nut({ bins: bins.slice(1, 2) })];
    expect(options(supply, [{ item_code: 'Kit' }]).map(from)).toEqual([
      'Kit from North 1 - AP instead of Stores - AP',
    ]);
  });
});

describe('expedite_po', () => {
  it('is each purchase order that decides, when it alone makes the date earlier', () => {
    const supply = {
      inbound: [row('PO-1', 5, '2026-12-07'), row('PO-2', 1, '2026-12-07'), row('PO-3', 9, '2026-12-03')],
    };
    // PO-3 is there first and leaves one to PO-1; PO-2 is not needed.
    expect(options([bolt(supply)], [{ qty: 10 }]).map((text) => text.slice(0, 28))).toEqual([
      'expedite_po 2026-12-07 PO-1:',
      'split_shipment 2026-12-07 -:',
    ]);
    // Both are needed: neither alone helps.
    expect(options([bolt(supply)], [{ qty: 15 }]).map((text) => text.slice(0, 12))).toEqual(['split_shipme']);
  });

  it('is the one that decides, not those before it', () => {
    const inbound = [1, 2, 3, 4, 7].map((day) => row(`PO-${day}`, 1, `2026-12-0${day}`));
    expect(options([bolt({ inbound })], [{}])[1]).toMatch(/^expedite_po 2026-12-08 PO-7/);
  });

  it('brings all rows of the purchase order', () => {
    const inbound = [row('PO-1', 5, '2026-12-07')];
    const supply = [bolt({ inbound }), nut({ inbound: [row('PO-1', 5, '2026-12-04', { row: 'PO-1-2' })] })];
    const lines = [{ item_code: 'Bolt' }, { item_code: 'Nut' }];
    expect(options(supply, lines)[0]).toMatch(/^expedite_po 2026-11-26 PO-1/);
  });

  it('still serves older orders first', () => {
    const supply = {
      bins: [bin('Stores - AP', 0, { reserved_qty: 5 })],
      inbound: [row('PO-1', 5, '2026-12-01'), row('PO-2', 9, '2026-12-07')],
    };
    // PO-2 early serves the backlog and leaves four; PO-1 then gives the fifth.
    expect(options([bolt(supply)], [{}])[0]).toMatch(/^expedite_po 2026-12-03 PO-2/);
  });

  it('is none for goods that are there by the order day, or when something is missing', () => {
    expect(options([bolt({ inbound: [row('PO-1', 5, '2026-11-24')] })], [{}])).toEqual([]);
    const short = options([bolt({ inbound: [row('PO-1', 4, '2026-12-07')] })], [{}]);
    expect(short.map((text) => text.slice(0, 14))).toEqual(['split_shipment']);
  });
});

describe('split_shipment', () => {
  it('offers the first goods, and all but the last', () => {
    const supply = {
      bins: [bin('Stores - AP', 1)],
      inbound: [row('PO-1', 2, '2026-12-01'), row('PO-2', 9, '2026-12-07')],
    };
    expect(options([bolt(supply)], [{}]).filter((text) => text.startsWith('split'))).toEqual([
      'split_shipment 2026-11-26 -: Send first 1 Nos of Bolt; the rest is ready on 2026-12-08. Promised for 2026-11-26 instead of 2026-12-09.',
      'split_shipment 2026-12-03 -: Send first 3 Nos of Bolt; the rest is ready on 2026-12-08. Promised for 2026-12-03 instead of 2026-12-09.',
    ]);
  });

  it('offers what there is when something is missing', () => {
    const supply = { bins: [bin('Stores - AP', 1)], inbound: [row('PO-1', 2, '2026-12-01')] };
    expect(options([bolt(supply)], [{}])).toEqual([
      'split_shipment 2026-11-26 -: Send first 1 Nos of Bolt; the rest when what is missing is there. Promised for 2026-11-26 instead of no date.',
      'split_shipment 2026-12-03 -: Send first 3 Nos of Bolt; the rest when what is missing is there. Promised for 2026-12-03 instead of no date.',
    ]);
  });

  it('sends whole bundles, and leaves services to the rest', () => {
    const kit = item('Kit', {
      is_stock_item: false,
      components: [
        { item_code: 'Bolt', qty: 2 },
        { item_code: 'Nut', qty: 1 },
      ],
    });
    const service = item('Installation', { is_stock_item: false });
    const supply = [
      kit,
      service,
      bolt({ bins: [bin('Stores - AP', 7)], inbound: [row('PO-1', 9, '2026-12-07')] }),
      nut({ bins: [bin('Stores - AP', 9)] }),
    ];
    const [, split = ''] = options(supply, [{ item_code: 'Installation' }, { item_code: 'Kit' }]);
    expect(split).toContain('Send first 3 Nos of Kit; the rest is ready on 2026-12-08.');
    expect(options(supply, [{ item_code: 'Installation' }])).toEqual([]);
  });

  it('adds up lines of one item', () => {
    const supply = { bins: [bin('Stores - AP', 7)], inbound: [row('PO-1', 9, '2026-12-07')] };
    expect(options([bolt(supply)], [{}, {}]).at(-1)).toContain('Send first 7 Nos of Bolt;');
  });

  it('names a few of many', () => {
    const codes = ['A', 'B', 'C', 'D', 'E', 'F'];
    const supply = codes.map((code) => item(code, { bins: [bin('Stores - AP', 9)] }));
    const lines = [...codes.map((code) => ({ item_code: code, qty: 1 })), { qty: 9 }];
    expect(options([...supply, bolt({})], lines)[0]).toContain(
      'Send first 1 Nos of A, 1 Nos of B, 1 Nos of C, 1 Nos of D and 2 more;',
    );
  });
});
