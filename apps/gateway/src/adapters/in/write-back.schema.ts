import { z } from 'zod';
import { text } from './answer.schema.js';
import { civilDate, name, objectError, oneOf, qty } from './promise-request.schema.js';

const LONGEST_COMMENT = 2_000;
const LONGEST_REASON = 500;

/** The body of `POST /otp/apply`. */
export const applyRequest = z
  .strictObject(
    {
      sales_order_id: name('the Sales Order'),
      promise_date: civilDate,
      confidence: oneOf(['HIGH', 'MEDIUM', 'LOW']),
      action: oneOf(['add_comment', 'set_custom_field', 'both']).default('both'),
      comment_text: z
        .string('must be a text')
        .max(LONGEST_COMMENT, `must have at most ${LONGEST_COMMENT} characters`)
        .nullish()
        .describe('For the comment; else it tells the date and its confidence.'),
    },
    { error: objectError },
  )
  .meta({ id: 'ApplyRequest' });

export const applyAnswer = z
  .strictObject({
    status: z.literal('success'),
    sales_order_id: z.string(),
    actions_taken: z.array(z.enum(['add_comment', 'set_custom_field'])),
    error: z.null(),
  })
  .meta({ id: 'ApplyResponse' });

const shortItem = z
  .strictObject(
    {
      item_code: name('the item code'),
      qty_needed: qty.describe('In stock units.'),
      required_by: civilDate,
      reason: z
        .string('must be a text')
        .regex(/\S/, 'must not be empty')
        .max(LONGEST_REASON, `must have at most ${LONGEST_REASON} characters`)
        .describe('For the one who buys.'),
    },
    { error: objectError },
  )
  .meta({ id: 'ShortItem' });

/** The body of `POST /otp/procurement-suggest`. */
export const suggestRequest = z
  .strictObject(
    {
      items: z
        .array(shortItem, 'must be a list of items')
        .min(1, 'must have at least one item')
        .max(500, 'must have at most 500 items'),
      suggestion_type: oneOf(['material_request', 'task']).default('material_request'),
      priority: oneOf(['HIGH', 'MEDIUM', 'LOW']).default('MEDIUM'),
    },
    { error: objectError },
  )
  .meta({ id: 'ProcurementRequest' });

export const suggestAnswer = z
  .strictObject({
    status: z.literal('success'),
    suggestion_id: text('Name of the draft Material Request, or of the Task.'),
    type: z.enum(['material_request', 'task']),
    items_count: z.int(),
    erpnext_url: z.url().describe('Where people see it.'),
    error: z.null(),
  })
  .meta({ id: 'ProcurementResponse' });
