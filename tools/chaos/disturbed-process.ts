/**
 * Loaded into a process before its own code (`--import …/disturbed-process.js?state=FILE`): sets its clock and fills
 * its heap as the file says, from each change of the file on, so that the next process starts undisturbed. Shifting
 * `Date` is what a clock that is set does to Node: timers and performance.now() go on, as the system's own do.
 */
import { readFileSync, watchFile } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';

/** What the file says, as JSON; what is left out is as usual. */
export interface ProcessState {
  /** By how much its clock is ahead, in milliseconds. */
  readonly clockAheadMs?: number;
  /** Up to where its heap is filled. V8 does not say what the limit is: its own figure counts what is new, too. */
  readonly heapBytes?: number;
}

const LOOK_EVERY_MS = 20;
const PIECE_NUMBERS = 128 * 1024;
const PIECES_AT_ONCE = 16;

const now = Date.now;
let aheadMs = 0;
Date.now = () => now() + aheadMs;
globalThis.Date = new Proxy(Date, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [target.now()] : args, newTarget) as Date,
});

let ballast: number[][] = [];
let filling = new AbortController();

/** Pieces of a mebibyte each, and the process gets its turn in between. */
async function fill(heapBytes: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const pieces = Math.floor((heapBytes - getHeapStatistics().used_heap_size) / (8 * PIECE_NUMBERS));
    for (let piece = 0; piece < Math.min(pieces, PIECES_AT_ONCE); piece++) {
      ballast.push(new Array<number>(PIECE_NUMBERS).fill(0.5));
    }
    await pause(LOOK_EVERY_MS, undefined, { ref: false });
  }
}

function apply({ clockAheadMs = 0, heapBytes }: ProcessState): void {
  aheadMs = clockAheadMs;
  filling.abort();
  filling = new AbortController();
  ballast = [];
  if (heapBytes !== undefined) void fill(heapBytes, filling.signal);
}

const file = new URL(import.meta.url).searchParams.get('state') ?? '';
watchFile(file, { interval: LOOK_EVERY_MS, persistent: false }, () =>
  apply(JSON.parse(readFileSync(file, 'utf8')) as ProcessState),
);
