import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { accepts } from './ports.js';

/** How to run one process of the cluster. */
export interface ProcessPlan {
  /** As people are told: "gateway 2". */
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly port: number;
  /** Takes everything that the process prints. */
  readonly logFile: string;
  /** The signal that lets requests in flight end. */
  readonly stopSignal: 'SIGTERM' | 'SIGQUIT';
}

const PROBE_MS = 25;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A process that lived this long is not in a series of failures any more. */
const STEADY_MS = 60_000;

/**
 * One process in a process group of its own, so that a Ctrl-C at the terminal does not reach it before
 * its time. From `supervise` on it is started again when it ends: after 0.5 s, then 1 s, 2 s … 30 s.
 */
export class SupervisedProcess {
  private child: ChildProcess | undefined;
  private ended: Promise<unknown> = Promise.resolve();
  private startedAt = 0;
  private failures = 0;
  private readonly stopping = new AbortController();

  constructor(
    readonly plan: ProcessPlan,
    /** Put before every command; see `dyingWithUs`. */
    private readonly prefix: readonly string[],
    private readonly say: (what: string) => void,
  ) {}

  get pid(): number | undefined {
    return this.child?.pid;
  }

  start(): void {
    const { command, env, logFile } = this.plan;
    const log = openSync(logFile, 'a');
    const [program, ...args] = [...this.prefix, ...command] as [string, ...string[]];
    const child = spawn(program, args, { env, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    this.child = child;
    this.startedAt = Date.now();
    this.ended = once(child, 'exit')
      .then(
        () => undefined,
        (error: Error) => this.say(`${this.plan.name} can't be run: ${error.message}`),
      )
      .then(() => {
        this.signalGroup('SIGKILL'); // What it may have left behind.
        this.child = undefined;
      });
  }

  /** Waits until the process accepts connections. Throws when it ends instead. */
  async ready(): Promise<void> {
    const { child } = this;
    while (!(await accepts(this.plan.port))) {
      if (this.child !== child)
        throw new Error(`${this.plan.name} ended while it was starting.\n${this.lastLines()}`);
      await pause(PROBE_MS);
    }
  }

  /** Starts the process again whenever it ends, until it is stopped. */
  supervise(): void {
    void this.startAgainForEver();
  }

  private async startAgainForEver(): Promise<void> {
    const { name } = this.plan;
    for (;;) {
      const child = this.child;
      await this.ended;
      if (this.stopping.signal.aborted) return;
      this.failures = Date.now() - this.startedAt < STEADY_MS ? this.failures + 1 : 1;
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (this.failures - 1), LONGEST_PAUSE_MS);
      const how = child?.signalCode ? `by ${child.signalCode}` : `with exit code ${child?.exitCode}`;
      this.say(`${name} ended ${how}: started again in ${pauseMs / 1000} s`);
      await pause(pauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      if (this.stopping.signal.aborted) return;
      this.start();
      void this.ready().then(
        () => this.say(`${name} is back`),
        () => undefined, // Its end is told above.
      );
    }
  }

  /** Ends the process: requests in flight first, by force at `deadline` (ms since 1970). */
  async stop(deadline: number): Promise<void> {
    this.stopping.abort();
    this.child?.kill(this.plan.stopSignal);
    const waited = new AbortController();
    const late = pause(Math.max(0, deadline - Date.now()), 'late', { signal: waited.signal });
    const outcome = await Promise.race([this.ended, late.catch(() => undefined)]);
    waited.abort();
    if (outcome !== 'late') return;
    this.say(`${this.plan.name} did not end in time: ended by force`);
    this.kill();
    await this.ended;
  }

  /** Ends the process and its children at once. */
  kill(): void {
    this.stopping.abort();
    this.signalGroup('SIGKILL');
  }

  private signalGroup(signal: NodeJS.Signals): void {
    if (this.child?.pid === undefined) return;
    try {
      process.kill(-this.child.pid, signal);
    } catch {
      // Nobody is left in the group.
    }
  }

  /** The end of its log, for the person who has to find out why it does not start. */
  lastLines(): string {
    return readFileSync(this.plan.logFile, 'utf8').split('\n').slice(-30).join('\n');
  }
}
