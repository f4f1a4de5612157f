import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { arch, env, execPath, platform, versions } from 'node:process';
import { join } from 'node:path';
import { Obstacle, step } from './child.mjs';

const NODE_MAJOR = 24;

/** Installs the packages of the lock file, unless they are there. */
export async function installPackages(root, say) {
  if (packagesAreCurrent(root)) return;
  say('installing the packages of package-lock.json (npm ci)');
  const npm = env.npm_execpath === undefined ? ['npm'] : [execPath, env.npm_execpath];
  // loglevel: npm warns that some packages want a newer Node than the one that runs this very step.
  const args = ['ci', '--include=dev', '--include=optional', '--loglevel=error'];
  await step(npm[0], [...npm.slice(1), ...args], {
    cwd: root,
    obstacle: 'npm ci did not succeed; what it says stands above.',
  });
}

/** npm keeps what it installed in node_modules/.package-lock.json, written when all is in its place. */
function packagesAreCurrent(root) {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(installedFile);
  const same = (a, b) => a.version === b.version && a.integrity === b.integrity;
  return (
    Object.keys(installed).every((path) => path in wanted) &&
    Object.entries(wanted).every(([path, { optional, ...entry }]) =>
      path in installed ? same(installed[path], entry) : optional && path !== nodePackage,
    )
  );
}

const nodePackage = `node_modules/node-${platform}-${arch}`;

function packagesOf(file) {
  const { packages } = JSON.parse(readFileSync(file, 'utf8'));
  delete packages['']; // The project itself.
  return packages;
}

/** Path of the Node that everything runs on: the one among the packages, else ours when it is new enough. */
export function currentNode(root) {
  if (major(versions.node) >= NODE_MAJOR) return execPath;
  const packaged = join(root, 'node_modules', '.bin', 'node');
  try {
    const version = execFileSync(packaged, ['--version'], { encoding: 'utf8', stdio: 'pipe' }).slice(1);
    if (major(version) >= NODE_MAJOR) return packaged;
  } catch {
    // No such package for this machine, or its binary does not run here (another C library).
  }
  throw new Obstacle(
    `Node.js ${NODE_MAJOR} is needed, this is ${versions.node}, and npm has no Node.js package that runs on this machine (${platform} ${arch}): install it from https://nodejs.org/en/download and run the same command again.`,
  );
}

function major(version) {
  return Number(version.split('.')[0]);
}
