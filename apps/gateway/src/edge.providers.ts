import type { Provider } from '@nestjs/common';
import type { Config } from '#libs/config';
import { steadyClock } from '#libs/kernel';
import { ApiKeys, HintQueue, Idempotency, type RedisConnection, TokenBucket } from '#libs/redis';
import { Admission } from './adapters/in/admission.js';
import { Authentication } from './adapters/in/authentication.js';
import { CallLimit } from './adapters/in/call-limit.js';
import { KnownKeys } from './adapters/out/known-keys.js';
import { TokenLeases } from './adapters/out/token-leases.js';

/** What stands around every call: keys, limits, idempotency, and the way of webhooks to the stock services. */
export function edgeProviders(config: Config<'gateway'>, redis: RedisConnection): Provider[] {
  const authentication = new Authentication(
    config.API_KEYS === 'off'
      ? undefined
      : new KnownKeys(new ApiKeys(redis), steadyClock, {
          freshMs: config.API_KEY_CACHE_MS,
          graceMs: config.API_KEY_GRACE_MS,
          mostKeys: config.API_KEY_CACHE_ENTRIES,
        }),
  );
  const limits = {
    perSecond: config.RATE_LIMIT_PER_SECOND,
    burst: config.RATE_LIMIT_BURST,
    mostCallers: config.RATE_LIMIT_CALLERS,
  };
  const leases =
    limits.perSecond === 0 ? undefined : new TokenLeases(new TokenBucket(redis, limits), steadyClock, limits);
  const limit = new CallLimit(leases, limits);
  return [
    { provide: Authentication, useValue: authentication },
    { provide: CallLimit, useValue: limit },
    { provide: Admission, useValue: new Admission(authentication, limit) },
    { provide: Idempotency, useValue: new Idempotency(redis, config.IDEMPOTENCY_KEEP_MS) },
    {
      provide: HintQueue,
      // A gateway only adds.
      useValue: new HintQueue(redis, { mostWaiting: config.HINTS_MOST_WAITING, redeliverAfterMs: Infinity }),
    },
  ];
}
