import { OtpError } from '#libs/kernel';
import type { RedisConnection } from './connection.js';
import { answerOf, unavailable } from './faults.js';
import { keys } from './keys.js';
import { Script } from './script.js';

/** That something has changed in ERPNext and is to be read again. */
export type Hint =
  | { readonly kind: 'items'; readonly codes: readonly string[] }
  | { readonly kind: 'order'; readonly name: string; readonly codes: readonly string[] }
  | { readonly kind: 'reference' };

type StoredHint = Hint & { readonly traceparent?: string };

/** Hints taken together; to be given back to `done`. */
export interface HintBatch {
  readonly hints: readonly Hint[];
  /** Stream ids of their entries. */
  readonly ids: readonly string[];
  /** W3C contexts of the requests that brought them, where those are traced. */
  readonly traceparents: readonly string[];
}

export interface HintQueueOptions {
  /** More waiting hints are refused with UNAVAILABLE. */
  readonly mostWaiting: number;
  /** A batch that is not done after this time is given to another consumer. */
  readonly redeliverAfterMs: number;
}

/** The one group of consumers. */
const GROUP = 'stock';

const append = new Script('add-hints');

type Entry = [id: string, fields: string[]];

/** Hints, stored once and delivered at least once to one of the consumers. */
export class HintQueue {
  /** `blocking`: a connection of its own (connectRedis with `blocking`) for `take`; who only adds needs none. */
  constructor(
    private readonly redis: RedisConnection,
    private readonly options: HintQueueOptions,
    private readonly blocking: RedisConnection = redis,
  ) {}

  /** All are stored when it resolves; none when it throws UNAVAILABLE because the queue is full. */
  async add(hints: readonly Hint[], traceparent?: string): Promise<void> {
    const texts = hints.map((hint) => JSON.stringify({ ...hint, traceparent }));
    const stored = await answerOf(append.run(this.redis, [keys.hints], [this.options.mostWaiting, ...texts]));
    if (stored !== 1)
      throw new OtpError('UNAVAILABLE', `More than ${this.options.mostWaiting} hints wait to be worked off.`);
  }

  /** Up to `most` hints: first those whose consumer has died, else new ones; waits up to `blockMs` for the first. */
  async take(consumer: string, most: number, blockMs: number): Promise<HintBatch> {
    try {
      return await this.tryTake(consumer, most, blockMs);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOGROUP')) throw unavailable(error);
    }
    await answerOf(this.createGroup());
    return answerOf(this.tryTake(consumer, most, blockMs));
  }

  async done(batch: HintBatch): Promise<void> {
    if (batch.ids.length === 0) return;
    // Deleted first: an entry that is acknowledged only would wait for nobody for ever.
    await answerOf(
      Promise.all([
        this.redis.xdel(keys.hints, ...batch.ids),
        this.redis.xack(keys.hints, GROUP, ...batch.ids),
      ]),
    );
  }

  /** How many are not done. */
  waiting(): Promise<number> {
    return answerOf(this.redis.xlen(keys.hints));
  }

  private async tryTake(consumer: string, most: number, blockMs: number): Promise<HintBatch> {
    const claimed = (await this.redis.xautoclaim(
      keys.hints,
      GROUP,
      consumer,
      this.options.redeliverAfterMs,
      '0-0',
      'COUNT',
      most,
    )) as [next: string, entries: (Entry | null)[]];
    const left = claimed[1].filter((entry) => entry !== null);
    if (left.length > 0) return batchOf(left);
    const answer = (await this.blocking.xreadgroup(
      'GROUP',
      GROUP,
      consumer,
      'COUNT',
      most,
      'BLOCK',
      blockMs,
      'STREAMS',
      keys.hints,
      '>',
    )) as [stream: string, entries: Entry[]][] | null;
    return batchOf(answer?.[0]?.[1] ?? []);
  }

  /** Begins with the first hint: what came before the group is not lost. */
  private async createGroup(): Promise<void> {
    try {
      await this.redis.xgroup('CREATE', keys.hints, GROUP, '0', 'MKSTREAM');
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('BUSYGROUP')) throw error;
    }
  }
}

function batchOf(entries: readonly Entry[]): HintBatch {
  const hints = entries.map(([, [, text]]) => JSON.parse(text ?? 'null') as StoredHint);
  return {
    hints,
    traceparents: hints.flatMap(({ traceparent }) => traceparent ?? []),
    ids: entries.map(([id]) => id),
  };
}
