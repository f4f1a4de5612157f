import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { RedisConnection } from './connection.js';
import { answerOf } from './faults.js';
import { keys } from './keys.js';

/** What a key allows: asking for promises, reading documents and stock, writing documents in ERPNext. */
export const scopes = ['promise:read', 'orders:read', 'orders:write'] as const;
export type Scope = (typeof scopes)[number];

/** An API key as it is told; the key itself is known to its owner alone. */
export interface ApiKey {
  /** 16 hexadecimal digits; the part of the key that may be shown. */
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Instant, ISO 8601. */
  readonly createdAt: string;
}

const stored = z.object({
  name: z.string(),
  scopes: z.array(z.enum(scopes)),
  createdAt: z.string(),
  /** SHA-256 of the secret in base64url. */
  digest: z.string(),
});

const form = /^otp_([\da-f]{16})_([\w-]{43})$/;

/** Whether a text can be a key at all; what can't is refused without asking Redis. */
export function looksLikeApiKey(text: string): boolean {
  return form.test(text);
}

/**
 * The API keys: one hash in Redis, a field a key. Of a secret only its SHA-256 is stored. A slow, salted hash
 * protects passwords, which can be guessed; 256 random bits can't, and every call would pay for it.
 * Rejects with UNAVAILABLE.
 */
export class ApiKeys {
  constructor(private readonly redis: RedisConnection) {}

  /** `key` is shown to its owner now and never again. */
  async create(name: string, allowed: readonly Scope[]): Promise<ApiKey & { readonly key: string }> {
    const id = randomBytes(8).toString('hex');
    const secret = randomBytes(32).toString('base64url');
    const entry = { name, scopes: [...allowed], createdAt: new Date().toISOString() };
    const value = JSON.stringify({ ...entry, digest: digestOf(secret).toString('base64url') });
    await answerOf(this.redis.hset(keys.apiKeys, id, value));
    return { id, ...entry, key: `otp_${id}_${secret}` };
  }

  /** Oldest first. */
  async list(): Promise<ApiKey[]> {
    const entries = await answerOf(this.redis.hgetall(keys.apiKeys));
    return Object.entries(entries)
      .map(([id, value]) => apiKey(id, parse(value)))
      .sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1));
  }

  /** False: there is none with this id. */
  async revoke(id: string): Promise<boolean> {
    return (await answerOf(this.redis.hdel(keys.apiKeys, id))) > 0;
  }

  /** The key that somebody presents; undefined when it is unknown or revoked. */
  async find(presented: string): Promise<ApiKey | undefined> {
    const [, id = '', secret = ''] = form.exec(presented) ?? [];
    if (id === '') return undefined;
    const value = await answerOf(this.redis.hget(keys.apiKeys, id));
    if (value === null) return undefined;
    const entry = parse(value);
    const digest = Buffer.from(entry.digest, 'base64url');
    const fits = digest.length === 32 && timingSafeEqual(digest, digestOf(secret));
    return fits ? apiKey(id, entry) : undefined;
  }
}

const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

const parse = (value: string) => stored.parse(JSON.parse(value));

const apiKey = (id: string, { name, scopes, createdAt }: z.output<typeof stored>): ApiKey => ({
  id,
  name,
  scopes,
  createdAt,
});
