import type { Violation } from '#libs/kernel';
import { type CheckedLine, LineCheck } from './checked-line.js';
import { type Day, dayOf } from './day.js';
import { type LocalMinute, localMinuteIn } from './local-time.js';
import type { Order } from './order.js';
import type { World } from './world.js';

/** An order that can be calculated: every name found, every text read. */
export interface CheckedOrder {
  readonly order: Order;
  readonly company: string;
  readonly lines: readonly CheckedLine[];
  /** Local time in the order's zone. */
  readonly now: LocalMinute;
  /** When the order was placed, where that is not now. */
  readonly placed: LocalMinute | null;
  /** Minutes since midnight. */
  readonly cutoff: number;
  readonly desired: Day | null;
}

const MOST_LINES = 500;
const MOST_DAYS = 3_650;

/** Either the order or all that is wrong with it; pointers are into the request. */
export function checkOrder(order: Order, world: World, instant: number): CheckedOrder | readonly Violation[] {
  const check = new LineCheck(order, world);
  if (order.items.length < 1 || order.items.length > MOST_LINES) {
    check.fault('/items', `must have 1 to ${MOST_LINES} lines`);
  }
  const now = localMinuteIn(order.timezone, instant);
  if (now === undefined) check.fault('/rules/timezone', `"${order.timezone}" is not an IANA time zone`);
  const cutoff = minuteOf(order.cutoff_time);
  if (cutoff === undefined) {
    check.fault('/rules/cutoff_time', `"${order.cutoff_time}" is not a time between 00:00 and 23:59`);
  }
  const placed = order.order_created_at === null ? null : localMinuteOf(order.order_created_at);
  if (placed === undefined) {
    check.fault(
      '/rules/order_created_at',
      `"${order.order_created_at}" is not a local time, YYYY-MM-DDTHH:mm`,
    );
  }
  const desired = order.desired_date === null ? null : requestDay(order.desired_date);
  if (desired === undefined) {
    check.fault('/desired_date', `"${order.desired_date}" is not a date between 1970-01-01 and 9999-12-31`);
  }
  checkDays(order, check);

  const lines = order.items.map((line, index) => check.check(line, index));
  const company = lines.find((line) => line !== undefined)?.scope.company ?? '';
  for (const [index, line] of lines.entries()) {
    if (line === undefined || line.scope.company === company) continue;
    check.fault(
      `/items/${index}/warehouse`,
      `"${line.scope.name}" belongs to ${line.scope.company}, the lines before it to ${company}: one order, one company`,
    );
  }
  const complete = lines.filter((line) => line !== undefined);
  if (
    check.violations.length > 0 ||
    now === undefined ||
    cutoff === undefined ||
    placed === undefined ||
    desired === undefined
  ) {
    return check.violations;
  }
  return { order, company, lines: complete, now, placed, cutoff, desired };
}

function checkDays(order: Order, check: LineCheck): void {
  const within = (name: string, days: number | null, least: number): void => {
    if (days === null || (Number.isInteger(days) && days >= least && days <= MOST_DAYS)) return;
    check.fault(`/rules/${name}`, `${days} is not a whole number from ${least} to ${MOST_DAYS}`);
  };
  within('lead_time_buffer_days', order.lead_time_buffer_days, 0);
  within('processing_lead_time_days', order.processing_lead_time_days, 0);
  within('overdue_po_days', order.overdue_po_days, 1);
  if (order.overdue_po === 'ASSUME_DAYS' && order.overdue_po_days === null) {
    check.fault('/rules/overdue_po_days', 'must be given with overdue_po ASSUME_DAYS');
  }
}

function requestDay(text: string): Day | undefined {
  const day = dayOf(text);
  return day !== undefined && day >= 0 ? day : undefined;
}

function localMinuteOf(text: string): LocalMinute | undefined {
  const day = requestDay(text.slice(0, 10));
  const minute = minuteOf(text.slice(11));
  return day === undefined || minute === undefined || text[10] !== 'T' ? undefined : { day, minute };
}

/** Minutes since midnight of HH:MM. */
function minuteOf(text: string): number | undefined {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) return undefined;
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}
