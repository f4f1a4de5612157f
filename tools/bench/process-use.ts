import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second. */
const TICK_MS = 10;

/** CPU time that the processes have taken since they began, in milliseconds; those that have ended count nothing. */
export function cpuMsOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const fields = fieldsOf(pid);
    return sum + (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS;
  }, 0);
}

/** Resident memory of the processes together, in KiB. */
export function residentKbOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + Number(/VmRSS:\s+(\d+)/.exec(read(pid, 'status'))?.[1] ?? 0), 0);
}

/** The process and all that descend from it. */
export function treeOf(pid: number): number[] {
  const parents = readdirSync('/proc').flatMap((name) =>
    /^\d+$/.test(name) ? [[Number(name), Number(fieldsOf(Number(name))[1] ?? 0)] as const] : [],
  );
  const tree = [pid];
  for (const parent of tree) for (const [child, its] of parents) if (its === parent) tree.push(child);
  return tree;
}

/** Fields of /proc/PID/stat from the state on; nothing when the process has ended. */
function fieldsOf(pid: number): string[] {
  const text = read(pid, 'stat');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
