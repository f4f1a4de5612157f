import type { Take } from './allocation.js';
import { dayText } from './day.js';
import type { OpenRow, PreparedItem } from './prepared-item.js';
import { type Quantity, quantityText } from './quantity.js';

/** 5 Nos */
export function amount(quantity: Quantity, item: PreparedItem): string {
  return `${quantityText(quantity)} ${item.stockUom}`;
}

/** 5 Nos of Bolt */
export function amountOf(quantity: Quantity, item: PreparedItem): string {
  return `${quantityText(quantity)} ${item.stockUom} of ${item.code}`;
}

/** 5 Nos from stock in Stores */
export function origin({ source, quantity }: Take, item: PreparedItem): string {
  const { row, warehouse } = source;
  if (row === null) return `${amount(quantity, item)} from stock in ${warehouse?.name}`;
  const where = warehouse === null ? '' : ` in ${warehouse.name}`;
  return `${amount(quantity, item)} from Purchase Order ${row.purchaseOrder}, expected on ${row.expectedText}${where}`;
}

/** 5 Nos of Bolt, expected on 2026-11-24 in Stores */
export function announced(row: OpenRow, item: PreparedItem): string {
  const when = row.expectedText === '' ? '' : `, expected on ${row.expectedText}`;
  const where = row.warehouse === null ? '' : ` in ${row.warehouse.name}`;
  return `${amountOf(row.open, item)}${when}${where}`;
}

/** 1 working day */
export function workingDays(days: number): string {
  return days === 1 ? '1 working day' : `${days} working days`;
}

/** 09:05; `minute` since midnight. */
export function clockTime(minute: number): string {
  const text = (part: number) => String(part).padStart(2, '0');
  return `${text(Math.floor(minute / 60))}:${text(minute % 60)}`;
}

export function dateOrNone(day: number): string {
  return dayText(day) ?? 'a day that can not be known';
}

const MOST_LISTED = 5;

/** a, b and c; after some, only how many more. */
export function listed(parts: readonly string[]): string {
  const shown = parts.length > MOST_LISTED ? parts.slice(0, MOST_LISTED - 1) : parts;
  const rest = parts.length - shown.length;
  const all = rest > 0 ? [...shown, `${rest} more`] : shown;
  return all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}
