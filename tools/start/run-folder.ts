import { mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunFolder } from './cluster-plan.js';

/** Holds the process id of the start whose folder it is, while that start lives. */
const OWNER = 'owner.pid';

/**
 * Makes an empty run folder our own, in place of one that a start has left behind. False: another start
 * that lives has it. The folder appears complete, with its owner in it, so that of two starts at the
 * same instant one gets it.
 */
export function claimRunFolder({ path, logs }: RunFolder): boolean {
  const prepared = `${path}.${process.pid}`;
  rmSync(prepared, { recursive: true, force: true });
  for (const part of [logs.slice(path.length), 'temp']) mkdirSync(join(prepared, part), { recursive: true });
  writeFileSync(join(prepared, OWNER), String(process.pid));
  while (!moved(prepared, path)) {
    if (!hasOwner(path) && removeAbandoned(path)) continue;
    rmSync(prepared, { recursive: true });
    return false;
  }
  return true;
}

/** Leaves the folder to the reader of the logs, and to the next start. */
export function disownRunFolder({ path }: RunFolder): void {
  rmSync(join(path, OWNER), { force: true });
}

/** Removes what the cluster wrote. */
export function removeRunFolder({ path }: RunFolder): void {
  rmSync(path, { recursive: true, force: true });
  try {
    rmdirSync(dirname(path));
  } catch {
    // Another cluster has its folder beside ours.
  }
}

function moved(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

/** Moved away before it is removed, so that what another start has put in its place meanwhile shows. */
function removeAbandoned(path: string): boolean {
  const abandoned = `${path}.${process.pid}.abandoned`;
  try {
    renameSync(path, abandoned);
  } catch {
    return true; // Another start was quicker.
  }
  if (hasOwner(abandoned)) {
    renameSync(abandoned, path);
    return false;
  }
  rmSync(abandoned, { recursive: true });
  return true;
}

function hasOwner(path: string): boolean {
  try {
    process.kill(Number(readFileSync(join(path, OWNER), 'utf8')), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
