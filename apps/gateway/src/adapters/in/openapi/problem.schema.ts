import { z } from 'zod';
import { type ErrorCode, errorKinds } from '#libs/kernel';

/** An error as problem details (RFC 9457). */
export const problem = z
  .strictObject({
    type: z.string().describe('A URN that names the kind of problem.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('One readable sentence.'),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().describe('JSON pointer (RFC 6901) into the request, for example /items/0/qty.'),
          message: z.string(),
        }),
      )
      .optional()
      .describe('Wrong places of the request; only with status 422.'),
    code: z.enum(Object.keys(errorKinds) as [ErrorCode, ...ErrorCode[]]),
    trace_id: z.string().regex(/^[0-9a-f]{32}$/),
  })
  .meta({ id: 'Problem' });
