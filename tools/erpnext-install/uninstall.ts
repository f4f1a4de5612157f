import { checkAccess } from './access-check.js';
import { type Change } from './change.js';
import { readFound, readOtherRules, readUsersWithRole } from './found.js';
import { type InstallOptions } from './flags.js';
import { apply, tell, type Say } from './install.js';
import { planOrderFieldRemoval } from './order-fields.js';
import { isOurCopy, removeRole, removeRule, resetRules, type Rule, takeRole } from './role.js';
import { type ErpnextSite } from './site.js';
import { planWebhookRemoval } from './webhooks.js';

/** Removes what install has made. The role goes last: ERPNext keeps one that is in use. */
export async function uninstall(site: ErpnextSite, options: InstallOptions, say: Say): Promise<void> {
  await checkAccess(site, options);
  const found = await readFound(site);
  const users = found.role === undefined ? [] : await readUsersWithRole(site);
  const rules: Change[] = [];
  for (const [doctype, ours] of Map.groupBy(found.rules, (rule) => String(rule['parent']))) {
    rules.push(...(await planRuleRemoval(site, doctype, ours, say)));
  }
  const changes = [
    ...planWebhookRemoval(found.webhooks.keys()),
    ...planOrderFieldRemoval(found.orderFields),
    ...users.map(takeRole),
    ...rules,
    ...(found.role === undefined ? [] : [removeRole()]),
  ];
  if (changes.length === 0) say('Nothing of ours is there.');
  tell(changes, options.dryRun, say);
  if (!options.dryRun) await apply(site, changes);
}

async function planRuleRemoval(
  site: ErpnextSite,
  doctype: string,
  ours: readonly Rule[],
  say: Say,
): Promise<Change[]> {
  const { left, standard } = await readOtherRules(site, doctype);
  if (ours.some((rule) => isOurCopy(rule, left, standard))) return [resetRules(doctype)];
  if (left.length > 0) say(`The other permissions of ${doctype} are not as ERPNext brings them: they stay.`);
  return ours.map(removeRule);
}
