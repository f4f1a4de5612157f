import { z } from 'zod';
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
    from_date: civilDate.optional(),
    to_date: civilDate.optional(),
    search: searchText.optional(),
  })
  .refine(
    ({ from_date, to_date }) => from_date === undefined || to_date === undefined || from_date <= to_date,
    {
      message: 'must not be before from_date',
      path: ['to_date'],
    },
  );

/** The path of `GET /otp/sales-orders/{id}`. */
export const salesOrderPath = z.object({ id: name('the Sales Order') });

export const salesOrderHead = z.strictObject({
  name: z.string(),
  customer: z.string(),
  customer_name: z.string().nullable(),
  transaction_date: z.string().nullable(),
  delivery_date: z.string().nullable(),
  status: z.string(),
  grand_total: z.number(),
});

export const salesOrdersAnswer = z.array(salesOrderHead);

export const salesOrderAnswer = z.strictObject({
  id: z.string(),
  sales_order_id: z.string(),
  ...salesOrderHead.shape,
  items: z.array(
    z.strictObject({
      item_code: z.string(),
      item_name: z.string().nullable(),
      qty: z.number(),
      uom: z.string().nullable(),
      warehouse: z.string().nullable(),
      stock_actual: z.number().nullable(),
      stock_reserved: z.number().nullable(),
      stock_available: z.number().nullable(),
    }),
  ),
  defaults: z.strictObject({
    warehouse: z.string(),
    delivery_model: z.string(),
    cutoff_time: z.string(),
    no_weekends: z.boolean(),
  }),
});
