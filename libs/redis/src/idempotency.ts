import { z } from 'zod';
import type { RedisConnection } from './connection.js';
import { answerOf } from './faults.js';
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

/** Calls with an Idempotency-Key, their runners and answers. Rejects with UNAVAILABLE. */
export class Idempotency {
  private readonly beginCall = new Script('begin-call');
  private readonly endCall = new Script('end-call');

  constructor(
    private readonly redis: RedisConnection,
    /** How long an answer is kept, in milliseconds. */
    private readonly keepMs: number,
  ) {}

  /** A claim lapses after `claimMs`, when its runner must have ended. */
  async begin({ id, body, runner }: OnceCall, claimMs: number): Promise<Claim> {
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
