import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installedLicences, refused } from './audit/licences.js';
import { knownVulnerabilities } from './audit/vulnerabilities.js';

const help = `npm run audit -- [flags]

Looks at every installed package: whether its licence allows what is done with it, and whether the registry knows of a
vulnerability in one that is delivered.

  --registry URL   asks this one about vulnerabilities, not the one that npm is set to
  --help           this list

Exit code 1: something is wrong. 2: the flags are. 3: the registry does not answer such questions, so nothing is known of
vulnerabilities: ask one that does.
`;
const root = join(import.meta.dirname, '..', '..');
const UNKNOWN = 3;

async function main(registry: string | undefined): Promise<number> {
  let faults = 0;
  for (const part of ['delivered', 'all'] as const) {
    const licences = await installedLicences(root, part);
    const wrong = refused(licences, part);
    faults += wrong.length;
    console.log(`licences: ${licences.length} packages (${part}), ${wrong.length} not allowed`);
    for (const { package: name, licence } of wrong) console.log(`  ${name}: ${licence}`);
  }
  const vulnerabilities = await knownVulnerabilities(root, registry);
  if (vulnerabilities.kind === 'unknown') {
    console.log(`vulnerabilities: NOT CHECKED, the registry does not say: ${vulnerabilities.why}`);
    return faults === 0 ? UNKNOWN : 1;
  }
  faults += vulnerabilities.found.length;
  console.log(`vulnerabilities: ${vulnerabilities.found.length} in delivered packages`);
  for (const found of vulnerabilities.found) console.log(`  ${found}`);
  return faults === 0 ? 0 : 1;
}

try {
  const { values } = parseArgs({
    options: { registry: { type: 'string' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) process.stdout.write(help);
  else process.exitCode = await main(values.registry);
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
