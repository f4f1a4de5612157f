import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type DeployFolders, staleFaults } from './chart.js';

/** The chart's copies of alerts and dashboards: Helm reads no files outside of the chart. */
export function monitoringFaults({ root, chart }: DeployFolders, update: boolean): string[] {
  const source = join(root, 'deploy', 'monitoring');
  const copies = join(chart, 'files', 'dashboards');
  const dashboards = jsonFiles(join(source, 'dashboards'));
  const left = jsonFiles(copies).filter((file) => !dashboards.includes(file));
  return [
    ...copyFaults(join(source, 'alerts.yaml'), join(chart, 'files'), update),
    ...dashboards.flatMap((file) => copyFaults(join(source, 'dashboards', file), copies, update)),
    ...left.map((file) => `${join(copies, file)} is no dashboard any more: remove it.`),
  ];
}

const jsonFiles = (folder: string): string[] => readdirSync(folder).filter((file) => file.endsWith('.json'));

const copyFaults = (file: string, folder: string, update: boolean): string[] =>
  staleFaults(join(folder, basename(file)), readFileSync(file, 'utf8'), update);
