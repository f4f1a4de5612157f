import { connectRedis, HintQueue, Replica } from '#libs/redis';
import type { RedisProcess } from '#libs/testing';

export function redisOf({ url }: RedisProcess, blocking = false) {
  return connectRedis(
    {
      ...{ REDIS_URL: url, REDIS_SENTINEL_NAME: 'mymaster', REDIS_TIMEOUT_MS: 1_000 },
      ...{ REDIS_SENTINELS: undefined, REDIS_CLUSTER: undefined, REDIS_PASSWORD: undefined },
    },
    { blocking },
  );
}

/** The replica and the hints in that Redis, as other services see them. */
export function replicaIn(redis: RedisProcess) {
  const connection = redisOf(redis);
  const replica = new Replica(connection);
  const hints = new HintQueue(connection, { mostWaiting: 1_000, redeliverAfterMs: Infinity });
  return {
    ...{ connection, replica, hints },
    /** What it holds of an item; undefined when nothing that can be used. */
    itemOf: async (code: string) => {
      const found = (await replica.read([code])).get(code);
      return found?.kind === 'snapshot' ? found.snapshot : undefined;
    },
    close: () => connection.disconnect(),
  };
}

export type ReplicaView = ReturnType<typeof replicaIn>;
