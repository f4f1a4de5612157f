import { type FieldKind } from '../schema/doctype.js';
import { collationKey } from '../database/collation.js';
import { type Value } from '../database/database.js';
import { thrown } from '../frappe/frappe-error.js';

/** A filter's value as its column is compared: text by collation key, dates and times as stored. */
export function comparand(kind: FieldKind, value: unknown): Value {
  switch (kind) {
    case 'float':
      return toFloat(value);
    case 'int':
    case 'check':
      return Math.trunc(toFloat(value));
    case 'date':
      return toMoment(value).slice(0, 10);
    case 'datetime':
      return toMoment(value);
    case 'id':
      return asText(value).trimEnd().toLowerCase();
    case 'text':
    case 'link':
    case 'table':
      return collationKey(asText(value));
  }
}

/** The value that stands in for null when a comparison could meet one. */
export function nullStandIn(kind: FieldKind): string | undefined {
  switch (kind) {
    case 'text':
    case 'link':
      return "''";
    case 'date':
      return "'0001-01-01'";
    default:
      return undefined;
  }
}

export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return '';
}

/** As frappe's flt: anything that is no number is 0. */
export function toFloat(value: unknown): number {
  const number = Number(typeof value === 'string' ? value.trim().replaceAll(',', '') : value);
  return Number.isFinite(number) ? number : 0;
}

/**
 * `YYYY-MM-DD HH:MM:SS.ffffff` of a date or a time. An offset at its end is not looked at: the
 * site reads the digits as its own time.
 */
function toMoment(value: unknown): string {
  const match =
    /^(\d{4}-\d{1,2}-\d{1,2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?)?(?:Z|[+-]\d{2}:?\d{2})?$/.exec(
      asText(value).trim(),
    );
  const day = match?.[1] === undefined ? undefined : civilDate(match[1]);
  if (day === undefined) {
    throw thrown(
      'ValidationError',
      `<strong>${asText(value)}</strong> is not a valid date string.`,
      'Invalid Date',
    );
  }
  return `${day} ${match?.[2] ?? '00:00'}:${match?.[3] ?? '00'}.${(match?.[4] ?? '').padEnd(6, '0')}`;
}

/** `YYYY-MM-DD`, or undefined for a day that is in no calendar. */
export function civilDate(value: string): string | undefined {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(value);
  if (match === null) return undefined;
  const day = `${match[1]}-${match[2]?.padStart(2, '0')}-${match[3]?.padStart(2, '0')}`;
  const parsed = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== day ? undefined : day;
}
