import { Cluster, type Redis } from 'ioredis';
import { contentOf, decodeSnapshot } from './codec.js';
import type { RedisConnection } from './connection.js';
import { unavailable } from './faults.js';
import { keys, sameCode } from './keys.js';
import { historyOf, isElsewhere, sharesOf } from './nodes.js';
import type { Found } from './replica.types.js';

const MISSING: Found = { kind: 'missing' };

/**
 * One round trip a node, in parallel, each with the replication id of the node that answers. What nobody serves
 * at this moment is missing; throws UNAVAILABLE when no node has answered.
 */
export async function readItems(
  redis: RedisConnection,
  codes: readonly string[],
): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>(codes.map((code) => [code, MISSING]));
  const wanted = codes.map((code) => keys.item(code));
  const take = (at: number, value: Buffer | null, history: string | undefined) => {
    const code = codes[at] ?? '';
    found.set(code, foundIn(code, value, history));
  };
  const answers = await Promise.allSettled(
    sharesOf(redis, wanted).map(async ({ node, positions }) => {
      const answer = node
        ? await readNode(node, pick(wanted, positions), redis instanceof Cluster)
        : undefined;
      const elsewhere: number[] = [];
      for (const [place, at] of positions.entries()) {
        const value = answer?.values[place];
        if (value === undefined) elsewhere.push(at);
        else take(at, value, answer?.history);
      }
      // Follows redirections; who has answered in the end is not known.
      await Promise.all(
        elsewhere.map(async (at) => take(at, await redis.getBuffer(wanted[at] ?? ''), undefined)),
      );
    }),
  );
  const failures = answers.filter((answer) => answer.status === 'rejected');
  if (failures.length > 0 && failures.length === answers.length) throw unavailable(failures[0]?.reason);
  return found;
}

function pick(wanted: readonly string[], positions: readonly number[]): string[] {
  return positions.map((at) => wanted[at] ?? '');
}

interface NodeAnswer {
  /** Undefined: the node does not serve this key any more. */
  readonly values: readonly (Buffer | null | undefined)[];
  readonly history: string | undefined;
}

async function readNode(node: Redis, wanted: readonly string[], inCluster: boolean): Promise<NodeAnswer> {
  const pipeline = node.pipeline();
  // A Cluster refuses one command for keys of several slots.
  if (inCluster) for (const key of wanted) pipeline.getBuffer(key);
  else pipeline.mgetBuffer(...wanted);
  // Last: a master that is demoted or replaced before this answer is not the one that the values came from.
  pipeline.info('replication');
  const answers = (await pipeline.exec()) ?? [];
  const [fault, info] = answers.pop() ?? [];
  if (fault) throw fault;
  const values = answers.map(([error, value]) => {
    if (isElsewhere(error)) return undefined;
    if (error) throw error;
    return value;
  });
  return { values: (inCluster ? values : values[0]) as NodeAnswer['values'], history: historyOf(info) };
}

function foundIn(code: string, value: Buffer | null, history: string | undefined): Found {
  const content = contentOf(value);
  const snapshot = content && decodeSnapshot(content);
  // Two items may share a key; never answer with the figures of another one.
  if (!snapshot?.item || !sameCode(snapshot.item.item_code, code)) return MISSING;
  return { kind: 'snapshot', snapshot, bytes: content?.length ?? 0, history };
}
