import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { ScenarioSummary } from '../../k6/lib/measures.js';

const PACKAGE = 'go.k6.io/k6@v1.8.1';
const INSTALL_MS = 15 * 60_000;
/** k6 makes its users before a scenario begins, and waits for the last answers after it. */
const AROUND_A_RUN_MS = 120_000;
/** At the end some thresholds were not kept: that is a figure, not a fault. */
const THRESHOLDS = 99;
const LAST_WORDS = 2_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** A sentence for the person at the terminal. */
export class MissingK6 extends Error {}

/**
 * The k6 on PATH or where Go puts what it installs; when there is none and Go is there, it is installed, which takes
 * some minutes. Throws MissingK6, which says how to get it.
 */
export async function findK6(env: Environment, say: (what: string) => void): Promise<string> {
  const { PATH: path = '', GOROOT: goRoot = '/usr/local/go', HOME: home = homedir() } = env;
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  const ofGo = env['GOBIN'] ?? join(env['GOPATH'] ?? join(home, 'go'), 'bin');
  const found = inFolders('k6', [...folders, ofGo]);
  if (found !== undefined) return found;
  const go = inFolders('go', [...folders, join(goRoot, 'bin')]);
  if (go === undefined) {
    throw new MissingK6(
      `k6 can't be found, and no Go that could install it. Get k6 1.8.1 from https://grafana.com/docs/k6/latest/set-up/install-k6 or, with Go, by: go install ${PACKAGE}`,
    );
  }
  say(`k6 is installed by "go install ${PACKAGE}": some minutes, once`);
  try {
    await promisify(execFile)(go, ['install', PACKAGE], { env: { ...env }, timeout: INSTALL_MS });
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    throw new MissingK6(`k6 could not be installed by: go install ${PACKAGE}\n${stderr.slice(-LAST_WORDS)}`, {
      cause: error,
    });
  }
  return join(ofGo, 'k6');
}

const inFolders = (name: string, folders: readonly string[]): string | undefined =>
  folders.map((folder) => join(folder, name)).find((file) => existsSync(file));

/** One run of a scenario. */
export interface ScenarioRun {
  /** Name of a file in k6/scenarios. */
  readonly scenario: string;
  readonly env: Readonly<Record<string, string>>;
  /** How long its phases take together. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Is told the process while it runs, for example to look at what it takes. */
  readonly started: (pid: number) => void;
}

/** Runs a scenario to its end. Rejects when k6 could not, or took far too long. */
export async function runScenario(k6: string, root: string, run: ScenarioRun): Promise<ScenarioSummary> {
  const folder = mkdtempSync(join(tmpdir(), 'otp-k6-'));
  const summary = join(folder, 'summary.json');
  try {
    const file = join(root, 'k6', 'scenarios', `${run.scenario}.ts`);
    await runK6(k6, ['run', '--quiet', '--no-color', '--address', '', file], {
      ...run,
      env: { ...run.env, SUMMARY: summary },
    });
    return JSON.parse(readFileSync(summary, 'utf8')) as ScenarioSummary;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** k6 would tell its makers of each run and look for extensions there; and collects garbage more often than it needs. */
const quietK6 = { K6_NO_USAGE_REPORT: 'true', K6_AUTO_EXTENSION_RESOLUTION: 'false', GOGC: '400' };

function runK6(
  k6: string,
  args: readonly string[],
  { env, seconds, signal, started }: ScenarioRun,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const timeout = AbortSignal.timeout(seconds * 1_000 + AROUND_A_RUN_MS);
    const child = spawn(k6, args, {
      env: { ...process.env, ...quietK6, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
      signal: AbortSignal.any([signal, timeout]),
      killSignal: 'SIGKILL',
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-LAST_WORDS)));
    child.once('error', (error) =>
      reject(timeout.aborted ? new Error(`k6 did not end in time:\n${said}`) : error),
    );
    child.once('close', (code) => {
      if (code === 0 || code === THRESHOLDS) resolve();
      else reject(new Error(`k6 ended with exit code ${code}:\n${said}`));
    });
    if (child.pid !== undefined) started(child.pid);
  });
}
