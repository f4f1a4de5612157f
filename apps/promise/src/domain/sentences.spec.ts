import type { PromiseRequest } from './order.js';
import type { HolidayList, ItemSupply } from './supply.js';
import { bin, item, reference, row, situation } from './test/company.js';
import { promised, type Situation } from './test/promised.js';

const ask = (
  items: readonly ItemSupply[],
  request: Partial<PromiseRequest> = {},
  more: Partial<Situation> = {},
) => promised({ items: [{ item_code: 'Bolt', qty: 5 }], ...request }, situation(items, more));

const inStock = item('Bolt', { bins: [bin('Stores - AP', 100)] });

function withList(more: Partial<HolidayList>): Partial<Situation> {
  const list = {
    name: 'Calendar',
    readable: true,
    from_date: '2026-01-01',
    to_date: '2026-12-31',
    holidays: [],
    ...more,
  };
  const companies = [{ name: 'Acme Parts', default_holiday_list: 'Calendar' }];
  return { reference: { ...reference, companies, holiday_lists: [list] } };
}

describe('reasons', () => {
  it('tell the way from stock to the promise', () => {
    expect(ask([inStock]).reasons).toEqual([
      'Work on the order starts on 2026-11-24, the day it came.',
      'Bolt: 5 Nos from stock in Stores - AP; ready on 2026-11-25.',
      'All is ready on 2026-11-25; with 1 working day of buffer that is 2026-11-26.',
    ]);
  });

  it('tell the way from several sources, and what does not count', () => {
    const bolt = item('Bolt', {
      bins: [
        bin('North 1 - AP', 2.5),
        bin('North 2 - AP', 0, { reserved_qty: 4 }),
        bin('Goods In Transit - AP', 7),
        bin('Work In Progress - AP', 0.1),
      ],
      inbound: [
        row('PO-1', 4.5, '2026-11-30', { warehouse: 'North 2 - AP' }),
        row('PO-2', 9, '2026-12-02', { warehouse: null }),
      ],
    });
    const request = {
      items: [{ item_code: 'Bolt', qty: 5, warehouse: 'All Warehouses - AP' }],
      desired_date: '2026-12-04',
      rules: { lead_time_buffer_days: 2, order_created_at: '2026-11-23T14:01', timezone: 'Asia/Tokyo' },
    };
    expect(ask([bolt], request).reasons).toEqual([
      'Work on the order starts on 2026-11-24: it came on 2026-11-23 at 14:01 (Asia/Tokyo), the cut-off is 14:00 on working days.',
      'Bolt: 2.5 Nos from stock in North 1 - AP; 0.5 Nos from Purchase Order PO-1, expected on 2026-11-30 in North 2 - AP; 2 Nos from Purchase Order PO-2, expected on 2026-12-02; ready on 2026-12-03.',
      '4 Nos of Bolt that are coming in are owed to older orders.',
      '7 Nos of Bolt in Goods In Transit - AP are in transit and not counted.',
      '0.1 Nos of Bolt in Work In Progress - AP are not for sale and not counted.',
      'All is ready on 2026-12-03; with 2 working days of buffer that is 2026-12-07.',
      'That is later than the desired date 2026-12-04.',
    ]);
  });

  it('name services and the parts of bundles', () => {
    const service = item('Installation', { is_stock_item: false, stock_uom: 'Hour' });
    const kit = item('Kit', { is_stock_item: false, components: [{ item_code: 'Bolt', qty: 2 }] });
    const lines = [
      { item_code: 'Installation', qty: 3 },
      { item_code: 'Kit', qty: 3 },
    ];
    const { reasons } = ask([inStock, service, kit], { items: lines, rules: { lead_time_buffer_days: 0 } });
    expect(reasons.slice(1)).toEqual([
      'Installation: 3 Hour, not kept in stock.',
      'Bolt for Kit: 6 Nos from stock in Stores - AP; ready on 2026-11-25.',
      'All is ready on 2026-11-25.',
    ]);
  });

  it.each<[string, Partial<PromiseRequest>, string]>([
    ['in time', { desired_date: '2026-11-30' }, 'That is in time for the desired date 2026-11-30.'],
    [
      'not early',
      { desired_date: '2026-11-28', rules: { desired_date_mode: 'NO_EARLY_DELIVERY' } },
      'Not earlier than the desired date 2026-11-28: promised for 2026-11-30.',
    ],
  ])('say what becomes of the desired date: %s', (_, request, sentence) => {
    expect(ask([inStock], request).reasons.at(-1)).toBe(sentence);
  });

  it('say what the Sales Order gives back', () => {
    const bolt = item('Bolt', { bins: [bin('Stores - AP', 9, { reserved_qty: 9 })] });
    const world = { ownReservations: [{ item_code: 'Bolt', warehouse: 'Stores - AP', qty: 5 }] };
    expect(ask([bolt], { sales_order_id: 'SO-7' }, { world }).reasons).toContain(
      '5 Nos of Bolt that Sales Order SO-7 has itself reserved count as available.',
    );
  });

  const friday = [{ date: '2026-11-27', weekly_off: true }];
  it.each<[string, Partial<Situation>, Partial<PromiseRequest>, RegExp | null]>([
    ['a list that holds', withList({ holidays: friday }), {}, null],
    ['no list', {}, {}, null],
    [
      'a list that ends before the promise',
      withList({ to_date: '2026-11-25' }),
      {},
      /^The Holiday List Calendar ends on 2026-11-25: after it, Saturday and Sunday are off\.$/,
    ],
    [
      'a list that ends before goods are ready',
      withList({ to_date: '2026-11-24', holidays: [{ date: '2026-11-20', weekly_off: true }] }),
      { items: [{ item_code: 'Bolt', qty: 500 }] },
      /^The Holiday List Calendar ends on 2026-11-24: after it, Friday is off\.$/,
    ],
    [
      'a list that begins later',
      withList({ from_date: '2026-12-01', holidays: [] }),
      { rules: { no_weekends: false } },
      /^The Holiday List Calendar begins on 2026-12-01: before it, no day is off\.$/,
    ],
    [
      'a list that may not be read',
      withList({ readable: false }),
      {},
      /^The Holiday List Calendar may not be read: holidays are not known, Saturday and Sunday are off\.$/,
    ],
    [
      'old figures',
      { world: { dataSource: 'STALE', dataAsOfMs: 0 } },
      {},
      /older than they should be: 1970-01-01T00:00:00.000Z\.$/,
    ],
  ])('say of the calendar and the figures: %s', (_, more, request, sentence) => {
    const said = ask([inStock], request, more).reasons.filter((reason) =>
      /Holiday List|figures/.test(reason),
    );
    if (sentence === null) expect(said).toEqual([]);
    else expect(said).toEqual([expect.stringMatching(sentence)]);
  });
});

