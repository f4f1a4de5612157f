import { WANTED_KEPT } from './assumptions.js';
import { type CompanyDay, workingDaysBetween } from './company-day.js';
import type { Future } from './future.js';
import type { ComparedOrder } from './orders.js';

/** An order of which it is known how it went. */
export interface PastOrder {
  readonly order: ComparedOrder;
  readonly day: CompanyDay;
  /** Working days from the order day to the delivery. */
  readonly leadDays: number;
}

/** How the orders of a day went. */
export function livedThrough(day: CompanyDay, orders: readonly ComparedOrder[], future: Future): PastOrder[] {
  return orders.map((order) => ({
    order,
    day,
    leadDays: workingDaysBetween(day.calendar, day.orderDay, future.deliveredOn(order)),
  }));
}

/** The crude rule: the fewest working days that would have kept WANTED_KEPT of these orders. */
export const fixedLeadDays = (past: readonly PastOrder[]): number =>
  fewestFor(past.map(({ leadDays }) => leadDays));

/** The fewest whole days, from 0 on, that WANTED_KEPT of the needs do not exceed. */
export function fewestFor(needs: readonly number[]): number {
  const ascending = needs.toSorted((a, b) => a - b);
  const enough = ascending[Math.ceil(ascending.length * WANTED_KEPT) - 1];
  if (enough === undefined) throw new Error('Nothing to learn from.');
  return Math.max(0, Math.ceil(enough));
}
