import { z } from 'zod';
import { date, quantity, text } from './answer.schema.js';
import { civilDate, name, oneOf } from './promise-request.schema.js';
import { pageLimit, pageOffset, searchText } from './query.schema.js';

/** ERPNext's own words. */
const statuses = [
  'Draft',
  'On Hold',
  'To Pay',
  'To Deliver and Bill',
  'To Bill',
  'To Deliver',
  'Completed',
  'Cancelled',
  'Closed',
] as const;

/** The query of `GET /otp/sales-orders`. Unknown parameters are left aside. */
export const salesOrdersQuery = z
  .object({
    limit: pageLimit,
    offset: pageOffset,
    customer: name('the customer').optional(),
    status: oneOf(statuses).optional(),
    from_date: civilDate.optional().describe('First transaction date.'),
    to_date: civilDate.optional().describe('Last transaction date.'),
    search: searchText.optional().describe("Part of its name or of the customer's, in any case."),
  })
  .refine(
    ({ from_date, to_date }) => from_date === undefined || to_date === undefined || from_date <= to_date,
    {
      message: 'must not be before from_date',
      path: ['to_date'],
    },
  );

/** The path of `GET /otp/sales-orders/{id}`. */
export const salesOrderPath = z.object({ id: name('the Sales Order').describe('Name of the Sales Order.') });

const head = {
  name: z.string(),
  customer: z.string(),
  customer_name: z.string().nullable(),
  transaction_date: date('When it was placed.').nullable(),
  delivery_date: date('That its latest line asks for.').nullable(),
  status: text("ERPNext's word."),
  grand_total: z.number().describe("In the order's currency."),
};

export const salesOrderHead = z.strictObject(head).meta({ id: 'SalesOrderHead' });

export const salesOrdersAnswer = z.array(salesOrderHead);

const salesOrderLine = z
  .strictObject({
    item_code: z.string(),
    item_name: z.string().nullable(),
    qty: quantity('In `uom`.'),
    uom: z.string().nullable(),
    warehouse: z.string().nullable(),
    stock_actual: quantity("Physically in the line's warehouse; null without one that is known.").nullable(),
    stock_reserved: quantity('Owned by demand there, this order included.').nullable(),
    stock_available: quantity('The rest; below zero it is owed.').nullable(),
  })
  .meta({ id: 'SalesOrderLine' });

export const salesOrderAnswer = z
  .strictObject({
    id: z.string(),
    sales_order_id: z.string(),
    ...head,
    items: z.array(salesOrderLine),
    defaults: z
      .strictObject({
        warehouse: z.string(),
        delivery_model: z.string().meta({ enum: ['LATEST_ACCEPTABLE', 'STRICT_FAIL', 'NO_EARLY_DELIVERY'] }),
        cutoff_time: text('HH:MM'),
        no_weekends: z.boolean(),
      })
      .describe('With which a promise for it is calculated unless its request says otherwise.'),
  })
  .meta({ id: 'SalesOrder' });
