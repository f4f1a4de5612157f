import { z } from 'zod';
import { instant } from '../answer.schema.js';
import { webhookEvents } from '../webhook-events.js';

/** What the engine says of itself. */
export const health = z
  .strictObject({
    status: z.enum(['healthy', 'degraded', 'unhealthy']),
    version: z.string(),
    erpnext_connected: z.boolean(),
    message: z.string(),
  })
  .meta({ id: 'Health' });

export const liveness = z.strictObject({ status: z.literal('live'), version: z.string() });

export const readiness = z.strictObject({ status: z.enum(['ready', 'not ready']), version: z.string() });

const syncRun = z
  .strictObject({
    kind: z.string(),
    items_done: z.int(),
    items_total: z.int().nullish(),
    failure: z.string().nullish().describe('Why it ended early.'),
    started_at: instant('When it began.').nullable(),
    ended_at: instant('When it ended.').nullable(),
  })
  .meta({ id: 'SyncRun' });

export const syncState = z
  .strictObject({
    complete: z.boolean().describe('All items have been read at least once.'),
    covered_until: instant('Changes in ERPNext before this are known.').nullable(),
    items: z.int().describe('Items that the replica holds.'),
    hints_waiting: z.int().describe('Webhooks of ERPNext that wait to be worked off.'),
    running: syncRun.nullable(),
    last: syncRun.nullable(),
    problems: z.array(z.string()),
  })
  .meta({ id: 'SyncState' });

export const webhookPath = z.object({
  slug: z.enum([...webhookEvents.keys()]).describe('Doctype and event.'),
});

/** What the webhook of an event writes; the rest depends on the event. */
export const webhookBody = z.intersection(
  z.looseObject({ event: z.string().describe('The last part of the address.') }),
  z.union([...new Set(webhookEvents.values())]),
);

export const webhookAnswer = z.strictObject({ status: z.literal('accepted') });
