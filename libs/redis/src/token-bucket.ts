import { z } from 'zod';
import type { RedisConnection } from './connection.js';
import { answerOf } from './faults.js';
import { keys } from './keys.js';
import { Script } from './script.js';

/** What one visit to a bucket gave. */
export interface TakenTokens {
  readonly taken: number;
  readonly left: number;
  /** Until there is one more whole token than `left`, in milliseconds. */
  readonly nextMs: number;
}

const reply = z.tuple([z.number(), z.number(), z.number()]);

/** Buckets of tokens in Redis, one a caller, the same for every process that asks. Rejects with UNAVAILABLE. */
export class TokenBucket {
  private readonly script = new Script('take-tokens');

  constructor(
    private readonly redis: RedisConnection,
    /** Tokens a second, and most tokens at once. */
    private readonly limit: { readonly perSecond: number; readonly burst: number },
  ) {}

  /** Takes up to `wanted` tokens. */
  async take(caller: string, wanted: number): Promise<TakenTokens> {
    const { perSecond, burst } = this.limit;
    const answer = await answerOf(
      this.script.run(this.redis, [keys.of('tokens', caller)], [perSecond, burst, wanted]),
    );
    const [taken, left, nextMs] = reply.parse(answer);
    return { taken, left, nextMs };
  }
}
