import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Licences under which something may be sold that contains the package, with no more than a notice. */
const allowed: readonly string[] = [
  ...['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0', 'Zlib'],
  ...['Unlicense', 'CC0-1.0', 'Python-2.0'],
];
/** Of data that tools use and nobody delivers. */
const allowedInTools: readonly string[] = [...allowed, 'CC-BY-3.0', 'CC-BY-4.0'];

export interface Licence {
  /** name@version */
  readonly package: string;
  /** SPDX expression, as the package says. */
  readonly licence: string;
}

/** The licences of all installed packages but our own: of those that are delivered, or of those for tools, too. */
export async function installedLicences(root: string, part: 'delivered' | 'all'): Promise<Licence[]> {
  const program = join(root, 'node_modules', '.bin', 'license-checker-rseidelsohn');
  const args = ['--json', '--excludePrivatePackages', ...(part === 'delivered' ? ['--production'] : [])];
  const { stdout } = await run(process.execPath, [program, ...args, '--start', root], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const packages = JSON.parse(stdout) as Readonly<Record<string, { readonly licenses?: string | string[] }>>;
  return Object.entries(packages).map(([name, { licenses = 'none' }]) => ({
    package: name,
    licence: Array.isArray(licenses) ? `(${licenses.join(' AND ')})` : licenses,
  }));
}

/** The packages whose licence does not allow what we do with them. */
export function refused(licences: readonly Licence[], part: 'delivered' | 'all'): Licence[] {
  const list = part === 'delivered' ? allowed : allowedInTools;
  return licences.filter(({ licence }) => !allows(licence, list));
}

/** Of an expression with OR one licence must be allowed, with AND all. A `*`, which is a guess, is none. */
function allows(expression: string, list: readonly string[]): boolean {
  const inner = /^\(([^()]*)\)$/.exec(expression)?.[1] ?? expression;
  return inner
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((licence) => list.includes(licence)));
}
