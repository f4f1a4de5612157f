import { delimiter, dirname, join } from 'node:path';
import { env, exit, stderr, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { buildWhenChanged } from './build.mjs';
import { Interrupted, listenToSignals, Obstacle, run as runProgram } from './child.mjs';
import { oneAtATime } from './one-at-a-time.mjs';
import { currentNode, installPackages } from './packages.mjs';
import { installPrograms, ofCluster, ofTests, searchPath } from './programs.mjs';
import { runTests } from './test-run.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const say = (what) => stdout.write(`set-up: ${what}\n`);

/** `start` and `test` need everything; `unit`, the tests of pure code, only the packages. */
const commands = {
  start: async (args) => {
    const { node, env } = await setUp(ofCluster);
    return runProgram(node, [join(root, 'dist/tools/start/main.js'), ...args], { env, channel: true });
  },
  test: async (args) => runTests(root, await setUp(ofTests), args),
  unit: async (args) => runTests(root, await setUpPackages(), ['--selectProjects', 'unit', ...args]),
};

/** Runs a command of package.json; the process ends with its exit code. */
export async function run([command, ...args]) {
  listenToSignals();
  try {
    exit(await commands[command](args));
  } catch (error) {
    if (error instanceof Interrupted) exit(130);
    if (!(error instanceof Obstacle)) throw error;
    stderr.write(`${error.message}\n`);
    exit(1);
  }
}

const setUpPackages = () => oneAtATime(root, say, packagesAndNode);

const setUp = (programs) =>
  oneAtATime(root, say, async () => {
    const found = await packagesAndNode();
    await installPrograms(programs, root, say);
    await buildWhenChanged(root, found.env, say);
    return found;
  });

async function packagesAndNode() {
  await installPackages(root, say);
  const bin = join(root, 'node_modules', '.bin');
  return { node: currentNode(root), env: { ...env, PATH: bin + delimiter + searchPath } };
}
