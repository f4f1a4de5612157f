import { type Row } from '../database/database.js';
import { type Site } from '../documents/controller.js';
import { thrown } from '../frappe/frappe-error.js';
import { asText } from '../query/values.js';
import { rights } from '../schema/rights.js';
import { type SiteUser } from './roles.js';
import { standardRules } from './rules.js';

interface Call {
  readonly user: SiteUser;
  readonly args: Readonly<Record<string, unknown>>;
}

/** The methods of the Role Permission Manager, by their last name. Only a System Manager may call them. */
export function permissionManager(site: Site): Record<string, (call: Call) => unknown> {
  const { store, access, naming, clock } = site;
  const ruleType = store.registry.get('Custom DocPerm');
  const insert = (values: Row): void => {
    const stamp = clock.stamp();
    store.put(ruleType, { ...values, name: naming.hash(), creation: stamp, modified: stamp });
  };
  const copyStandard = (doctype: string): void => {
    if (rulesOf(doctype).length === 0) standardRules(doctype).forEach(insert);
  };
  const rulesOf = (doctype: string): Row[] =>
    store.database.rows(
      'SELECT * FROM "tabCustom DocPerm" WHERE parent = ? ORDER BY creation, name',
      doctype,
    );
  const find = (doctype: string, { role, permlevel, if_owner }: Call['args']): Row | undefined =>
    rulesOf(doctype).find(
      (rule) =>
        rule['role'] === asText(role) &&
        rule['permlevel'] === Number(permlevel ?? 0) &&
        rule['if_owner'] === Number(if_owner ?? 0),
    );
  const changing =
    (work: (args: Call['args']) => unknown) =>
    ({ user, args }: Call): unknown => {
      onlyForSystemManagers(site, user);
      try {
        return site.outbox.transaction(() => work(args));
      } finally {
        access.rules.forget();
      }
    };

  return {
    get_permissions: ({ user, args }) => {
      onlyForSystemManagers(site, user);
      if (args['role'] === undefined) return access.rules.of(asText(args['doctype']));
      return store.database.rows('SELECT * FROM "tabCustom DocPerm" WHERE role = ?', asText(args['role']));
    },
    get_standard_permissions: ({ user, args }) => {
      onlyForSystemManagers(site, user);
      return standardRules(asText(args['doctype']));
    },
    add: changing((args) => {
      const doctype = asText(args['parent']);
      copyStandard(doctype);
      const { role, permlevel } = args;
      if (find(doctype, { role, permlevel }) !== undefined) return;
      insert({
        parent: doctype,
        parenttype: 'DocType',
        parentfield: 'permissions',
        role: asText(role),
        permlevel: Number(permlevel),
      });
    }),
    update: changing((args) => {
      const doctype = asText(args['doctype']);
      copyStandard(doctype);
      const rule = find(doctype, args);
      const right = asText(args['ptype']);
      if (rule === undefined || !(rights as readonly string[]).includes(right)) return;
      const changed = { ...rule, [right]: Number(args['value'] ?? 0) };
      checkDependencies(changed);
      store.put(ruleType, changed);
    }),
    remove: changing((args) => {
      const doctype = asText(args['doctype']);
      copyStandard(doctype);
      const rule = find(doctype, args);
      store.database.run('DELETE FROM "tabCustom DocPerm" WHERE name = ?', rule?.['name'] ?? null);
      if (rulesOf(doctype).length === 0) {
        throw thrown('ValidationError', 'There must be atleast one permission rule.', 'Cannot Remove');
      }
    }),
    reset: changing((args) => {
      store.database.run('DELETE FROM "tabCustom DocPerm" WHERE parent = ?', asText(args['doctype']));
    }),
  };
}

function onlyForSystemManagers({ access }: Site, user: SiteUser): void {
  if (access.hasRole(user, 'System Manager')) return;
  throw thrown(
    'PermissionError',
    'This action is only allowed for <strong>System Manager</strong>',
    'Not permitted',
    403,
  );
}

function checkDependencies(rule: Row): void {
  const needsWrite = rule['submit'] === 1 || rule['cancel'] === 1 || rule['amend'] === 1;
  if (needsWrite && rule['write'] !== 1) {
    throw thrown('ValidationError', 'Cannot set Submit, Cancel, Amend without Write');
  }
  if (rule['cancel'] === 1 && rule['submit'] !== 1) {
    throw thrown('ValidationError', 'Cannot set Cancel without Submit');
  }
}
