import type { FastifyReply } from 'fastify';
import { Counter } from 'prom-client';
import { OtpError } from '#libs/kernel';
import { metrics } from '#libs/observability';
import type { LimitOptions, TokenLeases } from '../out/token-leases.js';

const refused = new Counter({
  name: 'otp_rate_limited_total',
  help: 'Calls that were refused because their caller had used up its limit.',
  registers: [metrics],
});

/**
 * The limit of one caller, told in the header fields of draft-ietf-httpapi-ratelimit-headers-10:
 * `RateLimit-Policy: "calls";q=<burst>;w=<seconds in which they come back>` and
 * `RateLimit: "calls";r=<calls left>;t=<seconds until all, or the next one, is back>`.
 */
export class CallLimit {
  private readonly policy: string;

  constructor(
    /** Undefined: there is no limit. */
    private readonly leases: TokenLeases | undefined,
    { burst, perSecond }: Pick<LimitOptions, 'burst' | 'perSecond'>,
  ) {
    this.policy = `"calls";q=${burst};w=${Math.max(1, Math.ceil(burst / perSecond))}`;
  }

  /** Counts a call of this caller. Throws RATE_LIMITED. */
  async count(caller: string, reply: FastifyReply): Promise<void> {
    if (this.leases === undefined) return;
    const { allowed, remaining, seconds } = await this.leases.spend(caller);
    if (remaining !== undefined) {
      void reply.header('ratelimit-policy', this.policy);
      void reply.header('ratelimit', `"calls";r=${remaining};t=${seconds}`);
    }
    if (allowed) return;
    refused.inc();
    throw new OtpError(
      'RATE_LIMITED',
      `There are no calls left for now. The next one comes in ${seconds} s.`,
      {
        retryAfterSeconds: seconds,
      },
    );
  }
}
