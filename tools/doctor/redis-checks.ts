import { once } from 'node:events';
import { loadRedisConfig } from '#libs/config';
import { checkPolicy, connectRedis, type RedisConnection } from '#libs/redis';
import { fail, type Finding, ok, warn } from './finding.js';
import type { DoctorFlags } from './flags.js';

const PATIENCE_MS = 5_000;
/** Share of maxmemory from which on it is nearly full: writes fail when it is. */
const NEARLY_FULL = 0.8;

export async function checkRedis(variables: DoctorFlags['redis']): Promise<readonly Finding[]> {
  if (variables === undefined) {
    return [warn('Redis', 'Not seen: give --redis, or the variables that the services have.')];
  }
  let fault = 'no answer';
  const redis = connectRedis(loadRedisConfig(variables), {
    onFault: ({ message }) => (fault = /NOAUTH|WRONGPASS/.test(message) ? 'the password is refused' : fault),
  });
  try {
    await once(redis, 'ready', { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => undefined);
    if (redis.status !== 'ready') {
      return [
        fail(
          'Redis',
          `It can't be reached (${fault}): look at its address, its password, TLS and its network.`,
        ),
      ];
    }
    const infos = await Promise.all(nodesOf(redis).map((node) => node.info()));
    return [
      ok('Redis', `It answers (${infos.length} ${infos.length === 1 ? 'node' : 'nodes'}).`),
      ...(await findings(redis, infos)),
    ];
  } finally {
    redis.disconnect();
  }
}

async function findings(redis: RedisConnection, infos: readonly string[]): Promise<Finding[]> {
  const policy = await checkPolicy(redis);
  return [
    policy === undefined
      ? ok('Redis policy', 'maxmemory-policy is noeviction.')
      : fail('Redis policy', policy),
    await persistence(redis, infos),
    memory(infos),
  ];
}

const nodesOf = (redis: RedisConnection) => ('nodes' in redis ? redis.nodes('master') : [redis]);

async function persistence(redis: RedisConnection, infos: readonly string[]): Promise<Finding> {
  const check = 'Redis persistence';
  const isBroken = infos.some(
    (info) =>
      field(info, 'rdb_last_bgsave_status') === 'err' || field(info, 'aof_last_write_status') === 'err',
  );
  if (isBroken) return fail(check, 'Redis can not write to its disk: look at its space and its log.');
  if (infos.every((info) => field(info, 'aof_enabled') === '1')) {
    return ok(check, 'The append-only file is on.');
  }
  const saves = await Promise.all(nodesOf(redis).map(snapshotsOf));
  if (saves.includes(undefined)) {
    return warn(
      check,
      'Not seen, because this user may not read its configuration: see that appendonly is yes.',
    );
  }
  return saves.includes('')
    ? fail(
        check,
        'Redis keeps nothing on disk, so a restart loses all API keys and idempotency keys: set appendonly to yes.',
      )
    : warn(
        check,
        'Redis only takes snapshots, so a crash loses the keys of the last minutes: set appendonly to yes.',
      );
}

/** The save points; '' for none, undefined when they may not be read. */
async function snapshotsOf(node: ReturnType<typeof nodesOf>[number]): Promise<string | undefined> {
  try {
    const answer: unknown = await node.call('CONFIG', 'GET', 'save');
    return Array.isArray(answer) ? String(answer[1]) : undefined;
  } catch {
    return undefined;
  }
}

function memory(infos: readonly string[]): Finding {
  const shares = infos.map((info) => {
    const most = Number(field(info, 'maxmemory'));
    return most > 0 ? Number(field(info, 'used_memory')) / most : 0;
  });
  const fullest = Math.max(...shares);
  return fullest >= NEARLY_FULL
    ? fail(
        'Redis memory',
        `Redis has used ${Math.round(100 * fullest)} % of its maxmemory: raise it before writes fail.`,
      )
    : ok('Redis memory', 'Redis has memory left.');
}

const field = (info: string, name: string): string | undefined =>
  new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
