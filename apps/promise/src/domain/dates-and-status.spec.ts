import type { PromiseAnswer } from './answer.js';
import type { Rules } from './order.js';
import type { HolidayList, ItemSupply } from './supply.js';
import { bin, item, reference, row, situation } from './test/company.js';
import { promised, type Situation } from './test/promised.js';

const inStock = item('Bolt', { bins: [bin('Stores - AP', 100)] });
const coming = (...dates: string[]) =>
  item('Bolt', { inbound: dates.map((date, at) => row(`PO-${at}`, 5, date)) });

interface Ask {
  readonly qty?: number;
  readonly desired?: string;
  readonly rules?: Rules;
  readonly warehouse?: string;
}

function answerTo(
  supply: ItemSupply,
  { qty = 5, desired, rules, warehouse }: Ask,
  more: Partial<Situation> = {},
): PromiseAnswer {
  const items = [{ item_code: 'Bolt', qty, warehouse }];
  return promised({ items, desired_date: desired, rules }, situation([supply], more));
}

const withList = (list: HolidayList): Partial<Situation> => ({
  reference: {
    ...reference,
    companies: [{ name: 'Acme Parts', default_holiday_list: 'Calendar' }],
    holiday_lists: [list],
  },
});

describe('lead time (rule 8)', () => {
  const finished = item('Bolt', { bins: [bin('Finished Goods - AP', 9)] });
  it.each<[string, ItemSupply, Record<string, number>, Record<string, number>, string]>([
    ['as the order says', inStock, {}, {}, '2026-11-26'],
    ['of the warehouse', inStock, {}, { 'Stores - AP': 5, 'North 1 - AP': 0 }, '2026-12-01'],
    ['of the item before the warehouse', inStock, { Bolt: 0 }, { 'Stores - AP': 5 }, '2026-11-24'],
    ['of another item', inStock, { constructor: 9, Nut: 9 }, {}, '2026-11-26'],
    ['and one day more from finished goods', finished, {}, {}, '2026-11-27'],
    ['of the item, and one day more', finished, { Bolt: 0 }, {}, '2026-11-25'],
    ['of the warehouse, and one day more', finished, {}, { 'Finished Goods - AP': 4 }, '2026-12-01'],
  ])('%s', (_, supply, items, warehouses, ready) => {
    const settings = { processing_lead_times: { items, warehouses } };
    const ask = { warehouse: 'All Warehouses - AP', rules: { processing_lead_time_days: 2 } };
    expect(answerTo(supply, ask, { settings }).plan[0]?.fulfillment[0]?.ship_ready_date).toBe(ready);
  });
});

