import { assumptions, type Shares } from './assumptions.js';
import { workingDaysBetween } from './company-day.js';
import { dayWith, inbound, item, TODAY } from './example-day.js';
import { Future, onTimeShare } from './future.js';

const orderOf = (qty: number, id = 'order') => ({ id, lines: [{ item_code: 'BOLT', qty }] });
const numbers = Array.from({ length: 2_000 }, (_, number) => `future ${number}`);
const leadDays = (day: ReturnType<typeof dayWith>, qty: number): number[] =>
  numbers.map((number) =>
    workingDaysBetween(
      day.calendar,
      day.orderDay,
      new Future(day, 'world', number).deliveredOn(orderOf(qty)),
    ),
  );
const share = (values: readonly number[], is: (value: number) => boolean): number =>
  values.filter(is).length / values.length;

/** Of the orders whose goods are there: without a delay in the warehouse or on the road. */
const atOnce = shareOf(assumptions.handlingDays, 1) * shareOf(assumptions.carrierDays, 1);

function shareOf(shares: Shares<number>, wanted: number): number {
  return shares.find(([value]) => value === wanted)?.[1] ?? 0;
}

describe('a future', () => {
  it('is the same again, whatever was asked of it before', () => {
    const day = dayWith(item({ onHand: 5, inbound: [inbound()] }));
    const [first, again] = [new Future(day, 'world', 'one'), new Future(day, 'world', 'one')];
    first.deliveredOn(orderOf(3, 'another'));
    expect(first.deliveredOn(orderOf(50))).toBe(again.deliveredOn(orderOf(50)));
  });

  it('delivers what lies there after the work of the warehouse and of the carrier', () => {
    const leads = leadDays(dayWith(item({ onHand: 1_000 })), 1);
    expect(Math.min(...leads)).toBe(2);
    // A miscounted Bin may be all but empty.
    expect(share(leads, (days) => days === 2)).toBeCloseTo(atOnce, 1);
  });

  it('never delivers goods before their purchase order can have come, and often later', () => {
    const day = dayWith(item({ inbound: [inbound({ expected: TODAY + 14 })] }));
    const leads = leadDays(day, 10);
    expect(Math.min(...leads)).toBe(12);
    const onTime = onTimeShare('world', 'Northern Supply');
    expect(share(leads, (days) => days === 12)).toBeCloseTo(onTime * atOnce, 1);
  });

  it('serves older demand first, from stock and from what comes', () => {
    const day = dayWith(
      item({
        onHand: 10,
        reserved: 60,
        inbound: [inbound({ openQty: 55 }), inbound({ row: 'row 2', expected: TODAY + 28, openQty: 500 })],
      }),
    );
    expect(Math.min(...leadDays(day, 5))).toBe(7);
    expect(Math.min(...leadDays(day, 6))).toBeGreaterThan(7);
  });

  it('waits for the last line', () => {
    const late = item({ code: 'LATE', inbound: [inbound({ expected: TODAY + 28 })] });
    const day = dayWith(item({ onHand: 1_000 }), late);
    const lines = [
      { item_code: 'LATE', qty: 1 },
      { item_code: 'BOLT', qty: 1 },
    ];
    const on = new Future(day, 'world', 'one').deliveredOn({ id: 'order', lines });
    expect(on).toBeGreaterThanOrEqual(TODAY + 30);
  });

  it('lets some of what is overdue or On Hold never come, so that it is bought again', () => {
    const bought = assumptions.purchaseDays;
    for (const [is, comes] of [
      [inbound({ expected: TODAY - 5 }), assumptions.overdue.comes],
      [inbound({ isOnHold: true, expected: TODAY + 200 }), assumptions.onHold.released],
    ] as const) {
      const day = dayWith(item({ inbound: [is], leadTimeDays: 300 }));
      const leads = leadDays(day, 10);
      const never = share(leads, (days) => days > ((300 + bought) * 5) / 7);
      expect(never).toBeCloseTo(1 - comes, 1);
    }
  });

  it('buys what nothing covers', () => {
    const leads = leadDays(dayWith(item({ leadTimeDays: 7 })), 1);
    // Bought on Tuesday, due 17 days later, on a Friday; 14 working days and those of warehouse and carrier.
    expect(Math.min(...leads)).toBe(16);
  });

  it('lets others take goods that are not reserved yet', () => {
    const day = dayWith(item({ onHand: 1 }));
    expect(share(leadDays(day, 1), (days) => days > 5)).toBeGreaterThan(assumptions.miscounted.share);
  });
});

describe('the reliability of a supplier', () => {
  it('is one for all futures of a world, within its bounds, and differs between suppliers', () => {
    const { least, most } = assumptions.supplierOnTime;
    const shares = ['A', 'B', 'C', 'D'].map((supplier) => onTimeShare('world', supplier));
    expect(new Set(shares).size).toBe(4);
    for (const one of shares) expect(one >= least && one <= most).toBe(true);
    expect(onTimeShare('world', 'A')).toBe(shares[0]);
  });
});
