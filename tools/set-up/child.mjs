import { spawn } from 'node:child_process';
import { clearInterval, setInterval } from 'node:timers';

/** A sentence for the person at the terminal; no stack trace helps with it. */
export class Obstacle extends Error {}

/** The person, or the machine, told us to stop: by this signal. */
export class Interrupted extends Error {
  constructor(signal) {
    super(`stopped by ${signal}`);
    this.signal = signal;
  }
}

const running = new Set();
let stoppedBy;

/** How often we look whether npm is still there. */
const PARENT_MS = 500;

/**
 * Passes signals on to what runs, and lets us live until it has ended: it may have to tidy up. The end
 * of our parent, who may have had no time to pass a signal on, counts as a SIGTERM.
 */
export function listenToSignals() {
  const stop = (signal) => {
    stoppedBy = signal;
    for (const child of running) child.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal));
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    if (stoppedBy === undefined) stop('SIGTERM');
  }, PARENT_MS);
  watch.unref();
  // A closed terminal or pipe is no reason to leave the others alone.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/** Throws an Interrupted when we were told to stop. */
export function throwIfStopped() {
  if (stoppedBy !== undefined) throw new Interrupted(stoppedBy);
}

/**
 * Runs a program with our terminal and gives its exit code; 128 when a signal ended it. With `channel`
 * the child has an IPC channel: that it closes tells the child that we are gone. Throws when we were
 * told to stop before it began.
 */
export async function run(command, args, { cwd, env = process.env, channel = false }) {
  throwIfStopped();
  return new Promise((resolve, reject) => {
    const stdio = ['inherit', 'inherit', 'inherit', ...(channel ? ['ipc'] : [])];
    const child = spawn(command, args, { cwd, env, stdio });
    running.add(child);
    child.once('error', (error) => {
      running.delete(child);
      reject(error);
    });
    child.once('exit', (code) => {
      running.delete(child);
      resolve(code ?? 128);
    });
  });
}

/** Runs one step of the set-up, to its end or an Obstacle. */
export async function step(command, args, { obstacle, ...options }) {
  const code = await run(command, args, options);
  throwIfStopped();
  if (code !== 0) throw new Obstacle(obstacle);
}
