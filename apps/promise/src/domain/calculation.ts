import type { CheckedOrder } from './checked-order.js';
import type { OrderAllocation } from './order-allocation.js';
import type { PromiseDate } from './promise-date.js';
import type { Terms } from './terms.js';

/** An order with all that was calculated for it. */
export interface Calculation {
  readonly checked: CheckedOrder;
  readonly terms: Terms;
  readonly allocation: OrderAllocation;
  /** Null with a shortage. */
  readonly date: PromiseDate | null;
}
