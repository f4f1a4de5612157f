import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { env, getuid, platform } from 'node:process';
import { delimiter, join } from 'node:path';
import { Obstacle, step } from './child.mjs';

/** Debian's package and Homebrew's formula for each program that npm can't bring. */
const programs = {
  'redis-server': { debian: 'redis-server', homebrew: 'redis', isService: true },
  nginx: { debian: 'nginx', homebrew: 'nginx', isService: true },
  // A real browser for the tests of pages.
  chromium: { debian: 'chromium', homebrew: 'chromium', isService: false },
  // A real Prometheus for alerts and dashboards; promtool comes with it.
  prometheus: { debian: 'prometheus', homebrew: 'prometheus', isService: true },
  // Makes certificates.
  openssl: { debian: 'openssl', homebrew: 'openssl', isService: false },
};

/** PATH with the folders of system programs, which are not on the PATH of everybody. */
export const searchPath = [env.PATH, '/usr/local/sbin', '/usr/sbin'].join(delimiter);

/** What a cluster runs on. */
export const ofCluster = ['redis-server', 'nginx'];
/** What the tests need besides. */
export const ofTests = [...ofCluster, 'chromium', 'prometheus', 'openssl'];

/** Finds these programs, or installs them where we may, or says how to get them. */
export async function installPrograms(names, root, say) {
  const missing = names.filter((program) => !isOnPath(program));
  if (missing.length === 0) return;
  if (getuid?.() === 0 && isOnPath('apt-get')) return installByApt(missing, root, say);
  const packages = missing.map((program) => programs[program].debian);

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

async function installByApt(names, root, say) {
  const packages = names.map((name) => programs[name].debian);
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
  const services = names.filter((name) => programs[name].isService).map((name) => programs[name].debian);
  if (services.length > 0 && existsSync('/run/systemd/system')) {
    await step('systemctl', ['disable', '--now', '--quiet', ...services], {
      cwd: root,
      obstacle: `The system's own ${services.join(' and ')} could not be switched off (systemctl disable --now).`,
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
