import { type HolidayListDocument } from './documents.js';

/** A civil date, YYYY-MM-DD. Such texts sort as the days do. */
export type Day = string;

/** Longest stretch, in days, that is searched for a working day. */
const SEARCHED_DAYS = 3_660;

export class NoWorkingDay extends Error {}

export function dayAfter(day: Day, days = 1): Day {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10);
}

/** 0 is Sunday. */
const weekday = (day: Day): number => new Date(`${day}T00:00:00Z`).getUTCDay();

/** The date and HH:MM that a clock in `zone` shows at `instant` (milliseconds since 1970). */
export function localTime(instant: number, zone: string): { day: Day; time: string } {
  const shown = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(instant);
  const part = (type: string) => shown.find((p) => p.type === type)?.value ?? '';
  return {
    day: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}`,
  };
}

/** Rule 1. */
export class Calendar {
  readonly #holidays: Set<Day>;
  readonly #markedOff: Set<Day>;
  readonly #weekdaysOff: number[];

  constructor(
    readonly list: HolidayListDocument | undefined,
    configuredWeeklyOff: number[],
    readonly noWeekends: boolean,
  ) {
    const dates = list?.holidays ?? [];
    this.#holidays = new Set(dates.filter((date) => !date.weekly_off).map((date) => date.holiday_date));
    this.#markedOff = new Set(dates.filter((date) => date.weekly_off).map((date) => date.holiday_date));
    const marked = [...this.#markedOff].map(weekday);
    this.#weekdaysOff = marked.length > 0 ? marked : configuredWeeklyOff;
  }

  isWorking(day: Day): boolean {
    const insideList = this.list !== undefined && this.list.from_date <= day && day <= this.list.to_date;
    if (insideList && this.#holidays.has(day)) return false;
    if (!this.noWeekends) return true;
    return insideList ? !this.#markedOff.has(day) : !this.#weekdaysOff.includes(weekday(day));
  }

  firstWorkingDay(from: Day): Day {
    let day = from;
    for (let searched = 0; searched <= SEARCHED_DAYS; searched++) {
      if (this.isWorking(day)) return day;
      day = dayAfter(day);
    }
    throw new NoWorkingDay(`none in ${SEARCHED_DAYS} days from ${from}`);
  }

  /** `from` must be a working day. */
  addWorkingDays(from: Day, count: number): Day {
    let day = from;
    for (let added = 0; added < count; added++) day = this.firstWorkingDay(dayAfter(day));
    return day;
  }
}
