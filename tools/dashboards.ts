import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { capacity } from './dashboards/capacity.js';
import { grafanaJson } from './dashboards/grafana.js';
import { overview } from './dashboards/overview.js';
import { supplyAndSync } from './dashboards/supply-and-sync.js';

const help = `Writes the dashboards of Grafana (deploy/monitoring/dashboards) from their description in tools/dashboards.

  npm run dashboards
`;
const folder = join('deploy', 'monitoring', 'dashboards');

/** Files of the dashboards: name → JSON. */
export function dashboardFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['overview.json', grafanaJson(overview)],
    ['supply-and-sync.json', grafanaJson(supplyAndSync)],
    ['capacity.json', grafanaJson(capacity)],
  ]);
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { help: { type: 'boolean', default: false } } });
  if (values.help) process.stdout.write(help);
  else {
    mkdirSync(folder, { recursive: true });
    for (const [name, json] of dashboardFiles()) writeFileSync(join(folder, name), json);
  }
}
