import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MissingProgram, program } from './test-helm/programs.js';
import { BuildContext } from './test-images/build-context.js';
import { faultsOfCompose } from './test-images/compose-file.js';
import { readDockerfile } from './test-images/dockerfile.js';
import { faultsOfImage } from './test-images/image-contents.js';
import { ImageFolders } from './test-images/image-folders.js';
import { runImages } from './test-images/running-images.js';

const help = `Checks the images without Docker: lints the Dockerfile, does each of its steps in an empty folder, looks at
what is in the result, starts all apps from it and asks them for a promise.

  npm run test:images -- [--keep]

  --keep   leaves the folder with the images, and names it
`;
const root = join(import.meta.dirname, '..', '..');
const dockerfile = join(root, 'deploy', 'docker', 'Dockerfile');
const compose = join(root, 'deploy', 'compose', 'compose.yaml');
const say = (what: string) => process.stderr.write(`${what}\n`);

/** Targets that are images, and not steps on the way to one. */
const targets = ['gateway', 'promise', 'stock', 'latency', 'erpnext-sandbox'];

async function main(): Promise<void> {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({ options: { keep: flag, help: flag } });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  await program('hadolint')([dockerfile]);
  say('hadolint finds nothing');
  const stages = readDockerfile(readFileSync(dockerfile, 'utf8'));
  throwIfAny(faultsOfCompose(compose, stages));
  say('the compose file is sound');

  const folder = mkdtempSync(join(tmpdir(), 'otp-images-'));
  chmodSync(folder, 0o755);
  try {
    const context = new BuildContext(root, `${dockerfile}.dockerignore`);
    const images = new ImageFolders(context, folder, say).build(stages);
    const development = developmentPackages();
    for (const name of targets) {
      const image = images.get(name);
      if (image === undefined) throw new Error(`The Dockerfile has no target ${name}.`);
      throwIfAny(faultsOfImage(image, development).map((fault) => `${name}: ${fault}`));
    }
    say('the images hold what they should, and nothing else');
    await runImages(images);
    say('the images start, are healthy, give a promise and end when they are told');
  } finally {
    if (values.keep) say(`The images are in ${folder}.`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

/** Names of the packages at the top of node_modules that no image needs. */
function developmentPackages(): string[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  return Object.entries(lock.packages)
    .filter(([path, { dev }]) => dev === true && path.lastIndexOf('node_modules/') === 0)
    .map(([path]) => path.slice('node_modules/'.length));
}

function throwIfAny(faults: readonly string[]): void {
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof MissingProgram ? 3 : 1;
}
