import { z } from 'zod';
import { problem } from './problem.schema.js';
import { promiseResponse } from './promise-response.schema.js';

export const bulkQuery = z.object({
  summary: z.enum(['true', 'false']).default('false').describe('true: a last line sums the stream up.'),
});

const bulkError = z
  .strictObject({
    index: z.int().min(0).describe('Place of the order in the body, from 0 on.'),
    error: problem,
  })
  .meta({ id: 'BulkError', description: 'Stands in place of the promise.' });

const bulkSummary = z
  .strictObject({
    orders: z.int().min(0),
    ok: z.int().min(0),
    cannot_fulfill: z.int().min(0).describe('Without a date, be it for want of goods or of certainty.'),
    invalid: z.int().min(0).describe('Error lines.'),
    promised_dates: z.record(z.string(), z.int()).describe('How many orders are promised for each date.'),
  })
  .meta({ id: 'BulkSummary' });

const bulkEnd = z
  .strictObject({
    summary: bulkSummary.optional(),
    error: problem.optional().describe('Why not every order was judged.'),
  })
  .meta({
    id: 'BulkEnd',
    description: 'The last line, when a summary was asked for or not every order was judged.',
  });

/** One line of the answer to `POST /otp/bulk-promise`. */
export const bulkLine = z.union([promiseResponse, bulkError, bulkEnd]).meta({ id: 'BulkLine' });
