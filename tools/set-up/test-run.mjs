import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stdout } from 'node:process';
import { run } from './child.mjs';

/** Of the audit: the registry does not say what it knows. */
const NOT_CHECKED = 3;

/**
 * Runs the lint and every test, and under CI the audit of the packages, or, with arguments for jest, only those tests.
 * The last line says how many passed and failed, where lint and audit count as one each and so does a file
 * whose tests could not be run. Gives the exit code.
 */
export async function runTests(root, { node, env }, args) {
  const folder = mkdtempSync(join(tmpdir(), 'otp-test-'));
  const jest = jestRunner(root, node, env, folder);
  const results = [];
  try {
    if (args.length > 0) {
      results.push(await jest(args));
    } else {
      results.push(await lint(root, env));
      // Not for everybody: what became known of a package overnight breaks nobody's first run.
      if (env.CI) results.push(await audit(root, node, env));
      results.push(await jest(['--selectProjects', 'unit', 'integration']));
      // Each of these starts whole clusters: one at a time.
      results.push(await jest(['--selectProjects', 'e2e', '--runInBand']));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const sum = (figure) => results.reduce((total, result) => total + result[figure], 0);
  stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`);
  return results.every(({ code }) => code === 0) ? 0 : 1;
}

async function lint(root, env) {
  return oneResult(await run('npm', ['run', 'lint', '--silent'], { cwd: root, env }));
}

async function audit(root, node, env) {
  const code = await run(node, [join(root, 'dist', 'tools', 'audit.js')], { cwd: root, env });
  return code === NOT_CHECKED ? { code: 0, passed: 0, failed: 0 } : oneResult(code);
}

const oneResult = (code) => ({ code, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 });

function jestRunner(root, node, env, folder) {
  const options = '--experimental-vm-modules --disable-warning=ExperimentalWarning';
  return async (args) => {
    const outputFile = join(folder, 'result.json');
    const program = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
    const code = await run(node, [program, '--json', `--outputFile=${outputFile}`, ...args], {
      cwd: root,
      env: { ...env, NODE_OPTIONS: options },
    });
    if (!existsSync(outputFile)) return { code: code || 1, passed: 0, failed: 1 };
    const result = JSON.parse(readFileSync(outputFile, 'utf8'));
    rmSync(outputFile);
    return {
      code,
      passed: result.numPassedTests,
      failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
    };
  };
}
