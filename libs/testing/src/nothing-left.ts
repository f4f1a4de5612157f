import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './child-run.js';
import type { Cluster } from './cluster.js';
import { accepts } from './free-port.js';

/** Whether a process of this id runs; one that has ended and waits to be collected does not. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc/self') || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Expects that no process, port or file of the cluster is left. */
export async function expectNothingLeft({ processes, greeting }: Cluster): Promise<void> {
  for (const { name, pid, port } of processes) {
    if (pid !== undefined && lives(pid)) throw new Error(`${name} still lives.`);
    if (await accepts(port)) throw new Error(`${name} still accepts connections.`);
  }
  const folder = join(projectFolder, '.run', new URL(greeting.url).port);
  if (existsSync(folder)) throw new Error(`${folder} is still there.`);
}
