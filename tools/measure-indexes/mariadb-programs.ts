import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Paths of what a MariaDB of our own takes. */
export interface MariadbPrograms {
  readonly server: string;
  readonly client: string;
  readonly installDb: string;
}

/** The programs alone, without the service that Debian's mariadb-server would start. */
const DEBIAN_PACKAGES = ['mariadb-server-core', 'mariadb-client-core'];

/** Finds MariaDB, or installs it as root on Debian. Throws a sentence that says how to get it. */
export function mariadbPrograms(say: (what: string) => void, folders = searchPath()): MariadbPrograms {
  const found = findPrograms(folders);
  if (found !== undefined) return found;
  const aptGet = pathOf('apt-get', folders);
  if (process.getuid?.() === 0 && aptGet !== undefined) {
    say(`installing ${DEBIAN_PACKAGES.join(' and ')} (apt-get)`);
    const installed = installByApt(aptGet) ? findPrograms(folders) : undefined;
    if (installed !== undefined) return installed;
  }
  const command =
    process.platform === 'darwin'
      ? 'brew install mariadb@10.11, and put its bin folder on the PATH'
      : `sudo apt-get install ${DEBIAN_PACKAGES.join(' ')}`;
  throw new Error(
    `MariaDB's programs can't be found: install them (${command}) and run the same command again.`,
  );
}

function findPrograms(folders: readonly string[]): MariadbPrograms | undefined {
  const server = pathOf('mariadbd', folders);
  const client = pathOf('mariadb', folders);
  const installDb = pathOf('mariadb-install-db', folders);
  return server && client && installDb ? { server, client, installDb } : undefined;
}

/** Server programs are not on the PATH of everybody. */
function searchPath(): readonly string[] {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin'];
  return folders.filter((folder) => folder !== '');
}

function pathOf(program: string, folders: readonly string[]): string | undefined {
  return folders.map((folder) => join(folder, program)).find(existsSync);
}

function installByApt(aptGet: string): boolean {
  const apt = (...args: string[]) =>
    spawnSync(aptGet, ['-qq', '-o', 'Dpkg::Use-Pty=0', ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  const lists = '/var/lib/apt/lists';
  const known = existsSync(lists) && readdirSync(lists).some((file) => file.endsWith('_Packages'));
  const install = () => apt('install', '-y', '--no-install-recommends', ...DEBIAN_PACKAGES);
  return (known && install()) || (apt('update') && install());
}
