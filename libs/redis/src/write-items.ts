import type { ChainableCommander } from 'ioredis';
import { encodeSnapshot, GONE, UNUSABLE } from './codec.js';
import type { RedisConnection } from './connection.js';
import { keys } from './keys.js';
import { isElsewhere, sharesOf } from './nodes.js';
import type { Outcome, Version } from './replica.types.js';
import { Script } from './script.js';

/** A tombstone outlives every reading that began before the item went. */
const TOMBSTONE_S = 3_600;
/** That of a code which no item had: callers can ask for any number of them, and reads end much sooner. */
const UNKNOWN_S = 60;
/** Orders are forgotten when no item with rows in them was written for so long. */
const ORDER_S = 400 * 86_400;
/** Items of one pipeline: its answer must come within one time-out. */
const PIPELINE = 250;

export const writeNewer = new Script('write-newer');

/** A code that was refused, and the later version that is there. */
export interface Refusal {
  readonly code: string;
  readonly present: Version;
}

/**
 * First the indexes, then the items: who finds an item finds its orders, and a writer that dies in between
 * leaves an item that is known and missing, which is read again.
 */
export async function writeItems(
  redis: RedisConnection,
  outcomes: readonly Outcome[],
  version: Version,
): Promise<Refusal[]> {
  const refusals: Refusal[] = [];
  for (let begin = 0; begin < outcomes.length; begin += PIPELINE) {
    const chunk = outcomes.slice(begin, begin + PIPELINE);
    await indexItems(redis, chunk);
    refusals.push(...(await storeItems(redis, chunk, version)));
    const refused = new Set(refusals.map(({ code }) => code));
    const gone = chunk.filter(({ kind, code }) => kind === 'gone' && !refused.has(code));
    if (gone.length > 0) await redis.hdel(keys.items, ...gone.map(({ code }) => keys.member(code)));
  }
  return refusals;
}

async function indexItems(redis: RedisConnection, outcomes: readonly Outcome[]): Promise<void> {
  const names: string[] = [];
  const itemsOfOrders = new Map<string, Set<string>>();
  for (const outcome of outcomes) {
    if (outcome.kind === 'gone') continue;
    const code = codeOf(outcome);
    names.push(keys.member(code), code);
    for (const { purchase_order } of (outcome.kind === 'snapshot' && outcome.snapshot.item?.inbound) || []) {
      const items = itemsOfOrders.get(purchase_order) ?? new Set();
      itemsOfOrders.set(purchase_order, items.add(code));
    }
  }
  const orders = [...itemsOfOrders];
  await Promise.all([
    names.length === 0 ? undefined : redis.hset(keys.items, ...names),
    onNodes(
      redis,
      orders.map(([order]) => keys.order(order)),
      {
        commands: 2,
        together: (pipeline, key, at) => pipeline.zadd(key, ...membersOf(orders[at])).expire(key, ORDER_S),
        alone: async (key, at) => {
          await redis.zadd(key, ...membersOf(orders[at]));
          await redis.expire(key, ORDER_S);
        },
      },
    ),
  ]);
}

/** Scores mean nothing: a small sorted set takes half the memory of a set. */
function membersOf(order: readonly [string, ReadonlySet<string>] | undefined): (string | number)[] {
  return [...(order?.[1] ?? [])].flatMap((code) => [0, code]);
}

async function storeItems(
  redis: RedisConnection,
  outcomes: readonly Outcome[],
  version: Version,
): Promise<Refusal[]> {
  const codes = outcomes.map(codeOf);
  const args = outcomes.map(
    (outcome) =>
      [
        version,
        contentFor(outcome),
        ...(outcome.kind === 'gone' ? [TOMBSTONE_S, UNKNOWN_S] : [0, 0]),
      ] as const,
  );
  const of = (at: number) => args[at] ?? [version, GONE, TOMBSTONE_S, UNKNOWN_S];
  const present = await onNodes(
    redis,
    codes.map((code) => keys.item(code)),
    {
      commands: 1,
      prepare: (pipeline) => pipeline.script('LOAD', writeNewer.text),
      together: (pipeline, key, at) => pipeline.evalsha(writeNewer.sha, 1, key, ...of(at)),
      alone: (key, at) => writeNewer.run(redis, [key], of(at)),
    },
  );
  return present.flatMap((version, at) =>
    typeof version === 'string' && version !== ''
      ? [{ code: outcomes[at]?.code ?? '', present: version }]
      : [],
  );
}

function contentFor(outcome: Outcome): Buffer {
  if (outcome.kind === 'snapshot') return encodeSnapshot(outcome.snapshot);
  return outcome.kind === 'gone' ? GONE : UNUSABLE;
}

/** As ERPNext writes it, where that is known. */
function codeOf(outcome: Outcome): string {
  return (outcome.kind === 'snapshot' && outcome.snapshot.item?.item_code) || outcome.code;
}

interface OnNodes {
  /** How many commands `together` adds; the answer of the first one is given back. */
  readonly commands: number;
  /** Sent once before all others. */
  readonly prepare?: (pipeline: ChainableCommander) => void;
  readonly together: (pipeline: ChainableCommander, key: string, at: number) => void;
  /** For a key that its node does not serve any more; follows redirections. */
  readonly alone: (key: string, at: number) => Promise<unknown>;
}

/** Commands for many keys: one pipeline a node, in parallel. Answers stand where their keys stand. */
async function onNodes(
  redis: RedisConnection,
  wanted: readonly string[],
  { commands, prepare, together, alone }: OnNodes,
): Promise<unknown[]> {
  const answers = wanted.map((): unknown => undefined);
  await Promise.all(
    sharesOf(redis, wanted).map(async ({ node, positions }) => {
      const pipeline = node?.pipeline();
      if (pipeline) prepare?.(pipeline);
      if (pipeline) for (const at of positions) together(pipeline, wanted[at] ?? '', at);
      const results = (await pipeline?.exec()) ?? [];
      const own = results.slice(prepare ? 1 : 0);
      await Promise.all(
        positions.map(async (at, place) => {
          const mine = own.slice(place * commands, (place + 1) * commands);
          const fault = mine.map(([error]) => error).find((error) => error !== null);
          if (mine.length === 0 || isElsewhere(fault ?? null))
            answers[at] = await alone(wanted[at] ?? '', at);
          else if (fault) throw fault;
          else answers[at] = mine[0]?.[1];
        }),
      );
    }),
  );
  return answers;
}
