import { z } from 'zod';
import { steadyClock } from '#libs/kernel';
import { connectedBy, type RedisConnection } from './connection.js';
import { answerOf, isUnavailable } from './faults.js';
import { keys } from './keys.js';
import { Script } from './script.js';

/** One call that runs once: `id` of caller, path and Idempotency-Key; `body`: digest; `runner`: who runs it. */
export interface OnceCall {
  readonly id: string;
  readonly body: string;
  readonly runner: string;
}

/** What to do with a call: run it, wait, refuse it, or give its stored answer. */
export type Claim =
  | { readonly kind: 'run' | 'running' | 'other body' }
  | { readonly kind: 'answered'; readonly answer: string };

const reply = z.union([
  z.tuple([z.enum(['run', 'running', 'other body'])]),
  z.tuple([z.literal('answered'), z.string()]),
]);

/** A master that hands over is replaced within that; a call of a Redis that is away is refused after it. */
const RECONNECT_MS = 500;

/** Calls with an Idempotency-Key, their runners and answers. Rejects with UNAVAILABLE. */
export class Idempotency {
  private readonly beginCall = new Script('begin-call');
  private readonly endCall = new Script('end-call');

  constructor(
    private readonly redis: RedisConnection,
    /** How long an answer is kept, in milliseconds. */
    private readonly keepMs: number,
  ) {}

  /**
   * A claim lapses after `claimMs`, when its runner must have ended. Made once more when the connection breaks, as it does
   * when a master hands over: a claim of the same runner is the same claim.
   */
  async begin(call: OnceCall, claimMs: number): Promise<Claim> {
    try {
      return await this.claim(call, claimMs);
    } catch (error) {
      if (!isUnavailable(error) || this.redis.status === 'ready') throw error;
    }
    await connectedBy(steadyClock.now() + Math.min(RECONNECT_MS, claimMs), this.redis);
    return this.claim(call, claimMs);
  }

  private async claim({ id, body, runner }: OnceCall, claimMs: number): Promise<Claim> {
    const answer = await answerOf(
      this.beginCall.run(this.redis, [keys.of('once', id)], [body, runner, claimMs]),
    );
    const [kind, stored] = reply.parse(answer);
    return kind === 'answered' ? { kind, answer: stored } : { kind };
  }

  /** Keeps the answer for whoever asks again. */
  async keep({ id, body, runner }: OnceCall, answer: string): Promise<void> {
    await answerOf(this.endCall.run(this.redis, [keys.of('once', id)], [body, runner, this.keepMs, answer]));
  }

  /** Nothing was done: the next one may run at once. */
  async forget({ id, body, runner }: OnceCall): Promise<void> {
    await answerOf(this.endCall.run(this.redis, [keys.of('once', id)], [body, runner, 0, '']));
  }
}
