import type { RedisConnection } from './connection.js';
import { answerOf } from './faults.js';
import { mastersOf } from './nodes.js';

/**
 * Undefined when no master may throw keys away by itself; else one sentence for the operator.
 * Throws UNAVAILABLE.
 */
export async function checkPolicy(redis: RedisConnection): Promise<string | undefined> {
  const infos = await answerOf(
    (async () => Promise.all(mastersOf(redis).map((master) => master.info('memory'))))(),
  );
  const other = infos
    .map((info) => /^maxmemory_policy:(\S+)/m.exec(info)?.[1])
    .find((policy) => policy !== 'noeviction');
  return other === undefined
    ? undefined
    : `Redis runs with maxmemory-policy ${other}: it would throw away jobs and versions; set it to noeviction.`;
}
