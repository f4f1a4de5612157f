import { Calendar } from './calendar.js';
import { dayOf, dayText } from './day.js';
import type { LocalMinute } from './local-time.js';
import { orderDayOf } from './order-day.js';

const weekend = new Calendar(new Set([0, 6]));
const CUTOFF = 14 * 60;

function at(text: string): LocalMinute {
  const [date = '', time = ''] = text.split(' ');
  return { day: dayOf(date) ?? NaN, minute: Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) };
}

describe('orderDayOf', () => {
  it.each([
    ['in the morning', '2026-11-24 09:00', null, '2026-11-24'],
    ['on the minute of the cut-off', '2026-11-24 14:00', null, '2026-11-24'],
    ['a minute later', '2026-11-24 14:01', null, '2026-11-25'],
    ['Friday afternoon', '2026-11-27 15:00', null, '2026-11-30'],
    ['Saturday morning', '2026-11-28 09:00', null, '2026-11-30'],
    ['placed in time, asked late', '2026-11-24 16:00', '2026-11-24 13:59', '2026-11-24'],
    ['placed late, asked the next morning', '2026-11-25 08:00', '2026-11-24 18:00', '2026-11-25'],
    ['placed last week, asked after the cut-off', '2026-11-24 18:00', '2026-11-19 10:00', '2026-11-24'],
    ['placed last week, asked on a Sunday', '2026-11-29 18:00', '2026-11-19 10:00', '2026-11-30'],
    ['placed tomorrow after the cut-off', '2026-11-24 09:00', '2026-11-25 15:00', '2026-11-26'],
  ])('%s', (_, now, placed, day) => {
    expect(dayText(orderDayOf(at(now), placed === null ? null : at(placed), CUTOFF, weekend))).toBe(day);
  });

  it('does not come without working days', () => {
    const closed = new Calendar(new Set([0, 1, 2, 3, 4, 5, 6]));
    expect(dayText(orderDayOf(at('2026-11-24 09:00'), null, CUTOFF, closed))).toBeNull();
    expect(dayText(orderDayOf(at('2026-11-24 09:00'), at('2026-11-02 09:00'), CUTOFF, closed))).toBeNull();
  });
});
