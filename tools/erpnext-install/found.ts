import { z } from 'zod';
import { InstallFault } from './install-fault.js';
import { orderFieldNames } from './order-fields.js';
import { roleName, type Rule, type SiteUserDocument } from './role.js';
import { type ErpnextSite } from './site.js';
import { webhookPrefix } from './webhooks.js';

type Documents = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** What of ours is on the site already; documents by name, null fields left out. */
export interface Found {
  readonly webhooks: Documents;
  readonly orderFields: Documents;
  readonly role: Readonly<Record<string, unknown>> | undefined;
  readonly rules: readonly Rule[];
}

const rows = z.array(z.record(z.string(), z.unknown()));
const userDocument = z.object({
  name: z.string(),
  modified: z.string(),
  roles: z.array(z.record(z.string(), z.unknown())).default([]),
});

const manager = 'frappe.core.page.permission_manager.permission_manager';

export async function readFound(site: ErpnextSite): Promise<Found> {
  const hooks = await site.list('Webhook', ['name'], [['name', 'like', `${webhookPrefix}%`]]);
  const role = await site.document('Role', roleName);
  const rules = role === undefined ? [] : await site.call(`${manager}.get_permissions`, { role: roleName });
  return {
    webhooks: await documents(site, 'Webhook', namesIn(hooks)),
    orderFields: await documents(site, 'Custom Field', orderFieldNames),
    role,
    rules: rows.parse(rules),
  };
}

export async function readUser(site: ErpnextSite, name: string): Promise<SiteUserDocument> {
  const user = await site.document('User', name);
  if (user === undefined)
    throw new InstallFault('obstacle', [`ERPNext has no user ${name}: make it there first.`]);
  return userDocument.parse(user);
}

export async function readUsersWithRole(site: ErpnextSite): Promise<SiteUserDocument[]> {
  const filters = [
    ['role', '=', roleName],
    ['parenttype', '=', 'User'],
  ];
  const holders = await site.list('Has Role', ['parent'], filters, 'User');
  const users: SiteUserDocument[] = [];
  for (const { parent } of holders) users.push(await readUser(site, String(parent)));
  return users;
}

/** Rules of a DocType beside those of our role, and its standard ones. */
export async function readOtherRules(
  site: ErpnextSite,
  doctype: string,
): Promise<{ left: readonly Rule[]; standard: readonly Rule[] }> {
  const filters = [
    ['parent', '=', doctype],
    ['role', '!=', roleName],
  ];
  const standard = rows.parse(await site.call(`${manager}.get_standard_permissions`, { doctype }));
  return { left: await site.list('Custom DocPerm', ['*'], filters), standard };
}

async function documents(site: ErpnextSite, doctype: string, names: readonly string[]): Promise<Documents> {
  const found = new Map<string, Readonly<Record<string, unknown>>>();
  for (const name of names) {
    const document = await site.document(doctype, name);
    if (document !== undefined) found.set(name, document);
  }
  return found;
}

const namesIn = (list: readonly Readonly<Record<string, unknown>>[]): string[] =>
  list.map(({ name }) => String(name));
