import type { Plan } from '../erpnext-install/change.js';
import { readFound } from '../erpnext-install/found.js';
import { planOrderFields } from '../erpnext-install/order-fields.js';
import type { ErpnextSite } from '../erpnext-install/site.js';
import { planWebhooks } from '../erpnext-install/webhooks.js';
import { fail, type Finding, ok, warn } from './finding.js';

const RECEIVER_TIMEOUT_MS = 5_000;

/** Webhooks and fields as the installation would make them; `admin` is a System Manager. */
export async function checkInstallation(
  admin: ErpnextSite | undefined,
  receiver: string,
): Promise<readonly Finding[]> {
  if (admin === undefined) {
    const text = 'Not seen: give --admin-key and --admin-secret of a System Manager.';
    return [warn('webhooks', text), warn('custom fields', text)];
  }
  const found = await readFound(admin);
  const webhooks = planWebhooks(found.webhooks, receiver, { secret: undefined, rotate: false });
  const fields = planOrderFields(found.orderFields);
  return [
    planFinding(
      'webhooks',
      webhooks,
      `${webhooks.changes.length} webhooks are enabled, signed and send to ${receiver}.`,
      fail,
    ),
    planFinding('custom fields', fields, 'Sales Order has the fields of a promise.', warn),
  ];
}

/** `worst`: what a site that is not as it should be amounts to. */
function planFinding(
  check: string,
  { changes, obstacles }: Plan,
  whenFitting: string,
  worst: typeof fail,
): Finding {
  const wrong = changes.filter(({ action }) => action !== 'as it was');
  if (wrong.length === 0 && obstacles.length === 0) return ok(check, whenFitting);
  const things = wrong.map(({ action, thing }) => `${what[action]}: ${thing}.`);
  return worst(check, [...things, ...obstacles, 'Run npm run erpnext:install.'].join(' '));
}

const what = {
  create: 'Missing',
  update: 'Not as it should be',
  remove: 'Superfluous',
  'as it was': 'As it should be',
} as const;

/** Whether the address of the webhooks is the engine's, and refuses what is not signed. */
export async function checkReceiver(receiver: string): Promise<readonly Finding[]> {
  const check = 'receiver of webhooks';
  const answer = await fetch(`${receiver}/webhooks/erpnext/bin-on-change`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
    signal: AbortSignal.timeout(RECEIVER_TIMEOUT_MS),
  });
  await answer.arrayBuffer();
  return [
    answer.status === 401 && answer.headers.get('www-authenticate')?.includes('Webhook') === true
      ? ok(check, `${receiver} takes webhooks, and refuses what is not signed.`)
      : fail(
          check,
          `${receiver} answers ${answer.status} to an unsigned webhook instead of refusing its signature: let /webhooks/erpnext reach the gateways.`,
        ),
  ];
}