describe('blockers', () => {
  it('are none when nothing stands in the way', () => expect(ask([inStock]).blockers).toEqual([]));

  it('name what is missing', () => {
    const kit = item('Kit', { is_stock_item: false, components: [{ item_code: 'Bolt', qty: 30 }] });
    const lines = [
      { item_code: 'Bolt', qty: 60 },
      { item_code: 'Kit', qty: 2 },
    ];
    expect(ask([inStock, kit], { items: lines }).blockers).toEqual([
      '20 Nos of Bolt for Kit are missing: Stores - AP can give 40 of 60.',
    ]);
  });

  const troubled = item('Bolt', {
    bins: [bin('Stores - AP', 9)],
    inbound: [
      row('PO-1', 2, '2026-11-23'),
      row('PO-2', 3, '2026-12-01', { status: 'On Hold' }),
      row('PO-3', 4, '', { schedule_date: null }),
      row('PO-4', 5, '2026-11-20', { warehouse: 'North 1 - AP' }),
      row('PO-5', 6, '2026-11-20', { warehouse: null }),
      row('PO-6', 7, '2026-11-20', { status: 'Closed' }),
    ],
  });

  it('name purchase orders that are overdue, on hold or without a date', () => {
    expect(ask([troubled]).blockers).toEqual([
      'Purchase Order PO-5 is overdue: 6 Nos of Bolt, expected on 2026-11-20; not counted.',
      'Purchase Order PO-1 is overdue: 2 Nos of Bolt, expected on 2026-11-23 in Stores - AP; not counted.',
      'Purchase Order PO-2 is On Hold: 3 Nos of Bolt, expected on 2026-12-01 in Stores - AP; not counted.',
      'Purchase Order PO-3 has no date: 4 Nos of Bolt in Stores - AP; not counted.',
    ]);
  });

  it('name each once, and those elsewhere when all of the company counts', () => {
    const line = { item_code: 'Bolt', qty: 1 };
    const rules = { inbound_scope: 'COMPANY', overdue_po: 'ASSUME_DAYS', overdue_po_days: 2 } as const;
    expect(ask([troubled], { items: [line, line], rules }).blockers.slice(0, 3)).toEqual([
      'Purchase Order PO-4 is overdue: 5 Nos of Bolt, expected on 2026-11-20 in North 1 - AP; taken to arrive on 2026-11-26.',
      'Purchase Order PO-5 is overdue: 6 Nos of Bolt, expected on 2026-11-20; taken to arrive on 2026-11-26.',
      'Purchase Order PO-1 is overdue: 2 Nos of Bolt, expected on 2026-11-23 in Stores - AP; taken to arrive on 2026-11-26.',
    ]);
  });

  it('say why figures are not known or not trusted', () => {
    const world = { inboundUnreadable: 'Purchase Orders may not be read.', distrust: ['Bins are hidden.'] };
    expect(ask([troubled], {}, { world }).blockers).toEqual([
      'Bins are hidden.',
      'Purchase Orders may not be read.',
    ]);
  });

  it('say which date a strict order misses', () => {
    const request = { desired_date: '2026-11-25', rules: { desired_date_mode: 'STRICT_FAIL' } } as const;
    expect(ask([inStock], request).blockers).toEqual([
      'The earliest date is 2026-11-26, later than the desired date 2026-11-25.',
    ]);
  });

  it('say when no date comes', () => {
    const never = withList({
      from_date: '2026-11-22',
      to_date: '2026-11-28',
      holidays: [22, 23, 24, 25, 26, 27, 28].map((day) => ({ date: `2026-11-${day}`, weekly_off: true })),
    });
    expect(ask([inStock], {}, never).blockers).toEqual([
      'The calendar of Acme Parts has no working day in the next 3660 days.',
    ]);
    expect(ask([inStock], {}, { now: '9999-12-31T09:00:00Z' }).blockers).toEqual([
      'The date would come after 9999-12-31, or after more than 3660 days without a working day.',
    ]);
  });
});
