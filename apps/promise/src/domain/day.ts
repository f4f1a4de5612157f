/**
 * A civil day as a number: days since 1970-01-01, without a zone. Texts are YYYY-MM-DD.
 * NEVER stands for a day that does not come: no working day is left, or it lies after 9999-12-31.
 */
export type Day = number;

export const NEVER: Day = 0x3fff_ffff;
/** 9999-12-31, the last day that has a text. */
export const LAST_DAY: Day = 2_932_896;

const DAYS_PER_ERA = 146_097;
const DAYS_FROM_0000_03_01 = 719_468;
const ZERO = 48;
const DASH = 45;

/** Undefined when the text is not a day of the calendar, for example 2026-02-30. */
export function dayOf(text: string): Day | undefined {
  if (text.length !== 10 || text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return undefined;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const date = digits(text, 8, 10);
  if (!(year >= 0 && month >= 1 && month <= 12 && date >= 1 && date <= daysIn(year, month))) return undefined;
  return dayOfCivil(year, month, date);
}

/** Days since 1970-01-01 of a date in the proleptic Gregorian calendar; month from 1. */
export function dayOfCivil(year: number, month: number, date: number): Day {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - DAYS_FROM_0000_03_01;
}

const MOST_KEPT_TEXTS = 20_000;
const texts = new Map<Day, string>();

/** Null for NEVER. */
export function dayText(day: Day): string | null {
  return day >= NEVER ? null : textOf(day);
}

/** The text of a day that comes. */
export function textOf(day: Day): string {
  let text = texts.get(day);
  if (text === undefined) {
    if (texts.size >= MOST_KEPT_TEXTS) texts.clear();
    text = new Date(day * 86_400_000).toISOString().slice(0, 10);
    texts.set(day, text);
  }
  return text;
}

/** 0 is Sunday. */
export function weekdayOf(day: Day): number {
  return (((day + 4) % 7) + 7) % 7;
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** NaN when one of the characters is no digit. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return value;
}
