import { standardRoles, type SiteUser } from '../access/roles.js';
import { type Site } from '../documents/controller.js';
import { putRows } from './rows.js';

/** The documents of the users and roles of a new site; those that a file holds already stay as they are. */
export function addUsers(site: Site, users: readonly SiteUser[]): void {
  const added = users.filter(({ name }) => !site.store.exists('User', name));
  putRows(
    site,
    {
      Role: standardRoles
        .filter((name) => !site.store.exists('Role', name))
        .map((name) => ({ name, role_name: name })),
      User: added.map(({ name }) => ({ name, email: name })),
      'Has Role': added.flatMap(({ name, roles }) =>
        roles.map((role) => ({ role, parent: name, parenttype: 'User', parentfield: 'roles' })),
      ),
    },
    false,
  );
}
