import { spawn } from 'node:child_process';

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

/** Passes signals on to what runs, and lets us live until it has ended: it may have to tidy up. */
export function listenToSignals() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      stoppedBy = signal;
      for (const child of running) child.kill(signal);
    });
  }
}

/**
 * Runs a program with our terminal and gives its exit code; 128 when a signal ended it. With `channel`
 * the child has an IPC channel: that it closes tells the child that we are gone.
 */
export function run(command, args, { cwd, env = process.env, channel = false }) {
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
  if (stoppedBy !== undefined) throw new Interrupted(stoppedBy);
  if (code !== 0) throw new Obstacle(obstacle);
}
