import { z } from 'zod';

/** Header fields that every call may send. */
export const callHeaders = z.object({
  'X-Request-Id': z
    .string()
    .regex(/^[\w.:+/=-]{1,128}$/)
    .optional()
    .describe('Names the call in answer and logs; one that does not look like this is replaced.'),
  'X-Request-Timeout': z
    .int()
    .min(1)
    .max(30_000)
    .optional()
    .describe(
      'Milliseconds for the call as a whole, of a bulk stream for each order; 2,000 unless configured otherwise.',
    ),
  traceparent: z.string().optional().describe('W3C trace context.'),
});

export const idempotencyHeader = z.object({
  'Idempotency-Key': z
    .string()
    .regex(/^("[\x20-\x7e]{1,255}"|[\x21-\x7e]{1,255})$/)
    .optional()
    .describe(
      'Makes a repeat harmless: the same key from the same caller with the same body gets the stored answer for 24 hours.',
    ),
});

/** Header fields of answers, by name. */
export const answerHeaders: Readonly<Record<string, z.ZodType>> = {
  'X-Request-Id': z.string().describe('Of the call, or made here.'),
  'Retry-After': z.int().min(1).describe('Seconds after which a repeat may help.'),
  RateLimit: z
    .string()
    .describe('Calls that are left, and in how many seconds all are back: "calls";r=39999;t=1'),
  'RateLimit-Policy': z
    .string()
    .describe('Size of the bucket of calls, and in how many seconds it fills: "calls";q=40000;w=2'),
  'WWW-Authenticate': z.string().describe('What is missing.'),
  'X-Total-Count': z.int().min(0).describe('Entries of the whole list.'),
  'X-Cache-Status': z
    .enum(['MISS', 'HIT', 'STALE', 'UPDATING', 'EXPIRED', 'REVALIDATED', 'BYPASS'])
    .describe('Whether this comes from the cache in front of the gateways.'),
  'Idempotency-Replayed': z.literal('true').describe('This is the stored answer to an earlier call.'),
};
