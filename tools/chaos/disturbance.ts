import { setTimeout as pause } from 'node:timers/promises';
import type { RunningProcess } from '../start/cluster.js';
import { accepts } from '../start/ports.js';

/** The running cluster that things are done to. */
export interface Stage {
  /** Where callers call. */
  readonly url: string;
  /** As they are now. */
  runningProcesses(): readonly Pick<RunningProcess, 'name' | 'pid' | 'port'>[];
}

/** One thing that is done to the running cluster. */
export interface Disturbance {
  readonly what: string;
  /** What may fail at most; the repeat of a write must succeed in any case. */
  readonly loses: 'nothing' | 'writes' | 'reads and writes' | 'everything';
  begin(stage: Stage): Promise<void>;
  /** Ends what `begin` began, a while later. Absent: it happens once. */
  end?(stage: Stage): Promise<void>;
}

const BACK_WITHIN_MS = 90_000;
const PROBE_MS = 50;

/** Throws unless a process of this name runs. `name`: as `npm start` calls it. */
export function processOf(stage: Stage, name: string): { readonly pid: number; readonly port: number } {
  const found = stage.runningProcesses().find((process) => process.name === name);
  if (found?.pid === undefined) throw new Error(`${name} does not run.`);
  return { pid: found.pid, port: found.port };
}

/** Resolves when another process has taken the place of this one and accepts connections. */
export async function replaced(stage: Stage, name: string, old: number): Promise<void> {
  const end = performance.now() + BACK_WITHIN_MS;
  while (performance.now() < end) {
    const { pid, port } = stage.runningProcesses().find((process) => process.name === name) ?? {};
    if (pid !== undefined && pid !== old && port !== undefined && (await accepts(port))) return;
    await pause(PROBE_MS);
  }
  throw new Error(`${name} was not back within ${BACK_WITHIN_MS / 1_000} s.`);
}
