import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { chartNginx, composeNginx, deployedNginxConfig } from './deployed-nginx.js';
import type { Run } from './programs.js';

/** The oldest and the newest Kubernetes that the chart is checked for. */
export const kubernetesVersions = ['1.30.0', '1.37.0'] as const;

export interface DeployFolders {
  readonly root: string;
  readonly chart: string;
  readonly valueSets: string;
  readonly golden: string;
}

export function deployFolders(root: string): DeployFolders {
  const helm = join(root, 'deploy', 'helm');
  return {
    root,
    chart: join(helm, 'order-promise-engine'),
    valueSets: join(helm, 'value-sets'),
    golden: join(helm, 'golden'),
  };
}

/** Names of the value sets. */
export function valueSetsIn({ valueSets }: DeployFolders): string[] {
  return readdirSync(valueSets).map((file) => basename(file, '.yaml'));
}

/** Renders the chart with the values of a set and what stands beside it. */
export async function rendered(
  helm: Run,
  folders: DeployFolders,
  set: string,
  more: string[] = [],
): Promise<string> {
  const values = join(folders.valueSets, `${set}.yaml`);
  const version = kubernetesVersions[0];
  return helm([
    'template',
    'otp',
    folders.chart,
    '--namespace',
    'promises',
    '--kube-version',
    version,
    '--values',
    values,
    ...more,
  ]);
}

/** What is not as it was: a sentence with the first line that differs. With `update` it is written anew. */
export function staleFaults(file: string, text: string, update: boolean): string[] {
  if (update) writeFileSync(file, text);
  const before = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const now = text.split('\n');
  const at = now.findIndex((line, index) => line !== before[index]);
  if (at < 0 && before.length === now.length) return [];
  const line = at < 0 ? now.length : at;
  return [
    `${file}:${line + 1} is not what is made now; when that is meant, npm run test:helm -- --update.\n` +
      `  there: ${before[line] ?? '(nothing)'}\n  now:   ${now[line] ?? '(nothing)'}`,
  ];
}

/** The files that are made from nginx's template. */
export function nginxFaults({ root, chart }: DeployFolders, update: boolean): string[] {
  const template = readFileSync(join(root, 'nginx', 'nginx.conf.template'), 'utf8');
  return [
    ...staleFaults(join(chart, 'files', 'nginx.conf'), deployedNginxConfig(template, chartNginx), update),
    ...staleFaults(
      join(root, 'deploy', 'compose', 'nginx.conf'),
      deployedNginxConfig(template, composeNginx),
      update,
    ),
  ];
}
