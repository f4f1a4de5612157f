import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '#libs/kernel';
import { type ApiKey, isUnavailable, looksLikeApiKey } from '#libs/redis';

/** Where keys are looked up. Rejects with UNAVAILABLE. */
export interface KeyDirectory {
  find(presented: string): Promise<ApiKey | undefined>;
}

export interface KnownKeysOptions {
  /** A key passes without another look-up for this long, so a revoked one stops within it. */
  readonly freshMs: number;
  /** While the directory is away, a key passes for this long after its last look-up. */
  readonly graceMs: number;
  readonly mostKeys: number;
}

interface KnownKey {
  readonly key: ApiKey;
  /** When the look-up began. */
  readonly checkedAt: number;
}

/** After a failed look-up known keys do not wait for another one during this time. */
const AWAY_PAUSE_MS = 500;

/**
 * API keys that this gateway has seen, by the digest of what was presented: a look-up by digest tells a
 * guesser nothing through its time. Unknown keys are not remembered, so that a new one works at once.
 */
export class KnownKeys {
  private readonly known: LRUCache<string, KnownKey>;
  private readonly lookingUp = new Map<string, Promise<ApiKey | undefined>>();
  private awayUntil = 0;

  constructor(
    private readonly directory: KeyDirectory,
    private readonly clock: Clock,
    private readonly options: KnownKeysOptions,
  ) {
    this.known = new LRUCache({ max: options.mostKeys });
  }

  /** Undefined: unknown or revoked. Rejects with UNAVAILABLE when nobody can tell. */
  async find(presented: string): Promise<ApiKey | undefined> {
    if (!looksLikeApiKey(presented)) return undefined;
    const digest = createHash('sha256').update(presented).digest('base64');
    const known = this.known.get(digest);
    const age = known === undefined ? Infinity : this.clock.now() - known.checkedAt;
    if (age < this.options.freshMs) return known?.key;
    if (age < this.options.graceMs && this.clock.now() < this.awayUntil) return known?.key;
    const running = this.lookingUp.get(digest) ?? this.lookUp(presented, digest, known);
    this.lookingUp.set(digest, running);
    return running;
  }

  private async lookUp(
    presented: string,
    digest: string,
    known: KnownKey | undefined,
  ): Promise<ApiKey | undefined> {
    const checkedAt = this.clock.now();
    try {
      const key = await this.directory.find(presented);
      if (key === undefined) this.known.delete(digest);
      else this.known.set(digest, { key, checkedAt });
      return key;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      this.awayUntil = this.clock.now() + AWAY_PAUSE_MS;
      if (known !== undefined && checkedAt - known.checkedAt < this.options.graceMs) return known.key;
      throw error;
    } finally {
      this.lookingUp.delete(digest);
    }
  }
}
