import { mayDo } from '../erpnext-install/access-check.js';
import { wantedRights } from '../erpnext-install/role.js';
import type { ErpnextSite } from '../erpnext-install/site.js';
import { fail, type Finding, ok, warn } from './finding.js';

/** What does not work without a right; what is not named here keeps promises from being given. */
const lost: Readonly<Record<string, string>> = {
  'Purchase Order read': 'orders that stock alone does not cover get CANNOT_PROMISE_RELIABLY',
  'Holiday List read': 'WEEKLY_OFF alone says which days are off, and confidence is at most MEDIUM',
  'Sales Order read': 'orders cannot be promised by their sales_order_id',
  'Sales Order write': 'promises cannot be written back',
  'Sales Order submit': 'promises cannot be written to submitted orders',
  'Product Bundle read': 'bundles are taken for single items',
  'Material Request read': 'material requests cannot be made',
  'Material Request create': 'material requests cannot be made',
  'Task read': 'tasks cannot be made',
  'Task create': 'tasks cannot be made',
  'Comment read': 'comments may be written twice',
};
/** Without these answers are given, but are less than they could be. */
const bearable = ['Holiday List', 'Sales Order', 'Material Request', 'Task', 'Comment'];

/** One finding for each DocType that the engine reads or writes. */
export async function checkPermissions(site: ErpnextSite): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [doctype, rights] of Object.entries(wantedRights)) {
    const missing: string[] = [];
    for (const right of rights) if (!(await mayDo(site, doctype, right))) missing.push(right);
    findings.push(permissionFinding(doctype, rights, missing));
  }
  return [...findings, await tooMuch(site)];
}

function permissionFinding(doctype: string, rights: readonly string[], missing: readonly string[]): Finding {
  const check = `permission on ${doctype}`;
  if (missing.length === 0) return ok(check, `The engine may ${rights.join(', ')} it.`);
  const effects = new Set(missing.map((right) => lost[`${doctype} ${right}`] ?? 'no promise can be given'));
  const text = `The engine may not ${missing.join(', ')} it, so ${[...effects].join(', and ')}: run npm run erpnext:install with --engine-user, or give its user the right.`;
  return bearable.includes(doctype) ? warn(check, text) : fail(check, text);
}

async function tooMuch(site: ErpnextSite): Promise<Finding> {
  const check = 'permissions beyond need';
  return (await mayDo(site, 'Custom Field', 'write'))
    ? warn(check, "The engine's user may administer ERPNext: give it the role Order Promise Engine alone.")
    : ok(check, "The engine's user is no administrator.");
}
