export const standardRoles = [
  'Reader',
  'Stock User',
  'Purchase User',
  'Sales User',
  'HR Manager',
  'Website Manager',
  'System Manager',
] as const;

type Role = (typeof standardRoles)[number];

export interface SiteUser {
  readonly name: string;
  readonly key: string;
  readonly secret: string;
  /** Those of a new site. The user called Administrator may do everything, whatever the roles. */
  readonly roles: readonly Role[];
}

const trade: readonly Role[] = ['Stock User', 'Purchase User', 'Sales User'];

/** Who can log in with `token <key>:<secret>`. */
export const defaultUsers: readonly SiteUser[] = [
  {
    name: 'sandbox@acme.test',
    key: 'sandbox',
    secret: 'sandbox',
    roles: [...trade, 'HR Manager', 'Website Manager', 'System Manager'],
  },
  { name: 'Administrator', key: 'admin', secret: 'admin', roles: [] },
  { name: 'clerk@acme.test', key: 'clerk', secret: 'clerk', roles: trade },
  { name: 'reader@acme.test', key: 'reader', secret: 'reader', roles: ['Reader'] },
  { name: 'engine@acme.test', key: 'engine', secret: 'engine', roles: [] },
];

interface Permission {
  readonly read: readonly Role[];
  readonly write: readonly Role[];
}

const system: Permission = { read: ['System Manager'], write: ['System Manager'] };
const everyTrade: Permission = { read: trade, write: trade };

/** By parent DocType; rows of child tables follow their parent. */
export const permissions: Readonly<Record<string, Permission>> = {
  Bin: { read: [...trade, 'Reader'], write: [] },
  Item: { read: [...trade, 'Reader'], write: ['Stock User'] },
  Warehouse: { read: [...trade, 'Reader'], write: ['Stock User'] },
  UOM: { read: trade, write: ['Stock User'] },
  Company: { read: trade, write: ['System Manager'] },
  'Product Bundle': everyTrade,
  'Holiday List': { read: ['HR Manager'], write: ['HR Manager'] },
  'Purchase Order': everyTrade,
  'Sales Order': everyTrade,
  'Material Request': everyTrade,
  'Purchase Receipt': everyTrade,
  'Delivery Note': everyTrade,
  'Stock Entry': everyTrade,
  'Stock Ledger Entry': { read: trade, write: [] },
  Task: everyTrade,
  Comment: {
    read: [...trade, 'Website Manager', 'System Manager'],
    write: ['Website Manager', 'System Manager'],
  },
  'User Permission': system,
  'Deleted Document': system,
  'System Settings': system,
  'Custom Field': system,
  Webhook: system,
  Role: system,
  User: system,
  'Custom DocPerm': system,
};
