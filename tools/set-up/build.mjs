import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { step } from './child.mjs';

const folders = ['apps', 'libs', 'tools'];
const files = ['package.json', 'package-lock.json', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'];

/** Compiles into dist/, unless the sources are those of the last complete build. */
export async function buildWhenChanged(root, env, say) {
  const stampFile = join(root, 'dist', '.built-from');
  const stamp = hashOfSources(root);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  say('building');
  await step('npm', ['run', 'build', '--silent'], {
    cwd: root,
    env,
    obstacle: 'The build did not succeed; what it says stands above.',
  });
  writeFileSync(stampFile, stamp);
}

function hashOfSources(root) {
  const hash = createHash('sha256');
  const sources = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => join(folder, path)),
  );
  for (const path of [...files, ...sources.sort()]) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}
