import { setTimeout as pause } from 'node:timers/promises';
import type { CpuProfile } from './cpu-profile.js';

/** Where Node listens for debuggers after SIGUSR1. */
const INSPECTOR = 'http://127.0.0.1:9229';
const OPENED_WITHIN_MS = 5_000;
const CLOSED_WITHIN_MS = 2_000;
const SAMPLE_EVERY_US = 500;
/** Closes the inspector again once we have gone, so that the process is left as it was found. */
const CLOSE = `setTimeout(() => process.getBuiltinModule('node:inspector').close(), 100)`;

/**
 * Takes a CPU profile of a running Node process of this machine. It is told by SIGUSR1 to listen for debuggers on
 * loopback, and to stop that at the end. Throws an Error with a sentence for a person.
 */
export async function takeProfile(pid: number, seconds: number): Promise<CpuProfile> {
  if (await isListening()) {
    throw new Error(
      `Something is being debugged already at ${INSPECTOR}; only one process at a time can be.`,
    );
  }
  process.kill(pid, 'SIGUSR1');
  const session = await Session.open(await debuggerUrl(pid));
  try {
    await session.ask('Profiler.enable');
    await session.ask('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US });
    await session.ask('Profiler.start');
    await pause(seconds * 1_000);
    const { profile } = (await session.ask('Profiler.stop')) as { profile: CpuProfile };
    await session.ask('Runtime.evaluate', { expression: CLOSE });
    return profile;
  } finally {
    session.close();
    await closed();
  }
}

async function closed(): Promise<void> {
  const end = Date.now() + CLOSED_WITHIN_MS;
  while (Date.now() < end && (await isListening())) await pause(50);
}

async function isListening(): Promise<boolean> {
  try {
    await fetch(`${INSPECTOR}/json/version`);
    return true;
  } catch {
    return false;
  }
}

async function debuggerUrl(pid: number): Promise<string> {
  const end = Date.now() + OPENED_WITHIN_MS;
  while (Date.now() < end) {
    try {
      const targets = (await (await fetch(`${INSPECTOR}/json/list`)).json()) as {
        webSocketDebuggerUrl: string;
      }[];
      const [target] = targets;
      if (target !== undefined) return target.webSocketDebuggerUrl;
    } catch {
      // It has not opened the port yet.
    }
    await pause(50);
  }
  throw new Error(`Process ${pid} did not open ${INSPECTOR}. Is it a Node process of this user?`);
}

/** One conversation in the inspector protocol. */
class Session {
  private readonly open = new Map<number, PromiseWithResolvers<unknown>>();
  private count = 0;

  private constructor(private readonly socket: WebSocket) {
    socket.addEventListener('message', ({ data }) => this.onMessage(String(data)));
    socket.addEventListener('close', () => {
      for (const { reject } of this.open.values())
        reject(new Error('The process has ended while it was profiled.'));
    });
  }

  static async open(url: string): Promise<Session> {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', () => reject(new Error(`No debugger answers at ${url}.`)), {
        once: true,
      });
    });
    return new Session(socket);
  }

  ask(method: string, params: object = {}): Promise<unknown> {
    this.count += 1;
    const answer = Promise.withResolvers<unknown>();
    this.open.set(this.count, answer);
    this.socket.send(JSON.stringify({ id: this.count, method, params }));
    return answer.promise;
  }

  close(): void {
    this.socket.close();
  }

  private onMessage(text: string): void {
    const { id, result, error } = JSON.parse(text) as {
      id?: number;
      result?: unknown;
      error?: { message: string };
    };
    if (id === undefined) return;
    const answer = this.open.get(id);
    this.open.delete(id);
    if (error === undefined) answer?.resolve(result);
    else answer?.reject(new Error(error.message));
  }
}
