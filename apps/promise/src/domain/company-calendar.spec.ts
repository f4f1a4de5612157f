import { calendarOf } from './company-calendar.js';
import { dayOf } from './day.js';
import type { HolidayList } from './supply.js';

const configured = new Set([0, 6]);
const list = (more: Partial<HolidayList>): HolidayList => ({
  name: 'Calendar',
  readable: true,
  from_date: '2026-11-01',
  to_date: '2026-11-30',
  holidays: [],
  ...more,
});
const friday = { date: '2026-11-27', weekly_off: true };
const feast = { date: '2026-11-25', weekly_off: false };

/** The days of 2026-11-21 (Saturday) to 2026-12-06 (Sunday) that are off. */
function daysOff(holidays: HolidayList | undefined, noWeekends: boolean): string {
  const { calendar } = calendarOf(holidays, configured, noWeekends);
  const first = dayOf('2026-11-21') ?? 0;
  const days = Array.from({ length: 16 }, (_, at) => first + at).filter((day) => !calendar.isWorking(day));
  return days.map((day) => new Date(day * 86_400_000).toISOString().slice(5, 10)).join(' ');
}

describe('calendarOf', () => {
  it.each([
    ['no list', undefined, true, '11-21 11-22 11-28 11-29 12-05 12-06'],
    ['no list, weekends worked', undefined, false, ''],
    [
      'inside, only what is listed; after it the weekdays that it marks',
      list({ holidays: [friday, feast] }),
      true,
      '11-25 11-27 12-04',
    ],
    ['weekends worked: holidays stay off', list({ holidays: [friday, feast] }), false, '11-25'],
    [
      'no weekday marked: the configured ones after it',
      list({ holidays: [feast] }),
      true,
      '11-25 12-05 12-06',
    ],
    ['no weekday marked, weekends worked', list({ holidays: [feast] }), false, '11-25'],
    [
      'a feast on a marked day stays off',
      list({ holidays: [{ ...friday, weekly_off: false }, friday] }),
      false,
      '11-27',
    ],
    [
      'days outside its bounds do not count',
      list({ holidays: [friday, { date: '2026-12-02', weekly_off: true }] }),
      true,
      '11-27 12-04',
    ],
    [
      'not readable',
      list({ readable: false, holidays: [feast] }),
      true,
      '11-21 11-22 11-28 11-29 12-05 12-06',
    ],
    [
      'bounds missing: from its first to its last day',
      list({ from_date: null, to_date: undefined, holidays: [feast, friday] }),
      true,
      '11-25 11-27 12-04',
    ],
    [
      'neither bounds nor days',
      list({ from_date: null, to_date: null }),
      true,
      '11-21 11-22 11-28 11-29 12-05 12-06',
    ],
  ])('%s', (_, holidays, noWeekends, off) => expect(daysOff(holidays, noWeekends)).toBe(off));

  it.each([
    [list({ holidays: [{ date: '2026-02-30', weekly_off: false }] }), '"2026-02-30" is not a date'],
    [list({ to_date: 'soon' }), '"soon" is not a date'],
    [list({ to_date: '2026-10-01' }), 'ends before it begins'],
  ])('refuses %j', (holidays, why) => {
    expect(() => calendarOf(holidays, configured, true)).toThrow(
      expect.objectContaining({ code: 'SUPPLY_INVALID', detail: expect.stringContaining(why) }),
    );
  });

  it('says which list may not be read', () => {
    expect(calendarOf(list({ readable: false }), configured, true).unreadable).toBe('Calendar');
  });
});
