import { setTimeout as pause } from 'node:timers/promises';
import type { RedisConnection } from './connection.js';
import { keys } from './keys.js';
import { historyOf, nodeOf } from './nodes.js';
import { Replica } from './replica.js';
import type { Change, Coverage } from './replica.types.js';

/** What a follower tells its user; called one after the other, in the order of the changes. */
export interface ChangeHandlers {
  items(codes: readonly string[]): void;
  reference(version: string): void;
  covered(coverage: Coverage): void;
  /**
   * Changes may have been missed, or this is the start: everything kept so far must be dropped. What is read
   * from now on is told when it changes. Both arguments are what Redis holds now; undefined: nothing yet.
   */
  reset(coverage: Coverage | undefined, referenceVersion: string | undefined): void;
  /** No contact since then (Date.now()); told once, and not before the first contact. `reset` tells that it is back. */
  lost(sinceMs: number): void;
}

export interface ChangeFollowerOptions {
  /** How long one turn waits in Redis for changes. */
  readonly blockMs?: number;
  /** In what time a turn must be answered. */
  readonly turnMs?: number;
  /** Pause after a fault. */
  readonly pauseMs?: number;
}

/** Changes that one turn takes at most. */
const MOST_CHANGES = 1_000;

type Entry = [id: string, fields: string[]];

/** Up to where the stream has been followed. */
interface Position {
  id: string;
  /** Undefined: the stream was empty. */
  number: number | undefined;
  readonly history: string;
}

/** Follows the changes of the replica over a connection of its own, which it opens and closes. */
export class ChangeFollower {
  private readonly blockMs: number;
  private readonly turnMs: number;
  private readonly pauseMs: number;
  private readonly stopped = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private contact: number | undefined;
  private following = false;

  /** `open`: makes a connection that may block (connectRedis with `blocking`). */
  constructor(
    private readonly open: () => RedisConnection,
    private readonly handlers: ChangeHandlers,
    { blockMs = 1_000, turnMs = 2_500, pauseMs = 100 }: ChangeFollowerOptions = {},
  ) {
    this.blockMs = blockMs;
    this.turnMs = turnMs;
    this.pauseMs = pauseMs;
  }

  /** Begins; contact comes when Redis answers. */
  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  /** Date.now() at the begin of the last turn that Redis has answered; undefined before the first. */
  get lastContactMs(): number | undefined {
    return this.contact;
  }

  /** Whether changes are followed without a gap at this moment. */
  get inContact(): boolean {
    return this.following;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      const redis = this.open();
      try {
        await this.follow(redis);
      } catch {
        if (this.following && this.contact !== undefined && !signal.aborted) this.handlers.lost(this.contact);
      }
      this.following = false;
      redis.disconnect();
      await pause(this.pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Ends by throwing: the connection is bad, or we are told to stop. */
  private async follow(redis: RedisConnection): Promise<never> {
    await this.within(connected(redis));
    const replica = new Replica(redis);
    let position = await this.begin(redis, replica);
    for (;;) if (!(await this.turn(redis, position))) position = await this.begin(redis, replica);
  }

  /** Notes the end of the stream first, then reads: what changes meanwhile is told afterwards. */
  private async begin(redis: RedisConnection, replica: Replica): Promise<Position> {
    const sent = Date.now();
    const [last, info] = await this.within(
      answersOf(
        nodeOf(redis, keys.changes)
          .pipeline()
          .xrevrange(keys.changes, '+', '-', 'COUNT', 1)
          .info('replication'),
      ),
    );
    const [state, reference] = await this.within(Promise.all([replica.state(), replica.reference()]));
    const [id, fields] = (last as Entry[])[0] ?? ['0-0', []];
    const position = { id, number: numberOf(fields), history: knownHistory(info) };
    this.contact = sent;
    this.following = true;
    this.handlers.reset(state, reference?.version);
    return position;
  }

  /** False: what came does not go on from the position. */
  private async turn(redis: RedisConnection, position: Position): Promise<boolean> {
    const sent = Date.now();
    const [streams, info] = await this.within(
      answersOf(
        nodeOf(redis, keys.changes)
          .pipeline()
          .xread('COUNT', MOST_CHANGES, 'BLOCK', this.blockMs, 'STREAMS', keys.changes, position.id)
          .info('replication'),
      ),
    );
    if (knownHistory(info) !== position.history) return false;
    if (streams === null && (await this.endsBefore(redis, position))) return false;
    for (const [id, fields] of (streams as [string, Entry[]][] | null)?.[0]?.[1] ?? []) {
      const number = numberOf(fields);
      if (position.number !== undefined && number !== position.number + 1) return false;
      if (!this.tell(JSON.parse(fields[fields.indexOf('c') + 1] ?? 'null') as Change | null)) return false;
      position.id = id;
      position.number = number;
    }
    this.contact = sent;
    return true;
  }

  /**
   * Whether Redis was emptied: then nothing is there until somebody announces again, and what is announced may seem
   * to be older than the position, because entries are named by a clock that may have been set back.
   */
  private async endsBefore(redis: RedisConnection, position: Position): Promise<boolean> {
    const [last] = await this.within(
      nodeOf(redis, keys.changes).xrevrange(keys.changes, '+', '-', 'COUNT', 1),
    );
    return isBefore(last?.[0] ?? '0-0', position.id);
  }

  /** False: a change that this version does not know; anything may have changed. */
  private tell(change: Change | null): boolean {
    switch (change?.kind) {
      case 'items':
        this.handlers.items(change.codes);
        return true;
      case 'reference':
        this.handlers.reference(change.version);
        return true;
      case 'covered':
        this.handlers.covered(change.coverage);
        return true;
      default:
        return false;
    }
  }

  /** Redis, and the network on the way, may be silent for ever. */
  private async within<T>(answer: Promise<T>): Promise<T> {
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error('Redis did not answer in time.')), this.turnMs);
    const stop = () => reject(new Error('Stopped.'));
    this.stopped.signal.addEventListener('abort', stop);
    if (this.stopped.signal.aborted) stop();
    try {
      return await Promise.race([answer, tooLate]);
    } finally {
      clearTimeout(timer);
      this.stopped.signal.removeEventListener('abort', stop);
    }
  }
}

/** Waits for the first connection. */
function connected(redis: RedisConnection): Promise<void> {
  return new Promise((resolve) => {
    if (redis.status === 'ready') resolve();
    else redis.once('ready', resolve);
  });
}

interface Answers {
  exec(): Promise<[error: Error | null, answer: unknown][] | null>;
}

async function answersOf(pipeline: Answers): Promise<unknown[]> {
  return ((await pipeline.exec()) ?? []).map(([error, answer]) => {
    if (error) throw error;
    return answer;
  });
}

/** Of ids of a stream's entries, milliseconds and a number. */
function isBefore(one: string, other: string): boolean {
  const [[ms = 0, at = 0], [otherMs = 0, otherAt = 0]] = [one, other].map((id) =>
    id.split('-').map(Number),
  ) as [number[], number[]];
  return ms < otherMs || (ms === otherMs && at < otherAt);
}

function numberOf(fields: readonly string[]): number | undefined {
  const at = fields.indexOf('n');
  return at < 0 ? undefined : Number(fields[at + 1]);
}

function knownHistory(info: unknown): string {
  const history = historyOf(info);
  if (history === undefined) throw new Error('The node is a replica now.');
  return history;
}
