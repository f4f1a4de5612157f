import { mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { kill, pid } from 'node:process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { throwIfStopped } from './child.mjs';

/** Does `work` alone: two clusters that start at once would install and build over one another. */
export async function oneAtATime(root, say, work) {
  const folder = join(root, '.run');
  const file = join(folder, 'set-up.lock');
  for (let waited = false; !take(folder, file); waited = true) {
    if (!waited) say('waiting for another start that is still setting up');
    await pause(200);
    throwIfStopped();
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
    removeIfEmpty(folder);
  }
}

function take(folder, file) {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, String(pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'ENOENT') return false; // The other one has just removed the folder.
    if (error.code !== 'EEXIST') throw error;
    if (!ownerLives(file)) rmSync(file, { force: true });
    return false;
  }
}

function ownerLives(file) {
  try {
    kill(Number(readFileSync(file, 'utf8')), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function removeIfEmpty(folder) {
  try {
    rmdirSync(folder);
  } catch {
    // A cluster keeps its run folder there, or another set-up its lock.
  }
}
