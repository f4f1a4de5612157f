import type { OrderLine, PromiseRequest, Rules } from './order.js';
import type { ItemSupply } from './supply.js';
import { bin, item, situation } from './test/company.js';
import { promised, resultFor } from './test/promised.js';

const bolt = item('Bolt', {
  bins: [bin('Stores - AP', 1_000)],
  uoms: [{ uom: 'Box', conversion_factor: 12 }],
});
const items: ItemSupply[] = [
  bolt,
  item('Retired', { disabled: true }),
  item('Shirt', { has_variants: true }),
  item('Kit', { is_stock_item: false, components: [{ item_code: 'Bolt', qty: 2 }] }),
  item('Odd Kit', {
    components: [
      { item_code: 'Retired', qty: 1 },
      { item_code: 'Ghost', qty: 1 },
    ],
  }),
  item('Great Kit', { components: [{ item_code: 'Bolt', qty: 5_000 }] }),
];

function faults(request: PromiseRequest, more: Parameters<typeof situation>[1] = {}): string[] {
  const result = resultFor(request, situation(items, more));
  return result.kind === 'invalid'
    ? result.violations.map(({ pointer, message }) => `${pointer} ${message}`)
    : [];
}

const line = (more: Partial<OrderLine>): PromiseRequest => ({
  items: [{ item_code: 'Bolt', qty: 1, ...more }],
});
const withRules = (rules: Rules): PromiseRequest => ({ ...line({}), rules });

describe('an order is refused', () => {
  it.each<[PromiseRequest, string]>([
    [{ items: [] }, '/items must have 1 to 500 lines'],
    [
      { items: Array.from({ length: 501 }, () => ({ item_code: 'Bolt', qty: 1 })) },
      '/items must have 1 to 500 lines',
    ],
    [line({ item_code: 'Screw' }), '/items/0/item_code item "Screw" is not known'],
    [line({ item_code: 'Retired' }), '/items/0/item_code item "Retired" is disabled'],
    [
      line({ item_code: 'Shirt' }),
      '/items/0/item_code item "Shirt" is a template: one of its variants can be ordered',
    ],
    [line({ item_code: 'constructor' }), '/items/0/item_code item "constructor" is not known'],
    [line({ warehouse: 'Nowhere - AP' }), '/items/0/warehouse warehouse "Nowhere - AP" is not known'],
    [line({ warehouse: 'Old Shed - AP' }), '/items/0/warehouse warehouse "Old Shed - AP" is disabled'],
    [
      line({ warehouse: 'Closed - AP' }),
      '/items/0/warehouse warehouse "Closed - AP" is a group without an enabled warehouse in it',
    ],
    [line({ uom: 'Crate' }), '/items/0/uom item "Bolt" has no unit "Crate"; it has Nos, Box'],
    [line({ qty: 0 }), '/items/0/qty 0 is not a quantity above 0, up to 1000000000, with at most 9 decimals'],
    [
      line({ qty: -1 }),
      '/items/0/qty -1 is not a quantity above 0, up to 1000000000, with at most 9 decimals',
    ],
    [
      line({ qty: NaN }),
      '/items/0/qty NaN is not a quantity above 0, up to 1000000000, with at most 9 decimals',
    ],
    [
      line({ qty: 1_000_000_001 }),
      '/items/0/qty 1000000001 is not a quantity above 0, up to 1000000000, with at most 9 decimals',
    ],
    [
      line({ qty: 0.1234567891 }),
      '/items/0/qty 0.1234567891 is not a quantity above 0, up to 1000000000, with at most 9 decimals',
    ],
    [
      line({ item_code: 'Great Kit', qty: 1_000_000_000 }),
      '/items/0/qty 5000000000000 Nos of "Bolt" are too many: the bound is 1000000000000',
    ],
    [
      { ...line({}), desired_date: '2026-02-29' },
      '/desired_date "2026-02-29" is not a date between 1970-01-01 and 9999-12-31',
    ],
    [
      { ...line({}), desired_date: '1969-12-31' },
      '/desired_date "1969-12-31" is not a date between 1970-01-01 and 9999-12-31',
    ],
    [withRules({ timezone: 'Mars/Olympus' }), '/rules/timezone "Mars/Olympus" is not an IANA time zone'],
    [withRules({ cutoff_time: '24:00' }), '/rules/cutoff_time "24:00" is not a time between 00:00 and 23:59'],
    [
      withRules({ order_created_at: '2026-11-24 09:00' }),
      '/rules/order_created_at "2026-11-24 09:00" is not a local time, YYYY-MM-DDTHH:mm',
    ],
    [
      withRules({ order_created_at: '2026-11-31T09:00' }),
      '/rules/order_created_at "2026-11-31T09:00" is not a local time, YYYY-MM-DDTHH:mm',
    ],
    [
      withRules({ lead_time_buffer_days: 3_651 }),
      '/rules/lead_time_buffer_days 3651 is not a whole number from 0 to 3650',
    ],
    [
      withRules({ processing_lead_time_days: 1.5 }),
      '/rules/processing_lead_time_days 1.5 is not a whole number from 0 to 3650',
    ],
    [withRules({ overdue_po_days: 0 }), '/rules/overdue_po_days 0 is not a whole number from 1 to 3650'],
    [
      withRules({ overdue_po: 'ASSUME_DAYS' }),
      '/rules/overdue_po_days must be given with overdue_po ASSUME_DAYS',
    ],
  ])('%#', (request, fault) => expect(faults(request)).toEqual([fault]));

  it('for every fault at once, each at its place', () => {
    const request: PromiseRequest = {
      items: [
        { item_code: 'Bolt', qty: 1 },
        { item_code: 'Screw', qty: 0, warehouse: 'Nowhere - AP' },
        { item_code: 'Bolt', qty: 0, uom: 'Crate' },
        { item_code: 'Bolt', qty: 1, warehouse: 'Stores - B' },
        { item_code: 'Odd Kit', qty: 1 },
      ],
      desired_date: 'soon',
      rules: { timezone: '' },
    };
    expect(faults(request).map((fault) => fault.split(' ')[0])).toEqual([
      '/rules/timezone',
      '/desired_date',
      '/items/1/item_code',
      '/items/1/warehouse',
      '/items/2/qty',
      '/items/4/item_code',
      '/items/4/item_code',
      '/items/3/warehouse',
    ]);
  });

  it('when its lines belong to several companies', () => {
    const request = {
      items: [
        { item_code: 'Bolt', qty: 1, warehouse: 'Stores - B' },
        { item_code: 'Bolt', qty: 1 },
      ],
    };
    expect(faults(request)).toEqual([
      '/items/1/warehouse "Stores - AP" belongs to Acme Parts, the lines before it to Beta: one order, one company',
    ]);
  });

  it('when the default warehouse does not exist', () => {
    expect(faults(line({}), { defaults: { default_warehouse: 'Lost - AP' } })).toEqual([
      '/items/0/warehouse the default warehouse "Lost - AP" is not known',
    ]);
  });

  it('for the parts of a bundle, naming both', () => {
    expect(faults(line({ item_code: 'Odd Kit' }))).toEqual([
      '/items/0/item_code bundle "Odd Kit" contains item "Retired", which is disabled',
      '/items/0/item_code bundle "Odd Kit" contains item "Ghost", which is not known',
    ]);
  });
});

