import { z } from 'zod';
import { InstallFault } from './install-fault.js';
import { roleName } from './role.js';
import { type ErpnextSite, SiteRefusal } from './site.js';

const versions = z.record(z.string(), z.object({ version: z.string() }));
const answer = z.object({ has_permission: z.boolean() });

/** The only one whose answers and methods are known. */
export const majorVersion = '15';

type Needs = readonly (readonly [doctype: string, rights: readonly string[], step: string])[];

const installing: Needs = [
  ['Webhook', ['read', 'create', 'write', 'delete'], 'the webhooks'],
  ['Custom Field', ['read', 'create', 'write'], 'the fields on Sales Order'],
  ['Role', ['read', 'create', 'write'], 'the role'],
];
const assigning: Needs = [['User', ['read', 'write'], 'giving the role to the user of the engine']];
const removing: Needs = [
  ['Webhook', ['read', 'delete'], 'removing the webhooks'],
  ['Custom Field', ['read', 'delete'], 'removing the fields on Sales Order'],
  ['Role', ['read', 'delete'], 'removing the role'],
  ['Custom DocPerm', ['read'], 'removing the permissions of the role'],
  ['User', ['read', 'write'], 'taking the role from its users'],
];

/** Throws an InstallFault unless this is ERPNext 15 and its user may do all that is asked for. */
export async function checkAccess(
  site: ErpnextSite,
  { uninstall, engineUser }: { uninstall: boolean; engineUser: string | undefined },
): Promise<void> {
  const user = z.string().parse(await site.call('frappe.auth.get_logged_user'));
  await checkVersion(site);
  const needs = uninstall ? removing : [...installing, ...(engineUser === undefined ? [] : assigning)];
  const lacking: string[] = [];
  if (!(await isSystemManager(site))) {
    lacking.push(`${user} is no System Manager: needed for the permissions of the role.`);
  }
  for (const [doctype, rights, step] of needs) {
    for (const right of rights) {
      if (!(await mayDo(site, doctype, right))) {
        lacking.push(`${user} may not ${right} ${doctype}: needed for ${step}.`);
      }
    }
  }
  if (lacking.length > 0) throw new InstallFault('refused', [...lacking, 'Nothing was changed.']);
}

/** Undefined when the site does not tell it. */
export async function erpnextVersion(site: ErpnextSite): Promise<string | undefined> {
  const apps = versions.safeParse(
    await refusedAsUndefined(site.call('frappe.utils.change_log.get_versions')),
  );
  return apps.data?.['erpnext']?.version;
}

async function checkVersion(site: ErpnextSite): Promise<void> {
  const version = await erpnextVersion(site);
  if (version === undefined)
    throw new InstallFault('refused', ['The site does not tell its version of ERPNext.']);
  if (version.split('.')[0] !== majorVersion) {
    throw new InstallFault('refused', [
      `The site has ERPNext ${version}; this command knows ${majorVersion} only.`,
    ]);
  }
}

/** Asks for something that only System Managers get. */
async function isSystemManager(site: ErpnextSite): Promise<boolean> {
  const method = 'frappe.core.page.permission_manager.permission_manager.get_permissions';
  return (await refusedAsUndefined(site.call(method, { role: roleName }))) !== undefined;
}

/** With an empty name: whether the roles of the user allow it at all. */
export async function mayDo(site: ErpnextSite, doctype: string, right: string): Promise<boolean> {
  const args = { doctype, docname: '', perm_type: right };
  const asked = await refusedAsUndefined(site.call('frappe.client.has_permission', args));
  return asked !== undefined && answer.parse(asked).has_permission;
}

async function refusedAsUndefined(asking: Promise<unknown>): Promise<unknown> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof SiteRefusal && [403, 404, 417].includes(error.status)) return undefined;
    throw error;
  }
}
