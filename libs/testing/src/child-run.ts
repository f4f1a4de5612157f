import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Folder of the project, also for measurements, which run compiled. */
export const projectFolder = join(import.meta.dirname.replace(/\/dist\/libs\//, '/libs/'), '..', '..', '..');

/** Folder of the compiled code: tests of processes run what `npm run build` made. */
export const compiled = join(projectFolder, 'dist');

/** A process that a test has started. */
export interface ChildRun {
  readonly pid: number;
  readonly process: ChildProcess;
  /** Everything that it has printed so far, standard output and error. */
  output(): string;
  /** The same of standard output alone. */
  stdout(): string;
  /** Its exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Sends the signal (SIGTERM) and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts a program from the project's folder and keeps what it prints. `env` is added to our own, less
 * what belongs to Jest. It has an IPC channel, so that a program that cares sees when we are gone. With
 * `ownGroup` it leads a process group, as in a terminal, and `stop` signals all of the group.
 */
export async function runChild(
  command: readonly [string, ...string[]],
  env: Readonly<Record<string, string>> = {},
  { ownGroup = false } = {},
): Promise<ChildRun> {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: projectFolder,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: ownGroup,
  });
  const printed: Buffer[] = [];
  const toStdout: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => {
    printed.push(chunk);
    toStdout.push(chunk);
  });
  child.stderr?.on('data', (chunk: Buffer) => printed.push(chunk));
  // 'close' comes when all output has been read.
  const ended = once(child, 'close').then(([code]) => code as number | null);
  await once(child, 'spawn');
  return {
    pid: child.pid ?? 0,
    process: child,
    output: () => Buffer.concat(printed).toString('utf8'),
    stdout: () => Buffer.concat(toStdout).toString('utf8'),
    ended,
    stop: (signal = 'SIGTERM') => {
      signalTo(child, ownGroup, signal);
      return ended;
    },
  };
}

function signalTo(child: ChildProcess, ownGroup: boolean, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(ownGroup ? -child.pid : child.pid, signal);
}
