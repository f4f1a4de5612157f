import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import {
  deployFolders,
  kubernetesVersions,
  nginxFaults,
  rendered,
  staleFaults,
  valueSetsIn,
} from './test-helm/chart.js';
import { readManifest } from './test-helm/manifest.js';
import { monitoringFaults } from './test-helm/monitoring.js';
import { checkNginx } from './test-helm/nginx-check.js';
import { policyFaults } from './test-helm/policies.js';
import { Notes, notesFaults } from './test-helm/notes.js';
import { MissingProgram, program, type Run } from './test-helm/programs.js';
import { printedValues } from './test-helm/readme.js';
import { refusals } from './test-helm/refusals.js';

const help = `Checks the Helm chart without a cluster: lint, the schemas of Kubernetes, our own policies, nginx, and that
what it makes is what deploy/helm/golden says.

  npm run test:helm -- [--update]

  --update   writes the golden files, nginx's configurations from its template, and the chart's copies of
             alerts and dashboards, anew
`;
const folders = deployFolders(join(import.meta.dirname, '..', '..'));
const say = (what: string) => process.stderr.write(`${what}\n`);

async function main(): Promise<void> {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({ options: { update: flag, help: flag } });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const faults = [...nginxFaults(folders, values.update), ...monitoringFaults(folders, values.update)];
  const scratch = mkdtempSync(join(tmpdir(), 'otp-helm-'));
  try {
    const helm = program('helm');
    const checks = { helm, validate: program('kubernetes-validate'), scratch, update: values.update };
    const notes = new Notes(folders, join(scratch, 'with-notes'));
    for (const set of valueSetsIn(folders)) {
      const found = await faultsOfSet(set, checks, notes);
      say(`${set}: ${found.length === 0 ? 'sound' : `${found.length} faults`}`);
      faults.push(...found.map((fault) => `${set}: ${fault}`));
    }
    const restore = join(folders.root, 'deploy', 'helm', 'restore.yaml');
    for (const version of kubernetesVersions) {
      await checks.validate(['--strict', '--quiet', '-k', version, restore]);
    }
    say('restore.yaml: sound');
    const printed = await printedFaults(helm, scratch);
    say(`values of the README: ${printed.length === 0 ? 'sound' : `${printed.length} faults`}`);
    faults.push(...printed, ...(await acceptedFaults(helm, scratch)));
    say(`${refusals.length} wrong values tried`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

interface Checks {
  readonly helm: Run;
  readonly validate: Run;
  readonly scratch: string;
  readonly update: boolean;
}

async function faultsOfSet(
  set: string,
  { helm, validate, scratch, update }: Checks,
  notes: Notes,
): Promise<string[]> {
  const lint = ['lint', '--strict', '--quiet', '--kube-version', kubernetesVersions[0]];
  await helm([...lint, '--values', join(folders.valueSets, `${set}.yaml`), folders.chart]);
  const manifest = await rendered(helm, folders, set);
  const file = join(scratch, `${set}.yaml`);
  writeFileSync(file, manifest);
  // It only warns of what belongs to operators, which the policies look at.
  for (const version of kubernetesVersions) await validate(['--strict', '--quiet', '-k', version, file]);
  for (const config of nginxConfigsIn(manifest)) await checkNginx(config);
  const told = await notes.of(helm, set);
  return [
    ...policyFaults(manifest),
    ...notesFaults(told, readManifest(manifest)),
    ...staleFaults(join(folders.golden, `${set}.yaml`), manifest, update),
    ...staleFaults(join(folders.golden, `${set}.notes.txt`), told, update),
  ];
}

function nginxConfigsIn(manifest: string): string[] {
  return readManifest(manifest)
    .filter(({ kind }) => kind === 'ConfigMap')
    .map((object) => (object as { data?: Record<string, string> }).data?.['nginx.conf'])
    .filter((config) => config !== undefined);
}

/** What is wrong with the chart when somebody takes over what the README prints. */
async function printedFaults(helm: Run, scratch: string): Promise<string[]> {
  const readme = readFileSync(join(folders.root, 'deploy', 'README.md'), 'utf8');
  const values = parse(readFileSync(join(folders.chart, 'values.yaml'), 'utf8')) as object;
  const { least, additions } = printedValues(readme, Object.keys(values));
  const files = [least, ...additions].map((text, at) => {
    const file = join(scratch, `printed-${at}.yaml`);
    writeFileSync(file, text);
    return file;
  });
  const flags = files.flatMap((file) => ['--values', file]);
  const version = ['--kube-version', kubernetesVersions[0]];
  const faults = async (given: readonly string[]) => {
    const chart = [folders.chart, ...version, ...given];
    await helm(['lint', '--strict', '--quiet', ...chart]);
    return policyFaults(await helm(['template', 'otp', '--namespace', 'promises', ...chart]));
  };
  const found = [...(await faults(flags.slice(0, 2))), ...(await faults(flags))];
  return found.map((fault) => `deploy/README.md: ${fault}`);
}

/** Wrong values that the chart takes all the same. */
async function acceptedFaults(helm: Run, scratch: string): Promise<string[]> {
  const file = join(scratch, 'wrong.yaml');
  const taken: string[] = [];
  for (const { values, saying } of refusals) {
    writeFileSync(file, JSON.stringify(values));
    const said = await rendered(helm, folders, 'smallest', ['--values', file]).then(
      () => 'nothing',
      (error: unknown) => String(error),
    );
    if (!saying.test(said))
      taken.push(`${JSON.stringify(values)} should be refused with ${saying.source}: ${said}`);
  }
  return taken;
}

try {
  await main();
  say('The chart is sound.');
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof MissingProgram ? 3 : 1;
}
