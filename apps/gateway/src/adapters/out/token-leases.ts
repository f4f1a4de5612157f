import { LRUCache } from 'lru-cache';
import { Counter } from 'prom-client';
import type { Clock } from '#libs/kernel';
import { metrics } from '#libs/observability';
import type { TakenTokens } from '#libs/redis';

/** The buckets that all gateways share. Rejects with UNAVAILABLE. */
export interface SharedBuckets {
  take(caller: string, wanted: number): Promise<TakenTokens>;
}

export interface LimitOptions {
  /** Calls a second in the long run. */
  readonly perSecond: number;
  /** Calls at once after a pause. */
  readonly burst: number;
  readonly mostCallers: number;
}

/** Whether a call may go on, and what its caller is told about the next ones. */
export interface Allowance {
  readonly allowed: boolean;
  /** Calls left, as far as this gateway knows; undefined while nobody counts. */
  readonly remaining?: number;
  /** Until there are all calls again; of a call that may not go on: until there is one. */
  readonly seconds: number;
}

interface Lease {
  tokens: number;
  /** What was left in the shared bucket after the last visit. */
  left: number;
  /** Until then a visit would be in vain. */
  emptyUntil: number;
  /** Calls that wait for tokens. */
  waiting: number;
  visit: Promise<void> | undefined;
}

/** Of the burst; what a gateway takes in advance of a caller at most. */
const LEASE_SHARE = 0.01;
const LARGEST_LEASE = 100;
/** After a failed visit calls pass uncounted during this time. */
const AWAY_PAUSE_MS = 500;

const unchecked = new Counter({
  name: 'otp_rate_limit_unchecked_total',
  help: 'Calls that passed without a look at their limit, because Redis was away.',
  registers: [metrics],
});

/**
 * Tokens that this gateway has taken out of the shared buckets in advance, so that most calls need no way to
 * Redis. Tokens are taken out before they are spent: all gateways together never let more through than the
 * limit and what they hold, which is 1 % of the burst each; a caller may be refused that much too early.
 */
export class TokenLeases {
  private readonly leases: LRUCache<string, Lease>;
  private readonly leaseSize: number;
  private awayUntil = 0;

  constructor(
    private readonly buckets: SharedBuckets,
    private readonly clock: Clock,
    private readonly options: LimitOptions,
  ) {
    this.leases = new LRUCache({ max: options.mostCallers });
    this.leaseSize = Math.min(LARGEST_LEASE, Math.max(1, Math.floor(options.burst * LEASE_SHARE)));
  }

  /** Spends one token of the caller. */
  async spend(caller: string): Promise<Allowance> {
    const lease = this.leaseOf(caller);
    for (;;) {
      const now = this.clock.now();
      if (lease.tokens > 0) {
        lease.tokens--;
        const isLow = lease.tokens * 2 < this.leaseSize - 1;
        if (isLow && now >= lease.emptyUntil && now >= this.awayUntil) void this.visit(caller, lease);
        return this.granted(lease);
      }
      if (now < lease.emptyUntil) {
        return { allowed: false, remaining: 0, seconds: Math.ceil((lease.emptyUntil - now) / 1000) };
      }
      if (now < this.awayUntil) {
        unchecked.inc();
        return { allowed: true, seconds: 0 };
      }
      lease.waiting++;
      await this.visit(caller, lease);
      lease.waiting--;
    }
  }

  private granted({ tokens, left }: Lease): Allowance {
    const { burst, perSecond } = this.options;
    const remaining = tokens + left;
    return { allowed: true, remaining, seconds: Math.ceil(Math.max(0, burst - remaining) / perSecond) };
  }

  private leaseOf(caller: string): Lease {
    const known = this.leases.get(caller);
    if (known !== undefined) return known;
    const lease: Lease = { tokens: 0, left: 0, emptyUntil: 0, waiting: 0, visit: undefined };
    this.leases.set(caller, lease);
    return lease;
  }

  /** One at a time, never rejects. */
  private visit(caller: string, lease: Lease): Promise<void> {
    lease.visit ??= this.takeTokens(caller, lease).finally(() => (lease.visit = undefined));
    return lease.visit;
  }

  private async takeTokens(caller: string, lease: Lease): Promise<void> {
    try {
      const wanted = Math.max(this.leaseSize, lease.waiting);
      const { taken, left, nextMs } = await this.buckets.take(caller, wanted);
      lease.tokens += taken;
      lease.left = left;
      if (taken === 0) lease.emptyUntil = this.clock.now() + nextMs;
    } catch {
      this.awayUntil = this.clock.now() + AWAY_PAUSE_MS;
    }
  }
}