describe('promise and desired date (rules 9 and 10)', () => {
  const dates = ({
    promise_date,
    promise_date_raw,
    on_time,
    adjusted_due_to_no_early_delivery,
    status,
  }: PromiseAnswer) => [promise_date, promise_date_raw, on_time, adjusted_due_to_no_early_delivery, status];

  it.each<[string, Ask, unknown[]]>([
    ['no desired date', {}, ['2026-11-26', '2026-11-26', null, false, 'OK']],
    ['no buffer', { rules: { lead_time_buffer_days: 0 } }, ['2026-11-25', '2026-11-25', null, false, 'OK']],
    ['in time', { desired: '2026-11-26' }, ['2026-11-26', '2026-11-26', true, false, 'OK']],
    ['late', { desired: '2026-11-25' }, ['2026-11-26', '2026-11-26', false, false, 'OK']],
    ['long ago', { desired: '1970-01-01' }, ['2026-11-26', '2026-11-26', false, false, 'OK']],
    [
      'strict, in time',
      { desired: '2026-11-26', rules: { desired_date_mode: 'STRICT_FAIL' } },
      ['2026-11-26', '2026-11-26', true, false, 'OK'],
    ],
    [
      'strict, late',
      { desired: '2026-11-25', rules: { desired_date_mode: 'STRICT_FAIL' } },
      [null, '2026-11-26', false, false, 'CANNOT_FULFILL'],
    ],
    [
      'not early',
      { desired: '2026-12-10', rules: { desired_date_mode: 'NO_EARLY_DELIVERY' } },
      ['2026-12-10', '2026-11-26', true, true, 'OK'],
    ],
    [
      'not early, for a Saturday',
      { desired: '2026-11-28', rules: { desired_date_mode: 'NO_EARLY_DELIVERY' } },
      ['2026-11-30', '2026-11-26', true, true, 'OK'],
    ],
    [
      'not early, just in time',
      { desired: '2026-11-26', rules: { desired_date_mode: 'NO_EARLY_DELIVERY' } },
      ['2026-11-26', '2026-11-26', true, false, 'OK'],
    ],
    [
      'not early, late',
      { desired: '2026-11-25', rules: { desired_date_mode: 'NO_EARLY_DELIVERY' } },
      ['2026-11-26', '2026-11-26', false, false, 'OK'],
    ],
    ['short', { qty: 101, desired: '2026-11-25' }, [null, null, null, false, 'CANNOT_FULFILL']],
  ])('%s', (_, ask, expected) => expect(dates(answerTo(inStock, ask))).toEqual(expected));

  it('follows the latest line', () => {
    const nut = item('Nut', { inbound: [row('PO-9', 1, '2026-12-09')] });
    const items = [
      { item_code: 'Nut', qty: 1 },
      { item_code: 'Bolt', qty: 1 },
    ];
    expect(promised({ items }, situation([inStock, nut])).promise_date).toBe('2026-12-11');
  });

  it('can lie on the last day of all, and not after it', () => {
    const at = { now: '9999-12-30T09:00:00Z' };
    expect(answerTo(inStock, { rules: { lead_time_buffer_days: 0 } }, at).promise_date).toBe('9999-12-31');
    expect(dates(answerTo(inStock, { desired: '9999-12-31' }, at))).toEqual([
      null,
      null,
      null,
      false,
      'CANNOT_PROMISE_RELIABLY',
    ]);
  });
});

describe('status (rule 11)', () => {
  const closed: HolidayList = {
    name: 'Calendar',
    readable: true,
    from_date: '2026-11-22',
    to_date: '2026-11-28',
    holidays: [22, 23, 24, 25, 26, 27, 28].map((day) => ({ date: `2026-11-${day}`, weekly_off: true })),
  };
  const judged = ({ status, confidence, can_fulfill }: PromiseAnswer) => [status, confidence, can_fulfill];

  it.each<[string, ItemSupply, Ask, Partial<Situation>, unknown[]]>([
    ['in stock', inStock, {}, {}, ['OK', 'HIGH', true]],
    ['short', inStock, { qty: 101 }, {}, ['CANNOT_FULFILL', 'MEDIUM', false]],
    [
      'unreadable inbound, in stock',
      inStock,
      {},
      { world: { inboundUnreadable: 'Why.' } },
      ['OK', 'LOW', true],
    ],
    [
      'unreadable inbound, short',
      inStock,
      { qty: 101 },
      { world: { inboundUnreadable: 'Why.' } },
      ['CANNOT_PROMISE_RELIABLY', 'LOW', false],
    ],
    [
      'hidden rows',
      inStock,
      {},
      { world: { distrust: ['Hidden.'] } },
      ['CANNOT_PROMISE_RELIABLY', 'LOW', true],
    ],
    [
      'hidden rows, short',
      inStock,
      { qty: 101 },
      { world: { distrust: ['Hidden.'] } },
      ['CANNOT_PROMISE_RELIABLY', 'LOW', false],
    ],
    ['no working day', inStock, {}, withList(closed), ['CANNOT_PROMISE_RELIABLY', 'LOW', true]],
    ['stale', inStock, {}, { world: { dataSource: 'STALE' } }, ['OK', 'LOW', true]],
    ['from the replica', inStock, {}, { world: { dataSource: 'REPLICA' } }, ['OK', 'HIGH', true]],
    ['unreadable list', inStock, {}, withList({ ...closed, readable: false }), ['OK', 'MEDIUM', true]],
    [
      'unreadable list, late inbound',
      coming('2026-12-20'),
      {},
      withList({ ...closed, readable: false }),
      ['OK', 'LOW', true],
    ],
    ['a list that was not sent', inStock, {}, withList({ ...closed, name: 'Other' }), ['OK', 'MEDIUM', true]],
    [
      'a company that was not sent',
      inStock,
      {},
      { reference: { ...reference, companies: [] } },
      ['OK', 'MEDIUM', true],
    ],
  ])('%s', (_, supply, ask, more, expected) => expect(judged(answerTo(supply, ask, more))).toEqual(expected));

  it('with no working day has neither dates nor options', () => {
    const answer = answerTo(inStock, { desired: '2026-12-01' }, withList(closed));
    const [part] = answer.plan[0]?.fulfillment ?? [];
    expect([answer.order_day, answer.promise_date_raw, answer.on_time, answer.options]).toEqual([
      null,
      null,
      null,
      [],
    ]);
    expect([part?.qty, part?.available_date, part?.ship_ready_date]).toEqual([5, null, null]);
  });

  it('when the desired date has no working day after it', () => {
    const open = {
      ...closed,
      from_date: '2026-11-01',
      holidays: closed.holidays.map((day, at) => ({ ...day, date: `2026-11-0${at + 1}` })),
    };
    const ask: Ask = { desired: '2026-12-01', rules: { desired_date_mode: 'NO_EARLY_DELIVERY' } };
    const answer = answerTo(inStock, ask, withList(open));
    expect([answer.status, answer.promise_date_raw]).toEqual(['CANNOT_PROMISE_RELIABLY', '2026-11-26']);
    expect(answer.confidence).toBe('LOW');
  });

  it('names when the figures are from', () => {
    const world = { dataAsOfMs: Date.parse('2026-11-24T08:59:58.765Z'), dataSource: 'REPLICA' as const };
    const { data_as_of, data_source } = answerTo(inStock, {}, { world });
    expect([data_as_of, data_source]).toEqual(['2026-11-24T08:59:58.765Z', 'REPLICA']);
  });
});

