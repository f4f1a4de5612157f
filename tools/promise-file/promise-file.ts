import { setTimeout as pause } from 'node:timers/promises';
import { bulkLines, type BulkTarget, Refused } from './bulk-call.js';
import { ordersIn } from './order-source.js';
import type { ResultFile } from './result-file.js';
import type { AnswerLine, Tally } from './tally.js';

/** The most that one stream takes. */
const ORDERS_A_STREAM = 100_000;
/** How often it is tried again without a single further answer, and after how long. */
const FRUITLESS_TRIES = 10;
const PAUSE_MS = 1_000;
/** What a line says that a dependency was away for: the order is asked for again. */
const passing: readonly string[] = ['UNAVAILABLE', 'SUPPLY_UNAVAILABLE', 'ERPNEXT_UNAVAILABLE'];

export interface PromiseFile {
  readonly file: string;
  readonly target: BulkTarget;
  readonly results: ResultFile;
  readonly tally: Tally;
  /** Told how many orders have their answer. */
  readonly onProgress: (answered: number) => void;
}

/**
 * Goes through the orders behind those that have their result, in as many streams as it takes: one that
 * breaks, or meets an engine that can't judge, is gone on with. Throws what can't be helped by trying again.
 */
export async function promiseFile(job: PromiseFile, total: number, signal: AbortSignal): Promise<void> {
  let fruitless = 0;
  while (job.results.lines < total) {
    const before = job.results.lines;
    try {
      await oneStream(job, signal);
      if (job.results.lines === before) throw new Error('The stream ended without an answer.');
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Refused && error.status < 500 && error.status !== 429) throw error;
      fruitless = job.results.lines > before ? 0 : fruitless + 1;
      if (fruitless === FRUITLESS_TRIES) throw error;
      const seconds = error instanceof Refused ? error.retryAfterSeconds : undefined;
      await pause(seconds === undefined ? PAUSE_MS : seconds * 1_000, undefined, { signal });
    }
  }
}

async function oneStream(
  { file, target, results, tally, onProgress }: PromiseFile,
  signal: AbortSignal,
): Promise<void> {
  const offset = results.lines;
  for await (const line of bulkLines(target, part(ordersIn(file), offset), signal)) {
    const answer = JSON.parse(line) as AnswerLine;
    if (answer.status === undefined && answer.index === undefined) continue;
    if (answer.error !== undefined && passing.includes(answer.error.code))
      throw new Error(answer.error.detail);
    tally.add(answer);
    // A stream counts from its own first order on.
    await results.add(
      answer.index === undefined ? line : JSON.stringify({ ...answer, index: offset + answer.index }),
    );
    onProgress(results.lines);
  }
}

async function* part(orders: AsyncIterable<string>, from: number): AsyncGenerator<string> {
  let at = 0;
  for await (const order of orders) {
    if (at >= from + ORDERS_A_STREAM) return;
    if (at >= from) yield order;
    at += 1;
  }
}