describe('an order is read', () => {
  const planned = (request: PromiseRequest, more: Parameters<typeof situation>[1] = {}) =>
    promised(request, situation(items, more)).plan.map((one) => [one.item_code, one.qty_required]);

  it.each<[string, PromiseRequest, number]>([
    ['in the stock unit', line({ qty: 3 }), 3],
    ['in the stock unit by name', line({ qty: 3, uom: 'Nos' }), 3],
    ['in boxes', line({ qty: 2.5, uom: 'Box' }), 30],
    ['the largest quantity', line({ qty: 1_000_000_000 }), 1_000_000_000],
    ['the largest quantity in boxes', line({ qty: 1_000_000_000, uom: 'Box' }), 12_000_000_000],
    ['the smallest quantity', line({ qty: 1e-9 }), 1e-9],
    ['a bundle: the total of its parts', line({ item_code: 'Kit', qty: 3 }), 6],
  ])('%s', (_, request, quantity) => expect(planned(request)[0]?.[1]).toBe(quantity));

  it('by the code as ERPNext writes it', () => {
    const world = { canonicalCodes: new Map([['bolt ', 'Bolt']]) };
    expect(planned(line({ item_code: 'bolt ' }), { world })).toEqual([['Bolt', 1]]);
  });

  it('with the defaults of the deployment where it says nothing, and where protobuf says so', () => {
    const defaults = {
      desired_date_mode: 'NO_EARLY_DELIVERY',
      lead_time_buffer_days: 3,
      timezone: 'Asia/Tokyo',
    } as const;
    const rules = { desired_date_mode: 'DESIRED_DATE_MODE_UNSPECIFIED', overdue_po_days: null } as const;
    const answer = promised({ ...line({}), rules }, situation(items, { defaults }));
    // 18:00 in Tokyo is after the cut-off: ready on Thursday, three days of buffer.
    expect([answer.desired_date_mode, answer.promise_date]).toEqual(['NO_EARLY_DELIVERY', '2026-12-01']);
  });
});

describe('units of which only whole numbers can be ordered', () => {
  const third = item('Plank', {
    stock_uom: 'Metre',
    bins: [bin('Stores - AP', 1_000)],
    uoms: [
      { uom: 'Box', conversion_factor: 2.5 },
      { uom: 'Third', conversion_factor: 0.333_333_333 },
    ],
  });
  const refused = (order: Partial<OrderLine>, ...wholeNumberUoms: string[]): string[] => {
    const world = situation([third]);
    const reference = { ...world.reference, whole_number_uoms: wholeNumberUoms };
    const result = resultFor({ items: [{ item_code: 'Plank', qty: 1, ...order }] }, { ...world, reference });
    return result.kind === 'invalid'
      ? result.violations.map(({ pointer, message }) => `${pointer} ${message}`)
      : [];
  };

  it.each<[Partial<OrderLine>, string[], string | undefined]>([
    [{ qty: 1.5 }, [], undefined],
    [{ qty: 1.5 }, ['Box'], undefined],
    [{ qty: 1.5 }, ['Metre'], "/items/0/qty 1.5 Metre is not a whole number, and Metre can't be divided"],
    [{ qty: 2 }, ['Metre'], undefined],
    [{ qty: 2, uom: 'Box' }, ['Metre', 'Box'], undefined],
    [{ qty: 0.4, uom: 'Box' }, ['Metre'], undefined],
    [
      { qty: 0.4, uom: 'Box' },
      ['Box'],
      "/items/0/qty 0.4 Box is not a whole number, and Box can't be divided",
    ],
    [
      { qty: 1, uom: 'Box' },
      ['Metre', 'Box'],
      '/items/0/qty 1 Box are 2.5 Metre of "Plank", and Metre can\'t be divided',
    ],
    // ERPNext rounds what it has converted to three decimals.
    [{ qty: 3, uom: 'Third' }, ['Metre'], undefined],
    [{ qty: 1.0004 }, ['Metre'], undefined],
  ])('%j with %j', (order, units, fault) => {
    expect(refused(order, ...units)).toEqual(fault === undefined ? [] : [fault]);
  });
});
