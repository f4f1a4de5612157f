import { once } from 'node:events';
import { loadRedisConfig } from '#libs/config';
import { ApiKeys, connectRedis } from '#libs/redis';

const REDIS_PATIENCE_MS = 10_000;

/** An API key for the first promise and for whoever reads the greeting; Redis must be up. */
export async function makeFirstKey(redisUrl: string): Promise<string> {
  const redis = connectRedis(loadRedisConfig({ REDIS_URL: redisUrl }));
  try {
    await once(redis, 'ready', { signal: AbortSignal.timeout(REDIS_PATIENCE_MS) });
    const { key } = await new ApiKeys(redis).create('npm start', ['promise:read', 'orders:read']);
    return key;
  } finally {
    redis.disconnect();
  }
}
