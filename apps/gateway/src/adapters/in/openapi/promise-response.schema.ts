import { z } from 'zod';
import { date, instant, quantity, text } from '../answer.schema.js';

const fulfillment = z
  .strictObject({
    source: z.enum(['stock', 'purchase_order', 'non_stock']),
    item_code: text("The line's item, or the component of its bundle."),
    qty: quantity('In stock units.'),
    available_date: date('When the goods can be worked on.').nullable(),
    ship_ready_date: date('When they can leave.').nullable(),
    warehouse: text('Where they are or arrive.').nullable(),
    po_id: text('Purchase Order that brings them.').nullable(),
    expected_date: date('When the supplier is expected.').nullable(),
  })
  .meta({ id: 'Fulfillment' });

const planLine = z
  .strictObject({
    item_code: z.string(),
    qty_required: quantity('In stock units; of a bundle, the units of all its components together.'),
    fulfillment: z.array(fulfillment),
    shortage: quantity('What is missing: with what fills the line it adds up to qty_required.'),
  })
  .meta({ id: 'PlanLine' });

const option = z
  .strictObject({
    type: z.enum(['alternate_warehouse', 'expedite_po', 'split_shipment']),
    description: z.string(),
    impact: z.string(),
    po_id: z.string().nullable(),
    promise_date: date('That the same calculation gives with this change.'),
  })
  .meta({ id: 'Option' });

/** The answer to `POST /otp/promise`. */
export const promiseResponse = z
  .strictObject({
    status: z.enum(['OK', 'CANNOT_FULFILL', 'CANNOT_PROMISE_RELIABLY']),
    promise_date: date('That the customer is told; null unless OK.').nullable(),
    promise_date_raw: date('Before the desired date is looked at; null with a shortage.').nullable(),
    desired_date: date('As asked for.').nullable(),
    desired_date_mode: z.enum(['LATEST_ACCEPTABLE', 'STRICT_FAIL', 'NO_EARLY_DELIVERY']),
    on_time: z.boolean().nullable().describe('Null without a desired date or with a shortage.'),
    adjusted_due_to_no_early_delivery: z.boolean(),
    can_fulfill: z.boolean().describe('Nothing is missing.'),
    confidence: z.enum(['HIGH', 'MEDIUM', 'LOW']),
    plan: z.array(planLine).describe('A line for each line of the order, in its order.'),
    reasons: z.array(z.string()).describe('Why the date is what it is.'),
    blockers: z.array(z.string()).describe('What stands in the way.'),
    options: z.array(option).describe('What would bring an earlier date.'),
    order_day: date('First working day on which the warehouse can start.').nullable(),
    data_as_of: instant('When the oldest supply figure used was true.'),
    data_source: z.enum(['LIVE', 'REPLICA', 'STALE']),
    promise_id: text('Names this answer in logs and traces.'),
  })
  .meta({ id: 'PromiseResponse' });
