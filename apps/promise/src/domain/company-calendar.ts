import { OtpError } from '#libs/kernel';
import { Calendar } from './calendar.js';
import { type Day, dayOf, weekdayOf } from './day.js';
import type { HolidayList } from './supply.js';

/** The calendar of a company, and what is to be said of it. */
export interface CompanyCalendar {
  readonly calendar: Calendar;
  /** The list that it follows; undefined when it follows the configuration. */
  readonly list?: { readonly name: string; readonly from: Day; readonly to: Day };
  /** Weekdays that are off outside the list, 0 being Sunday. */
  readonly weeklyOff: ReadonlySet<number>;
  /** A list that should be followed but may not be read. */
  readonly unreadable?: string;
}

const nothing: ReadonlySet<number> = new Set();

/**
 * `weeklyOff`: the configured weekdays, 0 being Sunday. With `noWeekends` false the weekly off days of list
 * and configuration are working days. Throws SUPPLY_INVALID when the list can't be understood.
 */
export function calendarOf(
  list: HolidayList | undefined,
  weeklyOff: ReadonlySet<number>,
  noWeekends: boolean,
): CompanyCalendar {
  const configured = noWeekends ? weeklyOff : nothing;
  if (list === undefined) return { calendar: new Calendar(configured), weeklyOff: configured };
  if (!list.readable) {
    return { calendar: new Calendar(configured), weeklyOff: configured, unreadable: list.name };
  }
  const days = list.holidays.map((holiday) => ({
    day: readDay(holiday.date, list.name),
    weekly: holiday.weekly_off,
  }));
  const dates = days.map(({ day }) => day).sort((a, b) => a - b);
  const from = list.from_date ? readDay(list.from_date, list.name) : dates[0];
  const to = list.to_date ? readDay(list.to_date, list.name) : dates.at(-1);
  // A list without bounds and days says nothing.
  if (from === undefined || to === undefined)
    return { calendar: new Calendar(configured), weeklyOff: configured };
  if (to < from) throw unusable(list.name, `it ends before it begins`);

  const inside = days.filter(({ day }) => day >= from && day <= to);
  const marked = new Set(inside.filter(({ weekly }) => weekly).map(({ day }) => weekdayOf(day)));
  const outside = marked.size > 0 && noWeekends ? marked : configured;
  const off = new Set(inside.filter(({ weekly }) => noWeekends || !weekly).map(({ day }) => day));
  const sorted = [...off].sort((a, b) => a - b);
  return {
    calendar: new Calendar(outside, { from, to, off: sorted }),
    list: { name: list.name, from, to },
    weeklyOff: outside,
  };
}

function readDay(text: string, list: string): Day {
  const day = dayOf(text);
  if (day === undefined) throw unusable(list, `"${text}" is not a date`);
  return day;
}

function unusable(list: string, why: string): OtpError {
  return new OtpError('SUPPLY_INVALID', `The Holiday List "${list}" can not be used: ${why}.`);
}
