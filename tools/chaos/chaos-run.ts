import { setTimeout as pause } from 'node:timers/promises';
import type { RunningProcess } from '../start/cluster.js';
import { accepts } from '../start/ports.js';
import type { Disturbance } from './disturbances.js';
import { type Row, tallyOf } from './tally.js';
import type { Traffic } from './traffic.js';

const BACK_WITHIN_MS = 90_000;
const PROBE_MS = 50;

/** Whose processes are disturbed. */
interface Disturbed {
  /** As they are now. */
  runningProcesses(): readonly Pick<RunningProcess, 'name' | 'pid' | 'port'>[];
}

/**
 * Does one thing after the other to a cluster under traffic; goes on when the process is back and `settleMs`
 * more have passed.
 */
export async function disturb(
  cluster: Disturbed,
  traffic: Traffic,
  disturbances: readonly Disturbance[],
  { settleMs, say }: { readonly settleMs: number; readonly say: (what: string) => void },
): Promise<Row[]> {
  const times: number[] = [];
  for (const [at, disturbance] of disturbances.entries()) {
    say(`${at + 1} of ${disturbances.length}: ${disturbance.what}`);
    const { pid } = processOf(cluster, disturbance);
    if (pid === undefined) throw new Error(`${disturbance.process} does not run.`);
    times.push(performance.now());
    process.kill(pid, disturbance.signal);
    if (disturbance.isReplaced) await back(cluster, disturbance, pid);
    await pause(settleMs);
  }
  await traffic.end();
  return disturbances.map((disturbance, at) => {
    const from = times[at] ?? 0;
    const until = times[at + 1] ?? Infinity;
    // By their ends: what hits a call under way is the latest that happened.
    const calls = traffic.outcomes.filter(({ sentAt, ms }) => sentAt + ms >= from && sentAt + ms < until);
    return tallyOf(disturbance, from, calls);
  });
}

function processOf(cluster: Disturbed, { process: wanted }: Disturbance) {
  const found = cluster.runningProcesses().find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`There is no process ${wanted}.`);
  return found;
}

async function back(cluster: Disturbed, disturbance: Disturbance, old: number): Promise<void> {
  const end = performance.now() + BACK_WITHIN_MS;
  while (performance.now() < end) {
    const { pid, port } = processOf(cluster, disturbance);
    if (pid !== undefined && pid !== old && (await accepts(port))) return;
    await pause(PROBE_MS);
  }
  throw new Error(`${disturbance.process} was not back within ${BACK_WITHIN_MS / 1_000} s.`);
}
