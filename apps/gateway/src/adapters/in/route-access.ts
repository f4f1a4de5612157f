import type { FastifyRequest } from 'fastify';
import type { Scope } from '#libs/redis';

/** The scope that a call needs; open: neither a key nor a limit. */
export type Access = Scope | 'open';

/** Who may call what, by the path of the route. */
const access: Readonly<Record<string, Access>> = {
  '/health': 'open',
  '/health/live': 'open',
  '/health/ready': 'open',
  '/otp/health': 'open',
  '/openapi.json': 'open',
  '/docs': 'open',
  '/docs/:asset': 'open',
  // Signed by ERPNext.
  '/webhooks/erpnext/:slug': 'open',
  // Judges its caller by itself.
  '/internal/permission': 'open',
  '/otp/promise': 'promise:read',
  '/otp/bulk-promise': 'promise:read',
  '/otp/sales-orders': 'orders:read',
  '/otp/sales-orders/:id': 'orders:read',
  '/otp/items': 'orders:read',
  '/api/items/search': 'orders:read',
  '/api/items/validate': 'orders:read',
  '/api/items/stock': 'orders:read',
  '/api/warehouses': 'orders:read',
  '/api/sync': 'orders:read',
  '/otp/apply': 'orders:write',
  '/otp/procurement-suggest': 'orders:write',
};

/** What the route with this path needs; one that nobody has thought of here needs the most. */
export function accessTo(path: string): Access {
  return access[path] ?? 'orders:write';
}

/** What a call needs. Undefined: there is no route. */
export function accessOf(request: FastifyRequest): Access | undefined {
  const { url } = request.routeOptions;
  return request.is404 || url === undefined ? undefined : accessTo(url);
}

export const knownRoutes: readonly string[] = Object.keys(access);
