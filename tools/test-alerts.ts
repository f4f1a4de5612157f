import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { coverageFaults, readAlertTexts } from './test-alerts/coverage.js';
import { MissingProgram, program } from './test-helm/programs.js';

const help = `Tries the alerts of deploy/monitoring with Prometheus' own promtool: each of them firing and not firing, and
whether each leads to its runbook.

  npm run test:alerts
`;
const root = join(import.meta.dirname, '..', '..');

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', default: false } } });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const promtool = program('promtool');
  const folder = join(root, 'deploy', 'monitoring');
  process.stdout.write(await promtool(['check', 'rules', join(folder, 'alerts.yaml')]));
  process.stdout.write(await promtool(['test', 'rules', join(folder, 'alerts.test.yaml')]));
  const faults = coverageFaults(readAlertTexts(root));
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof MissingProgram ? 3 : 1;
}
