import { checkAccess } from './access-check.js';
import { type Change, type Plan } from './change.js';
import { readFound, readUser, type Found } from './found.js';
import { type InstallOptions } from './flags.js';
import { InstallFault } from './install-fault.js';
import { planOrderFields } from './order-fields.js';
import { planRole, planRules, planUserRole } from './role.js';
import { type ErpnextSite, SiteRefusal } from './site.js';
import { chooseSecret, writeSecret } from './webhook-secret.js';
import { planWebhooks } from './webhooks.js';

export type Say = (line: string) => void;

type Choice = Readonly<{ secret: string | undefined; rotate: boolean }>;

/** Brings the site to what the engine needs. Throws an InstallFault when that is not so in the end. */
export async function install(
  site: ErpnextSite,
  options: InstallOptions & { readonly receiver: string },
  say: Say,
): Promise<void> {
  await checkAccess(site, options);
  const found = await readFound(site);
  const isSetAlready = [...found.webhooks.values()].some((hook) => hook['webhook_secret'] !== undefined);
  const secret = chooseSecret(options.secretFile, { isSetAlready, rotate: options.rotateSecret });
  const plan = await planAll(site, options, found, { secret: secret.value, rotate: options.rotateSecret });
  if (plan.obstacles.length > 0)
    throw new InstallFault('obstacle', [...plan.obstacles, 'Nothing was changed.']);
  tell(plan.changes, options.dryRun, say);
  if (options.dryRun) return;
  if (secret.isNew && secret.value !== undefined) keepSecret(secret.value, options.secretFile, say);
  else
    say(
      'The secret of the webhooks is kept. ERPNext does not give it back: whoever has lost it needs --rotate-secret.',
    );
  await apply(site, plan.changes);
  await settleRest(site, options, secret.value, say);
}

async function planAll(
  site: ErpnextSite,
  { receiver, engineUser }: { readonly receiver: string; readonly engineUser: string | undefined },
  found: Found,
  choice: Choice,
): Promise<Plan> {
  const fields = planOrderFields(found.orderFields);
  const webhooks = planWebhooks(found.webhooks, receiver, choice);
  return {
    changes: [
      planRole(found.role),
      ...planRules(found.rules),
      ...(engineUser === undefined ? [] : [planUserRole(await readUser(site, engineUser))]),
      ...fields.changes,
      ...webhooks.changes,
    ],
    obstacles: [...fields.obstacles, ...webhooks.obstacles],
  };
}

/** ERPNext answers 200 to much that it does not keep, so the site is read once more. */
async function settleRest(
  site: ErpnextSite,
  options: InstallOptions & { readonly receiver: string },
  secret: string | undefined,
  say: Say,
): Promise<void> {
  const left = async (): Promise<Change[]> => {
    const plan = await planAll(site, options, await readFound(site), { secret, rotate: false });
    return plan.changes.filter(({ action }) => action !== 'as it was');
  };
  const second = await left();
  tell(second, false, say);
  await apply(site, second);
  const third = second.length === 0 ? [] : await left();
  if (third.length === 0) return;
  throw new InstallFault('unfinished', [
    ...third.map(({ thing }) => `ERPNext did not keep: ${thing}.`),
    'A user with a Role Profile gets its roles from there: add the role to the profile.',
  ]);
}

/** Before the first webhook has it: a secret that is lost on the way would have to be made anew. */
function keepSecret(secret: string, file: string | undefined, say: Say): void {
  if (file === undefined) {
    say(`The secret of the webhooks, shown this once: ${secret}`);
    return;
  }
  writeSecret(file, secret);
  say(`The secret of the webhooks is in ${file}.`);
}

export function tell(changes: readonly Change[], dryRun: boolean, say: Say): void {
  for (const { action, thing } of changes) {
    say(`${(dryRun && action !== 'as it was' ? `would ${action}` : action).padEnd(14)}${thing}`);
  }
}

/** One after the other; stops at the first that ERPNext does not take. */
export async function apply(site: ErpnextSite, changes: readonly Change[]): Promise<void> {
  for (const { thing, requests } of changes) {
    for (const request of requests) {
      try {
        await site.change(request);
      } catch (error) {
        if (!(error instanceof SiteRefusal) && !(error instanceof InstallFault)) throw error;
        throw new InstallFault('unfinished', [
          `${thing}: ${error.message}`,
          'What stands above it is done. Run the command again when this is mended.',
        ]);
      }
    }
  }
}
