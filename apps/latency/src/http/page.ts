import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';

const ours = join(dirname(createRequire(import.meta.url).resolve('#package')), 'apps', 'latency', 'page');
const packaged = (name: string, file: string): string =>
  join(dirname(fileURLToPath(import.meta.resolve(name))), file);

const JAVASCRIPT = 'text/javascript; charset=utf-8';
const CSS = 'text/css; charset=utf-8';

const files: Readonly<Record<string, { readonly path: string; readonly type: string }>> = {
  '/': { path: join(ours, 'index.html'), type: 'text/html; charset=utf-8' },
  '/assets/page.js': { path: join(ours, 'page.js'), type: JAVASCRIPT },
  '/assets/page.css': { path: join(ours, 'page.css'), type: CSS },
  '/assets/d3.js': { path: packaged('d3', 'd3.min.js'), type: JAVASCRIPT },
  '/assets/flamegraph.js': { path: packaged('d3-flame-graph', 'd3-flamegraph.umd.min.js'), type: JAVASCRIPT },
};

/** The style that this release of d3-flame-graph writes into the page. */
const FLAME_STYLE = "'sha256-PjPkXjWPssRCMzB6p5SnF25xrwIH7ThbVHWlE+SG1DE='";

/** Everything comes from here, so the page also works where there is no internet. */
const POLICY = [
  ...["default-src 'none'", "script-src 'self'", `style-src 'self' ${FLAME_STYLE}`, "img-src 'self' data:"],
  ...["connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
].join('; ');

/** Serves the flame graph page and its parts. */
export function addPage(fastify: FastifyInstance): void {
  for (const [address, { path, type }] of Object.entries(files)) {
    const content = readFileSync(path);
    fastify.get(address, (_request, reply) =>
      reply
        .type(type)
        .header('content-security-policy', POLICY)
        .header('x-content-type-options', 'nosniff')
        .header('referrer-policy', 'no-referrer')
        .header('cache-control', 'no-cache')
        .send(content),
    );
  }
}
