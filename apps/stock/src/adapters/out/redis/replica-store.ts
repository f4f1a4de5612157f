import { z } from 'zod';
import type { stock } from '#libs/contracts';
import type { WorkSpan } from '#libs/kernel';
import type { Outcome, Replica } from '#libs/redis';
import type { ItemSnapshot } from '../../../application/read-items.js';
import type {
  Change,
  Keepable,
  ReplicaStore,
  SyncState,
  Version,
} from '../../../application/sync/replica.port.js';
import { NOTHING_SYNCHRONISED } from '../../../application/sync/sync-state.js';

const run = z.object({
  kind: z.enum(['full', 'incremental', 'reconciliation']),
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  itemsDone: z.number(),
  itemsTotal: z.number().nullable(),
  failure: z.string().nullable(),
});

const progressSchema = z.object({
  watermarkMs: z.number().nullable(),
  pass: z
    .object({
      kind: z.enum(['full', 'reconciliation']),
      startedAtMs: z.number(),
      siteStartMs: z.number(),
      histories: z.array(z.string()),
      after: z.object({ modified: z.string(), name: z.string() }),
      drained: z.boolean(),
      itemsDone: z.number(),
      itemsTotal: z.number(),
    })
    .nullable(),
  running: run.nullable(),
  last: run.nullable(),
});

/** The replica in Redis, in the words of the sync. */
export class RedisReplicaStore implements ReplicaStore {
  constructor(private readonly replica: Replica) {}

  drawVersion(span?: WorkSpan): Promise<Version> {
    return timed(span, 1, () => this.replica.drawVersion());
  }

  async write(outcomes: readonly Keepable[], version: Version, span?: WorkSpan): Promise<readonly string[]> {
    const { refused } = await timed(span, outcomes.length, () =>
      this.replica.write(outcomes.map(outcomeOf), version),
    );
    return refused;
  }

  announce(change: Change): Promise<void> {
    return this.replica.announce(change);
  }

  /** A state that another release has left, and that is not understood, is one that does not exist. */
  async state(): Promise<SyncState | undefined> {
    const state = await this.replica.state();
    const progress = progressSchema.safeParse(state?.progress);
    if (state === undefined) return undefined;
    return progress.success ? { ...state, progress: progress.data } : NOTHING_SYNCHRONISED;
  }

  saveState(state: SyncState, version: Version): Promise<boolean> {
    return this.replica.saveState(state, version);
  }

  updateState(state: SyncState, version: Version): Promise<boolean> {
    return this.replica.updateState(state, version);
  }

  histories(): Promise<readonly string[]> {
    return this.replica.histories();
  }

  itemsOfOrders(names: readonly string[]): Promise<readonly string[]> {
    return this.replica.itemsOfOrders(names);
  }

  itemCount(): Promise<number> {
    return this.replica.itemCount();
  }

  itemNames(): AsyncIterable<readonly string[]> {
    return this.replica.itemNames();
  }
}

async function timed<T>(span: WorkSpan | undefined, items: number, write: () => Promise<T>): Promise<T> {
  const writing = span?.begin('redisWrite').set('db.operation.batch.size', items);
  try {
    return await write();
  } catch (error) {
    writing?.fail();
    throw error;
  } finally {
    writing?.end();
  }
}

function outcomeOf(keepable: Keepable): Outcome {
  return keepable.kind === 'snapshot'
    ? { ...keepable, snapshot: contractOf(keepable.snapshot) }
    : { kind: keepable.kind, code: keepable.code };
}

/** Own types have the field names of the contract; only lists have to be made writable. */
function contractOf({ item, as_of_ms, inbound_unreadable }: ItemSnapshot): stock.ItemSnapshot {
  return {
    item: {
      ...item,
      uoms: [...item.uoms],
      bins: [...item.bins],
      inbound: [...item.inbound],
      components: [],
    },
    as_of_ms,
    inbound_unreadable,
  };
}
