import { accepts, waitFor } from '#libs/testing';
import type { RunningProcess } from '../start/cluster.js';

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
  const isBack = async (): Promise<boolean> => {
    const { pid, port } = stage.runningProcesses().find((process) => process.name === name) ?? {};
    return pid !== undefined && pid !== old && port !== undefined && (await accepts(port));
  };
  await waitFor(isBack, { timeoutMs: BACK_WITHIN_MS, everyMs: PROBE_MS, what: `${name} to be back` });
}
