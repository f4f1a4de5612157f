import { type Database, type Row } from '../database/database.js';
import { rights, type Right } from '../schema/rights.js';
import { permissions } from './roles.js';

const rightsOfWrite: readonly Right[] = ['write', 'create', 'delete', 'submit', 'cancel', 'amend'];

/**
 * Which role may do what. The first rule that the Role Permission Manager makes for a DocType takes
 * the place of all its standard rules, so that these are copied before.
 */
export class Rules {
  private kept: { custom: Map<string, Row[]>; roles: Map<string, string[]> } | undefined;

  constructor(private readonly database: Database) {}

  allow(user: string, doctype: string, right: Right): boolean {
    const roles = this.rolesOf(user);
    return this.of(doctype).some(
      (rule) => rule[right] === 1 && rule['permlevel'] === 0 && roles.includes(String(rule['role'])),
    );
  }

  rolesOf(user: string): readonly string[] {
    return this.read().roles.get(user) ?? [];
  }

  /** The rules in force for a DocType, one row a role. */
  of(doctype: string): readonly Row[] {
    return this.read().custom.get(doctype) ?? standardRules(doctype);
  }

  /** Rules or roles of users may have changed. */
  forget(): void {
    this.kept = undefined;
  }

  private read(): NonNullable<typeof this.kept> {
    return (this.kept ??= {
      custom: Map.groupBy(
        this.database.rows('SELECT * FROM "tabCustom DocPerm" ORDER BY creation, name'),
        (row) => String(row['parent']),
      ),
      roles: new Map(
        [
          ...Map.groupBy(this.database.rows('SELECT parent, role FROM "tabHas Role"'), (row) =>
            String(row['parent']),
          ),
        ].map(([user, rows]) => [user, rows.map((row) => String(row['role']))]),
      ),
    });
  }
}

/** As a new site has them; whoever may write may do all that changes a document. */
export function standardRules(doctype: string): Row[] {
  const standard = permissions[doctype] ?? { read: [], write: [] };
  return [...new Set([...standard.read, ...standard.write])].map((role) => ({
    parent: doctype,
    role,
    permlevel: 0,
    if_owner: 0,
    ...Object.fromEntries(
      rights.map((right) => [
        right,
        Number(
          right === 'read'
            ? standard.read.includes(role)
            : rightsOfWrite.includes(right) && standard.write.includes(role),
        ),
      ]),
    ),
  }));
}
