import { workingDaysBetween } from './company-day.js';
import { dayWith, inbound, item, TODAY } from './example-day.js';
import { Future } from './future.js';
import { LeadDayModel, type LeadDayModelState } from './lead-day-model.js';
import { fewestFor, fixedLeadDays, livedThrough, type PastOrder } from './past.js';

describe('fewestFor', () => {
  it('gives what nine of ten do not exceed', () => {
    expect(fewestFor([1, 2, 3, 4, 5, 6, 7, 8, 9, 100])).toBe(9);
    expect(fewestFor([3])).toBe(3);
  });

  it('never takes days away', () => expect(fewestFor([-4, -3, -2])).toBe(0));
});

const stocked = item({ onHand: 1_000 });
const coming = item({ code: 'NUT', inbound: [inbound({ expected: TODAY + 28 })] });
const day = dayWith(stocked, coming);
const orders = Array.from({ length: 200 }, (_, index) => ({
  id: `order ${index}`,
  lines: [{ item_code: index % 2 === 0 ? 'BOLT' : 'NUT', qty: 1 + (index % 7) }],
}));

describe('what is learnt from the past', () => {
  const past = livedThrough(day, orders, new Future(day, 'world', 'past'));

  it('holds the working days that each order took', () => {
    expect(past).toHaveLength(orders.length);
    const on = new Future(day, 'world', 'past').deliveredOn(orders[1] ?? { id: '', lines: [] });
    expect(past[1]?.leadDays).toBe(workingDaysBetween(day.calendar, TODAY, on));
    expect(past[1]?.leadDays).toBeGreaterThanOrEqual(20);
  });

  it('is one number for the crude rule', () => expect(fixedLeadDays(past)).toBeGreaterThanOrEqual(20));

  it('is for the model the difference between what lies there and what must come', () => {
    const model = LeadDayModel.train(past, past, 1);
    const days = (code: string): number =>
      model.leadDays({ id: 'new', lines: [{ item_code: code, qty: 3 }] }, day);
    expect(days('NUT')).toBeGreaterThanOrEqual(20);
    expect(days('BOLT')).toBeLessThan(10);
    const sent = JSON.parse(JSON.stringify(model.state())) as LeadDayModelState;
    const other = LeadDayModel.load(sent);
    for (const order of orders) expect(other.leadDays(order, day)).toBe(model.leadDays(order, day));
  });

  it('is a margin that nine of ten orders which it has not learnt from would have needed', () => {
    const slower = past.map((one): PastOrder => ({ ...one, leadDays: one.leadDays + 6 }));
    const { margin } = LeadDayModel.train(past, past, 1);
    expect(LeadDayModel.train(past, slower, 1).margin).toBe(margin + 6);
  });
});
