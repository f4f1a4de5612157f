import type { PromiseAnswer } from './answer.js';
import type { Order } from './order.js';
import type { World } from './world.js';

/**
 * The answer while documents are hidden from us and the order names some that we do not see: they may exist,
 * so the order is not wrong, and nothing can be said of it.
 */
export function distrustedAnswer(order: Order, world: World): PromiseAnswer {
  return {
    status: 'CANNOT_PROMISE_RELIABLY',
    promise_date: null,
    promise_date_raw: null,
    desired_date: order.desired_date,
    desired_date_mode: order.desired_date_mode,
    on_time: null,
    adjusted_due_to_no_early_delivery: false,
    can_fulfill: false,
    confidence: 'LOW',
    plan: order.items.map(({ item_code, qty }) => ({
      item_code,
      qty_required: qty,
      fulfillment: [],
      shortage: qty,
    })),
    reasons: [],
    blockers: [...world.distrust],
    options: [],
    order_day: null,
    data_as_of: new Date(world.dataAsOfMs).toISOString(),
    data_source: world.dataSource,
  };
}
