import type { FastifyInstance } from 'fastify';

export interface RegisteredRoute {
  readonly method: string;
  readonly path: string;
}

/** GET and POST routes, read from a tree such as `└── / (-)`, `    ├── otp/promise (POST)`. */
export function registeredRoutes(fastify: FastifyInstance): RegisteredRoute[] {
  const parts: string[] = [];
  return fastify
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', part = '', methods = ''] = /^(.*)[├└]── (\S+) \((.*)\)$/.exec(line) ?? [];
      parts.splice(indent.length / 4, Infinity, part);
      const path = parts.join('').replaceAll('//', '/');
      return (methods.match(/GET|POST/g) ?? []).map((method) => ({ method, path }));
    });
}
