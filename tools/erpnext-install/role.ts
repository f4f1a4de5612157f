import { type Change, remove, settle, type SiteRequest } from './change.js';

export const roleName = 'Order Promise Engine';

/**
 * What the engine reads and writes, and nothing more. A submitted Sales Order takes a change of its fields
 * only from who may submit. Comments are read to find what was written before; ERPNext adds one for whoever may
 * write the document. The rights of a rule stand in an order in which each rests on those before it.
 */
export const wantedRights: Readonly<Record<string, readonly string[]>> = {
  Bin: ['read'],
  Item: ['read'],
  Warehouse: ['read'],
  'Purchase Order': ['read'],
  'Sales Order': ['read', 'write', 'submit'],
  'Product Bundle': ['read'],
  Company: ['read'],
  'Holiday List': ['read'],
  UOM: ['read'],
  'Material Request': ['read', 'create'],
  Task: ['read', 'create'],
  Comment: ['read'],
};

/** Those that ERPNext lets depend on others come after them. */
const allRights = [
  'select',
  'read',
  'write',
  'create',
  'delete',
  'submit',
  'cancel',
  'amend',
  'report',
  'export',
  'import',
  'share',
  'print',
  'email',
];

/** A Custom DocPerm row: `parent` is the DocType, rights are 0 or 1. */
export type Rule = Readonly<Record<string, unknown>>;

/** A User document; its rows are sent back whole, or ERPNext empties what is left out. */
export interface SiteUserDocument {
  readonly name: string;
  readonly modified: string;
  readonly roles: readonly Readonly<Record<string, unknown>>[];
}

export function planRole(found: Readonly<Record<string, unknown>> | undefined): Change {
  return settle(`Role "${roleName}"`, 'Role', found, { name: roleName, role_name: roleName, desk_access: 1 });
}

/**
 * Through the Role Permission Manager, which copies the standard rules of a DocType before it adds the first
 * other one: a Custom DocPerm that is inserted alone puts all of them out of force.
 */
export function planRules(found: readonly Rule[]): Change[] {
  const wanted = Object.entries(wantedRights).map(([doctype, rights]): Change => {
    const thing = `Permission of the role on ${doctype}: ${rights.join(', ')}`;
    const rule = found.find((other) => other['parent'] === doctype && isPlain(other));
    if (rule === undefined) {
      const add = managerCall('add', { parent: doctype, role: roleName, permlevel: 0 });
      // A new rule allows reading and exporting.
      return { action: 'create', thing, requests: [add, ...setRights(doctype, ['read', 'export'], rights)] };
    }
    const present = allRights.filter((right) => rule[right] === 1);
    const requests = setRights(doctype, present, rights);
    return { action: requests.length === 0 ? 'as it was' : 'update', thing, requests };
  });
  const superfluous = found.filter(
    (rule) => !isPlain(rule) || wantedRights[String(rule['parent'])] === undefined,
  );
  return [...wanted, ...superfluous.map(removeRule)];
}

function setRights(doctype: string, present: readonly string[], wanted: readonly string[]): SiteRequest[] {
  const set = (ptype: string, value: 0 | 1): SiteRequest =>
    managerCall('update', { doctype, role: roleName, permlevel: 0, ptype, value });
  return [
    ...allRights
      .filter((right) => present.includes(right) && !wanted.includes(right))
      .reverse()
      .map((right) => set(right, 0)),
    ...wanted.filter((right) => !present.includes(right)).map((right) => set(right, 1)),
  ];
}

export function removeRule(rule: Rule): Change {
  const doctype = String(rule['parent']);
  const { permlevel, if_owner } = rule;
  return {
    action: 'remove',
    thing: `Permission of the role on ${doctype}${isPlain(rule) ? '' : ' (another level, or of owners)'}`,
    requests: [managerCall('remove', { doctype, role: roleName, permlevel, if_owner })],
  };
}

export const resetRules = (doctype: string): Change => ({
  action: 'remove',
  thing: `Permission of the role on ${doctype}; the standard ones are in force again`,
  requests: [managerCall('reset', { doctype })],
});

export function planUserRole(user: SiteUserDocument): Change {
  const thing = `User ${user.name} has the role`;
  if (user.roles.some(({ role }) => role === roleName)) return { action: 'as it was', thing, requests: [] };
  return { action: 'update', thing, requests: [setRoles(user, [...user.roles, { role: roleName }])] };
}

export const takeRole = (user: SiteUserDocument): Change => ({
  action: 'update',
  thing: `User ${user.name} without the role`,
  requests: [
    setRoles(
      user,
      user.roles.filter(({ role }) => role !== roleName),
    ),
  ],
});

export const removeRole = (): Change => remove(`Role "${roleName}"`, 'Role', roleName);

/** Refused by ERPNext if the user has changed since it was read. */
const setRoles = ({ name, modified }: SiteUserDocument, roles: SiteUserDocument['roles']): SiteRequest => ({
  verb: 'PUT',
  path: `/api/resource/User/${encodeURIComponent(name)}`,
  body: { modified, roles },
});

const managerCall = (method: string, body: Readonly<Record<string, unknown>>): SiteRequest => ({
  verb: 'POST',
  path: `/api/method/frappe.core.page.permission_manager.permission_manager.${method}`,
  body,
});

const isPlain = (rule: Rule): boolean => (rule['permlevel'] ?? 0) === 0 && (rule['if_owner'] ?? 0) === 0;

/**
 * Whether what is left of a DocType's custom rules is the copy that ERPNext made when ours was added: the
 * same as the standard, and made in the minute before it. Only then does taking it away restore what was.
 */
export function isOurCopy(ours: Rule, left: readonly Rule[], standard: readonly Rule[]): boolean {
  const shape = (rule: Rule): string =>
    JSON.stringify([
      rule['role'],
      ...['permlevel', 'if_owner', ...allRights].map((key) => Number(rule[key] ?? 0)),
    ]);
  const shapes = (rules: readonly Rule[]): string => rules.map(shape).sort().join();
  const madeAt = (rule: Rule): number => Date.parse(`${String(rule['creation']).replace(' ', 'T')}Z`);
  const since = (rule: Rule): number => madeAt(ours) - madeAt(rule);
  return shapes(left) === shapes(standard) && left.every((rule) => since(rule) >= 0 && since(rule) < 60_000);
}
