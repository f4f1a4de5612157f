import type { Calendar } from './calendar.js';
import { type Day, NEVER } from './day.js';
import type { LocalMinute } from './local-time.js';

/**
 * The first working day on which the warehouse can start: the day of the order when that is a working day and
 * it came by the cutoff (minutes since midnight, included), else the next working day. An order that was
 * placed earlier starts from today on. NEVER when the calendar has no such day.
 */
export function orderDayOf(
  now: LocalMinute,
  placed: LocalMinute | null,
  cutoff: number,
  calendar: Calendar,
): Day {
  const { day, minute } = placed ?? now;
  const inTime = minute <= cutoff && calendar.isWorking(day);
  const start = inTime ? day : calendar.firstFrom(day + 1);
  if (start >= now.day || start === NEVER) return start;
  return calendar.firstFrom(now.day);
}
