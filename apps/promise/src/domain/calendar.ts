import { type Day, LAST_DAY, NEVER, weekdayOf } from './day.js';

/** Days off between two days, both included; inside, these alone are off. */
export interface ListedDaysOff {
  readonly from: Day;
  readonly to: Day;
  /** Ascending, distinct, within from … to. */
  readonly off: readonly Day[];
}

/** Without a working day within this many days, a calendar has ended. */
export const LONGEST_CLOSURE = 3_660;

/**
 * Working days: a week that repeats for ever, replaced within the bounds of a list by the days that it names.
 *
 * Working days are numbered; number 0 is the first one on or after the list's first day. Both directions
 * between day and number are computed, not looked up, so that a calendar costs nothing for far days.
 */
export class Calendar {
  private readonly from: Day;
  private readonly end: Day;
  private readonly off: readonly Day[];
  private readonly listed: number;
  /** Working days of a week before each weekday, 0 being Sunday. */
  private readonly before: readonly number[];
  /** Weekdays that are worked, ascending. */
  private readonly worked: readonly number[];
  private readonly fromNumber: number;
  private readonly endNumber: number;
  /** Numbers of working days that follow a closure longer than the longest. */
  private readonly closures: readonly number[];

  /** `weeklyOff`: weekdays that are off outside the list, 0 being Sunday. */
  constructor(weeklyOff: ReadonlySet<number>, list?: ListedDaysOff) {
    this.worked = [0, 1, 2, 3, 4, 5, 6].filter((weekday) => !weeklyOff.has(weekday));
    this.before = [0, 1, 2, 3, 4, 5, 6].map(
      (weekday) => this.worked.filter((worked) => worked < weekday).length,
    );
    this.from = list?.from ?? 0;
    this.end = list === undefined ? 0 : list.to + 1;
    this.off = list?.off ?? [];
    this.listed = this.end - this.from - this.off.length;
    this.fromNumber = this.weekNumber(this.from);
    this.endNumber = this.weekNumber(this.end);
    this.closures = this.longClosures();
  }

  isWorking(day: Day): boolean {
    return this.dayNumbered(this.numberOf(day)) === day;
  }

  /** The first working day on or after a day. */
  firstFrom(day: Day): Day {
    if (day >= NEVER) return NEVER;
    const first = this.dayNumbered(this.numberOf(day));
    return first - day > LONGEST_CLOSURE ? NEVER : first;
  }

  /** So many working days after the first working day on or after a day. */
  after(day: Day, workingDays: number): Day {
    const first = this.firstFrom(day);
    if (workingDays === 0 || first >= NEVER) return first;
    const number = this.numberOf(first);
    for (const closure of this.closures) {
      if (number < closure && closure <= number + workingDays) return NEVER;
    }
    return this.dayNumbered(number + workingDays);
  }

  /** How many working days of number 0 and later lie before a day; negative before the list. */
  private numberOf(day: Day): number {
    if (day <= this.from) return this.weekNumber(day) - this.fromNumber;
    if (day >= this.end) return this.listed + this.weekNumber(day) - this.endNumber;
    let low = 0;
    let high = this.off.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.off[middle] ?? NEVER) < day) low = middle + 1;
      else high = middle;
    }
    return day - this.from - low;
  }

  private dayNumbered(number: number): Day {
    if (number < 0) return this.dayOfWeekNumber(this.fromNumber + number);
    if (number >= this.listed) return this.dayOfWeekNumber(this.endNumber + number - this.listed);
    let low = 0;
    let high = this.off.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.off[middle] ?? NEVER) - this.from - middle <= number) low = middle + 1;
      else high = middle;
    }
    return this.from + number + low;
  }

  /** How many days the repeating week alone works between Sunday 1969-12-28 and a day. */
  private weekNumber(day: Day): number {
    return Math.floor((day + 4) / 7) * this.worked.length + (this.before[weekdayOf(day)] ?? 0);
  }

  private dayOfWeekNumber(number: number): Day {
    const perWeek = this.worked.length;
    if (perWeek === 0) return NEVER;
    const week = Math.floor(number / perWeek);
    const day = week * 7 + (this.worked[number - week * perWeek] ?? 0) - 4;
    return day > LAST_DAY ? NEVER : day;
  }

  private longClosures(): number[] {
    const closures: number[] = [];
    let run = 1;
    for (let at = 0; at < this.off.length; at++) {
      const day = this.off[at] ?? NEVER;
      const next = this.off[at + 1];
      if (next === day + 1) {
        run++;
        continue;
      }
      const number = this.numberOf(day);
      // Weekly off days before and after the list may lengthen a run by up to six days each.
      if (
        run > LONGEST_CLOSURE - 14 &&
        this.dayNumbered(number) - this.dayNumbered(number - 1) > LONGEST_CLOSURE
      ) {
        closures.push(number);
      }
      run = 1;
    }
    return closures;
  }
}
