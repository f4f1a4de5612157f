import { createHash } from 'node:crypto';
import { Random } from '../../test/oracle/random.js';
import type { Shares } from './assumptions.js';

/** Draws that belong to what the words name: the same words give the same draws, whatever is drawn besides. */
export function drawsFor(...words: readonly (string | number)[]): Random {
  return new Random(createHash('sha256').update(JSON.stringify(words)).digest().readUInt32LE(0));
}

export function oneByShare<T>(random: Random, shares: Shares<T>): T {
  let left = random.fraction();
  for (const [value, share] of shares) {
    left -= share;
    if (left < 0) return value;
  }
  const last = shares.at(-1);
  if (last === undefined) throw new Error('Nothing to draw from.');
  return last[0];
}

/** 1, 2, 3 …, ever more rarely; on average `mean`. */
export function geometric(random: Random, mean: number): number {
  return 1 + Math.floor(Math.log(1 - random.fraction()) / Math.log(1 - 1 / mean));
}
