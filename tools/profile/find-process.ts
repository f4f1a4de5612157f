import { readdirSync, readFileSync } from 'node:fs';

/** Processes of this machine that run one of our apps, by process id. Needs /proc, which only Linux has. */
export function processesOf(app: string): number[] {
  const found: number[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    if (commandOf(name).some((word) => word.endsWith(`/apps/${app}/src/main.js`))) found.push(Number(name));
  }
  return found.sort((a, b) => a - b);
}

function commandOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    // It has ended meanwhile, or belongs to somebody else.
    return [];
  }
}
