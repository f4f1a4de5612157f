import { randomBytes } from 'node:crypto';
import { readFound } from '../erpnext-install/found.js';
import { apply } from '../erpnext-install/install.js';
import { planOrderFields } from '../erpnext-install/order-fields.js';
import { ErpnextSite } from '../erpnext-install/site.js';
import { planWebhooks } from '../erpnext-install/webhooks.js';
import type { ErpSite } from './start-plan.js';

/** 256 bits, in letters that need no quotes anywhere. */
export const newWebhookSecret = (): string => randomBytes(32).toString('base64url');

/**
 * Makes the sandbox tell the engine at `receiver` what changes, and gives its orders the fields of a promise. Without
 * that the next sync finds out; so a sandbox that is told to fail does not keep the cluster from starting.
 */
export async function tellSandbox(
  sandbox: ErpSite,
  receiver: string,
  secret: string,
  say: (what: string) => void,
): Promise<void> {
  try {
    const site = new ErpnextSite(sandbox);
    const found = await readFound(site);
    const fields = planOrderFields(found.orderFields);
    const webhooks = planWebhooks(found.webhooks, receiver, { secret, rotate: true });
    await apply(site, [...fields.changes, ...webhooks.changes]);
    say('the sandbox tells by webhooks what changes');
  } catch (error) {
    say(`the sandbox tells no changes: ${(error as Error).message.split('\n')[0]}`);
  }
}