describe('confidence (rule 12)', () => {
  const mixed = (stock: number, ...inbound: [qty: number, date: string][]) =>
    item('Bolt', {
      bins: [bin('Stores - AP', stock)],
      inbound: inbound.map(([qty, date], at) => row(`PO-${at}`, qty, date)),
    });
  const rules: Rules = { overdue_po: 'ASSUME_DAYS', overdue_po_days: 1 };

  it.each<[string, ItemSupply, number, string]>([
    ['99 % from stock', mixed(99, [1, '2026-12-30']), 100, 'HIGH'],
    ['less than 99 %', mixed(98.9, [9, '2026-11-26']), 100, 'MEDIUM'],
    ['due in seven days', mixed(0, [9, '2026-12-01']), 9, 'MEDIUM'],
    ['due in eight days', mixed(0, [9, '2026-12-02']), 9, 'LOW'],
    ['late is half', mixed(4, [4, '2026-12-02']), 8, 'MEDIUM'],
    ['late is more than half', mixed(4, [5, '2026-12-02']), 9, 'LOW'],
    ['stock and near outweigh late', mixed(3, [3, '2026-11-26'], [6, '2026-12-02']), 12, 'MEDIUM'],
    ['overdue is late', mixed(4, [5, '2026-11-20']), 9, 'LOW'],
    ['a tenth is missing', mixed(90), 100, 'MEDIUM'],
    ['more than a tenth is missing', mixed(89.9), 100, 'LOW'],
    ['one percent is missing', mixed(99), 100, 'MEDIUM'],
  ])('%s', (_, supply, qty, confidence) =>
    expect(answerTo(supply, { qty, rules }).confidence).toBe(confidence),
  );

  it('is that of the worst line, of a bundle that of its worst component', () => {
    const nut = item('Nut', { inbound: [row('PO-9', 1_000, '2026-12-30')] });
    const kit = item('Kit', {
      is_stock_item: false,
      components: [
        { item_code: 'Bolt', qty: 90 },
        { item_code: 'Nut', qty: 1 },
      ],
    });
    const confidenceOf = (...codes: string[]) =>
      promised({ items: codes.map((code) => ({ item_code: code, qty: 1 })) }, situation([inStock, nut, kit]))
        .confidence;
    expect([confidenceOf('Bolt'), confidenceOf('Nut', 'Bolt'), confidenceOf('Kit')]).toEqual([
      'HIGH',
      'LOW',
      'LOW',
    ]);
  });
});
