import { type Day, NEVER } from './day.js';
import type { CheckedOrder } from './checked-order.js';
import type { Terms } from './terms.js';

/** The date of an order of which nothing is missing. */
export interface PromiseDate {
  /** Before the desired date is looked at; NEVER when it does not come. */
  readonly raw: Day;
  /** What the customer is told; null: nothing, because it never comes or comes too late for STRICT_FAIL. */
  readonly promise: Day | null;
  /** Null without a desired date, or when no date is known. */
  readonly onTime: boolean | null;
  readonly movedToDesired: boolean;
}

/** `ready`: when the last of the goods can leave; 0 when there are none. */
export function promiseDateOf(ready: Day, checked: CheckedOrder, terms: Terms): PromiseDate {
  const { order, desired } = checked;
  const { calendar } = terms.calendar;
  const raw = calendar.after(ready === 0 ? terms.orderDay : ready, order.lead_time_buffer_days);
  if (raw === NEVER) return { raw, promise: null, onTime: null, movedToDesired: false };
  if (desired === null) return { raw, promise: raw, onTime: null, movedToDesired: false };
  switch (order.desired_date_mode) {
    case 'LATEST_ACCEPTABLE':
      return { raw, promise: raw, onTime: raw <= desired, movedToDesired: false };
    case 'STRICT_FAIL':
      return { raw, promise: raw <= desired ? raw : null, onTime: raw <= desired, movedToDesired: false };
    case 'NO_EARLY_DELIVERY': {
      const wished = calendar.firstFrom(desired);
      if (wished === NEVER) return { raw, promise: null, onTime: true, movedToDesired: false };
      return { raw, promise: Math.max(raw, wished), onTime: raw <= wished, movedToDesired: raw < wished };
    }
  }
}
