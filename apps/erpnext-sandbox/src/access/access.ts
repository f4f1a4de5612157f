import { type Database, type Row } from '../database/database.js';
import { collationKey } from '../database/collation.js';
import {
  mayNotList,
  mayNotRead,
  mayNotReadThis,
  mayNotWrite,
  unauthenticated,
} from '../frappe/frappe-error.js';
import { type Allowed } from '../query/list-query.js';
import { type DocType } from '../schema/doctype.js';
import { type Right } from '../schema/rights.js';
import { type SiteUser } from './roles.js';
import { Rules } from './rules.js';

const guest: SiteUser = { name: 'Guest', key: '', secret: '', roles: [] };

/** Who a request comes from, and what that user may see and change. */
export class Access {
  readonly rules: Rules;

  constructor(
    private readonly database: Database,
    private readonly users: readonly SiteUser[],
  ) {
    this.rules = new Rules(database);
  }

  /** The user of an Authorization header; without one it is Guest. Throws 401. */
  login(authorization: string | undefined): SiteUser {
    if (authorization === undefined) return guest;
    const [scheme = '', credentials = ''] = authorization.split(' ');
    const plain =
      scheme.toLowerCase() === 'basic' ? Buffer.from(credentials, 'base64').toString() : credentials;
    const user = this.users.find(({ key, secret }) => plain === `${key}:${secret}`);
    if (user === undefined || !['token', 'basic'].includes(scheme.toLowerCase())) throw unauthenticated();
    return user;
  }

  mayRead(user: SiteUser, doctype: string): boolean {
    return this.has(user, doctype, 'read');
  }

  checkList(user: SiteUser, doctype: string): void {
    if (!this.has(user, doctype, 'read')) throw mayNotList(user.name, doctype);
  }

  check(user: SiteUser, doctype: string, right: Right): void {
    if (!this.has(user, doctype, right)) throw mayNotWrite(user.name, doctype);
  }

  /** Role and User Permissions for one document, whose columns are in `row`. */
  checkRead(user: SiteUser, doctype: DocType, row: Row): void {
    if (!this.has(user, doctype.name, 'read')) throw mayNotRead(user.name, doctype.name);
    for (const [target, names] of this.allowed(user, doctype.name)) {
      const linked =
        target === doctype.name ? [row['name']] : linksTo(doctype, target).map((column) => row[column]);
      const barred = linked.find(
        (name) => name !== null && name !== undefined && name !== '' && !names.includes(String(name)),
      );
      if (barred !== undefined) throw mayNotReadThis(user.name, target, String(barred));
    }
  }

  /** The names that User Permissions leave to the user, by DocType, when reading `doctype`. */
  allowed(user: SiteUser, doctype: string): Allowed {
    const allowed = new Map<string, string[]>();
    for (const row of this.userPermissions(user)) {
      const { allow, for_value: value, applicable_for: only } = row;
      if (only !== null && only !== '' && only !== doctype) continue;
      const names = allowed.get(String(allow)) ?? [];
      names.push(...this.withDescendants(String(allow), String(value), row['hide_descendants'] === 1));
      allowed.set(String(allow), names);
    }
    return allowed;
  }

  /** As `get_user_permissions` answers. */
  describe(user: SiteUser): Record<string, unknown[]> {
    const answer: Record<string, unknown[]> = {};
    for (const row of this.userPermissions(user)) {
      const allow = String(row['allow']);
      for (const doc of this.withDescendants(
        allow,
        String(row['for_value']),
        row['hide_descendants'] === 1,
      )) {
        (answer[allow] ??= []).push({
          doc,
          applicable_for: row['applicable_for'] ?? null,
          is_default: row['is_default'],
        });
      }
    }
    return answer;
  }

  has(user: SiteUser, doctype: string, right: Right): boolean {
    return user.name === 'Administrator' || this.rules.allow(user.name, doctype, right);
  }

  hasRole(user: SiteUser, role: string): boolean {
    return user.name === 'Administrator' || this.rules.rolesOf(user.name).includes(role);
  }

  private userPermissions(user: SiteUser): Row[] {
    if (user.name === 'Administrator') return [];
    return this.database.rows(
      'SELECT * FROM "tabUser Permission" WHERE collation_key(user) = ? ORDER BY creation',
      collationKey(user.name),
    );
  }

  private withDescendants(doctype: string, name: string, hidden: boolean): string[] {
    if (doctype !== 'Warehouse' || hidden) return [name];
    const below = this.database.rows(
      'SELECT t.name FROM "tabWarehouse" t, "tabWarehouse" root WHERE root.name = ? AND t.lft > root.lft AND t.rgt < root.rgt ORDER BY t.lft',
      name,
    );
    return [name, ...below.map((row) => String(row['name']))];
  }
}

function linksTo(doctype: DocType, target: string): string[] {
  return [...doctype.fields].flatMap(([column, field]) =>
    field.kind === 'link' && field.options === target ? [column] : [],
  );
}
