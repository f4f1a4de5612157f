import type { Warehouse } from '../../../application/supply.js';
import { ErpnextFault, notErpnext } from './erpnext-fault.js';

/** The method that tells a user his own User Permissions, by the DocType that they restrict. */
export const USER_PERMISSIONS_METHOD =
  'frappe.core.doctype.user_permission.user_permission.get_user_permissions';

/** DocTypes whose rows are read as lists; a User Permission makes rows of them vanish without an error. */
const LISTED = new Set([
  'Bin',
  'Purchase Order',
  'Item',
  'Warehouse',
  'Company',
  'Product Bundle',
  'Holiday List',
]);

/**
 * Restrictions to these hide nothing that is listed: none of the listed DocTypes depends on them for what
 * a promise needs. A Sales Order that they hide is refused by name.
 */
const HARMLESS = new Set([
  'Customer',
  'Customer Group',
  'Territory',
  'Sales Person',
  'Sales Partner',
  'Lead',
  'Opportunity',
  'Campaign',
  'Employee',
  'Department',
  'Designation',
  'Branch',
]);

interface Permission {
  readonly doc: string;
  /** The DocType that it is limited to; null: all that link to the restricted one. */
  readonly applicableFor: string | null;
}

/** A sentence for each restriction that may hide rows of ours. `message` is the answer of the method. */
export function restrictionsIn(message: unknown, warehouses: readonly Warehouse[]): readonly string[] {
  if (typeof message !== 'object' || message === null || Array.isArray(message))
    throw new ErpnextFault('unreadable', notErpnext('user permissions of another shape'));
  return Object.entries(message as Readonly<Record<string, unknown>>).flatMap(([allow, list]) => {
    const permissions = parsePermissions(list).filter(
      ({ applicableFor }) => applicableFor === null || LISTED.has(applicableFor),
    );
    if (permissions.length === 0 || HARMLESS.has(allow)) return [];
    if (allow === 'Company' && coverCompanies(permissions, warehouses)) return [];
    return [
      `User Permissions restrict our ERPNext user by ${allow}, so stock, backlog or purchase orders may be hidden from it: remove them, or connect with a user who has none.`,
    ];
  });
}

function parsePermissions(list: unknown): readonly Permission[] {
  if (!Array.isArray(list))
    throw new ErpnextFault('unreadable', notErpnext('user permissions of another shape'));
  return list.map((entry: unknown) => {
    const { doc, applicable_for: applicableFor } = (entry ?? {}) as Readonly<Record<string, unknown>>;
    return {
      doc: typeof doc === 'string' ? doc : '',
      applicableFor: typeof applicableFor === 'string' && applicableFor !== '' ? applicableFor : null,
    };
  });
}

/**
 * A promise stays within one company, so a user who is kept to some companies is given all that counts as
 * long as nothing of a company whose warehouses it sees is kept from it.
 */
function coverCompanies(permissions: readonly Permission[], warehouses: readonly Warehouse[]): boolean {
  const companies = new Set(warehouses.map((warehouse) => warehouse.company));
  return Array.from(LISTED).every((doctype) => {
    const applied = permissions.filter(
      ({ applicableFor }) => applicableFor === null || applicableFor === doctype,
    );
    return applied.length === 0 || [...companies].every((name) => applied.some(({ doc }) => doc === name));
  });
}

/** A sentence when warehouses are hidden: their children name them. */
export function gapsIn(warehouses: readonly Warehouse[]): readonly string[] {
  const names = new Set(warehouses.map((warehouse) => warehouse.name));
  const hidden = new Set(
    warehouses.flatMap(({ parent_warehouse: parent }) =>
      parent === null || names.has(parent) ? [] : [parent],
    ),
  );
  return hidden.size === 0
    ? []
    : [
        `ERPNext does not show our user the warehouse ${[...hidden].slice(0, 3).join(', ')}, though others lie in it, so stock and backlog may be hidden: remove the User Permissions of that user.`,
      ];
}
