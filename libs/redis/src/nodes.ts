import calculateSlot from 'cluster-key-slot';
import { Cluster, type Redis } from 'ioredis';
import { OtpError } from '#libs/kernel';
import type { RedisConnection } from './connection.js';

/** The nodes that serve the keys, and which keys (by position) each one serves. */
export interface Share {
  /** Undefined: nobody is known to serve them at this moment. */
  readonly node: Redis | undefined;
  readonly positions: readonly number[];
}

/** Which node serves which keys. A single Redis serves all. */
export function sharesOf(redis: RedisConnection, keys: readonly string[]): Share[] {
  if (keys.length === 0) return [];
  if (!(redis instanceof Cluster)) return [{ node: redis, positions: keys.map((_, at) => at) }];
  const positions = new Map<string | undefined, number[]>();
  for (const [at, key] of keys.entries()) {
    const name = redis.slots[calculateSlot(key)]?.[0];
    const known = positions.get(name);
    if (known) known.push(at);
    else positions.set(name, [at]);
  }
  const nodes = nodesByName(redis);
  return [...positions].map(([name, of]) => ({ node: nodes.get(name ?? ''), positions: of }));
}

/** The node that serves a key. */
export function nodeOf(redis: RedisConnection, key: string): Redis {
  const node = sharesOf(redis, [key])[0]?.node;
  if (!node) throw notAll();
  return node;
}

/** All masters that serve keys; throws UNAVAILABLE when one of them is not connected. */
export function mastersOf(redis: RedisConnection): Redis[] {
  if (!(redis instanceof Cluster)) return [redis];
  const nodes = nodesByName(redis);
  const names = new Set(Array.from(redis.slots, (names) => names?.[0]));
  if (names.size === 0) throw notAll();
  return Array.from(names, (name) => {
    const node = nodes.get(name ?? '');
    if (!node) throw notAll();
    return node;
  });
}

function nodesByName(cluster: Cluster): Map<string, Redis> {
  return new Map(
    cluster.nodes('master').map((node) => [`${node.options.host}:${String(node.options.port)}`, node]),
  );
}

function notAll(): OtpError {
  return new OtpError('UNAVAILABLE', 'A node of the Redis Cluster is not reachable.');
}

/** Whether the answer means that another node serves the key now. */
export function isElsewhere(error: Error | null): boolean {
  return error !== null && /^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN|NOSCRIPT)\b/.test(error.message);
}

/**
 * Replication id of a master, from INFO replication; undefined for a replica. It changes when another master
 * goes on with what it got from the one before, and with every start: acknowledged writes may be lost then.
 */
export function historyOf(info: unknown): string | undefined {
  const text = String(info);
  return /^role:master\r?$/m.test(text) ? /^master_replid:(\w+)/m.exec(text)?.[1] : undefined;
}
