import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { env, getuid, platform } from 'node:process';
import { delimiter, join } from 'node:path';
import { Obstacle, step } from './child.mjs';

/** Debian's package and Homebrew's formula for each program that npm can't bring. */
const programs = {
  'redis-server': { debian: 'redis-server', homebrew: 'redis' },
  nginx: { debian: 'nginx', homebrew: 'nginx' },
};

/** PATH with the folders of system programs, which are not on the PATH of everybody. */
export const searchPath = [env.PATH, '/usr/local/sbin', '/usr/sbin'].join(delimiter);

/** Finds redis-server and nginx, or installs them where we may, or says how to get them. */
export async function installPrograms(root, say) {
  const missing = Object.keys(programs).filter((program) => !isOnPath(program));
  if (missing.length === 0) return;
  const packages = missing.map((program) => programs[program].debian);
  if (getuid?.() === 0 && isOnPath('apt-get')) return installByApt(packages, root, say);

  const formulas = missing.map((program) => programs[program].homebrew);
  const command =
    platform === 'darwin'
      ? `brew install ${formulas.join(' ')}`
      : `sudo apt-get install ${packages.join(' ')}`;
  throw new Obstacle(
    `${missing.join(' and ')} can't be found: install what is missing (${command}) and run the same command again.`,
  );
}

function isOnPath(program) {
  return searchPath.split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)));
}

async function installByApt(packages, root, say) {
  say(`installing ${packages.join(' and ')} (apt-get)`);
  const apt = (...args) =>
    step('apt-get', ['-qq', '-o', 'Dpkg::Use-Pty=0', ...args], {
      cwd: root,
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
      obstacle: `apt-get could not install ${packages.join(' and ')}; what it says stands above.`,
    });
  await withoutServiceStarts(async () => {
    await apt('update');
    await apt('install', '-y', '--no-install-recommends', ...packages);
  });
  // The programs are for our own clusters: the services that came with them stay off, also after a boot.
  if (existsSync('/run/systemd/system')) {
    await step('systemctl', ['disable', '--now', '--quiet', ...packages], {
      cwd: root,
      obstacle: `The system's own ${packages.join(' and ')} could not be switched off (systemctl disable --now).`,
    });
  }
}

/** Debian starts the services of what it installs, unless this file forbids it. */
const SERVICE_POLICY = '/usr/sbin/policy-rc.d';

async function withoutServiceStarts(install) {
  if (existsSync(SERVICE_POLICY)) return install();
  writeFileSync(SERVICE_POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755, flag: 'wx' });
  try {
    return await install();
  } finally {
    rmSync(SERVICE_POLICY);
  }
}
