import { stock } from '#libs/contracts';
import { steadyClock, systemClock } from '#libs/kernel';
import { connectRedis, type RedisConnection, Replica } from '#libs/redis';
import { type RedisProcess, waitFor } from '#libs/testing';
import { CircuitBreakers } from '../../src/adapters/out/erpnext/circuit-breakers.js';
import { Connections } from '../../src/adapters/out/erpnext/connections.js';
import { ErpnextChanges } from '../../src/adapters/out/erpnext/erpnext-changes.js';
import { ErpnextClient } from '../../src/adapters/out/erpnext/erpnext-client.js';
import { ErpnextReference } from '../../src/adapters/out/erpnext/erpnext-reference.js';
import { ErpnextSupply } from '../../src/adapters/out/erpnext/erpnext-supply.js';
import { RetryBudget } from '../../src/adapters/out/erpnext/retry-budget.js';
import { SiteClock } from '../../src/adapters/out/erpnext/site-clock.js';
import { RedisReferenceStore } from '../../src/adapters/out/redis/reference-store.js';
import { RedisReplicaStore } from '../../src/adapters/out/redis/replica-store.js';
import { KeepReference } from '../../src/application/keep-reference.js';
import { PublishReference } from '../../src/application/publish-reference.js';
import { ReadItems } from '../../src/application/read-items.js';
import { buildSynchronise, type SyncSettings } from '../../src/application/sync/build-synchronise.js';
import { RefreshItems } from '../../src/application/sync/refresh-items.js';
import type { RunKind, SyncRun } from '../../src/application/sync/sync-state.js';

const SETTINGS: SyncSettings = {
  overlapMs: 120_000,
  rememberedChanges: 100_000,
  concurrency: 2,
  readMs: 30_000,
  pauseMs: 0,
  slowMs: 10_000,
  turnMs: 60_000,
};

/** One stock service as far as the synchronisation goes, whose turns come when the test says so. */
export class SynchronisedSite {
  readonly runs: SyncRun[] = [];
  readonly replica: Replica;
  readonly reader: ReadItems;
  readonly store: RedisReplicaStore;
  /** Called after each page of a pass. */
  advanced: (run: SyncRun) => void = () => undefined;
  readonly #turn: (kind: RunKind, signal: AbortSignal) => Promise<void>;
  readonly #connection: RedisConnection;
  readonly #close: () => Promise<void>;

  static async of(erpnextUrl: string, redis: RedisProcess, settings: Partial<SyncSettings> = {}) {
    const site = new SynchronisedSite(erpnextUrl, redis, settings);
    await waitFor(() => site.#connection.status === 'ready', { what: 'the connection to Redis' });
    return site;
  }

  private constructor(erpnextUrl: string, redis: RedisProcess, settings: Partial<SyncSettings>) {
    const connections = new Connections({
      ...{ url: erpnextUrl, connections: 10, keptConnections: 10, waiting: 1_000, timeoutMs: 10_000 },
    });
    // Everything is written a moment before it is read here; settled means that two readings are the same.
    const siteClock = new SiteClock(0);
    const client = new ErpnextClient(
      connections,
      siteClock,
      systemClock,
      { apiKey: 'sandbox', apiSecret: 'sandbox', timeoutMs: 10_000, longestWriteMs: 20_000, retries: 0 },
      {
        breakers: new CircuitBreakers({
          ...{ calls: 100, leastCalls: 100, failurePercent: 99, openMs: 1, slowMs: 10_000 },
        }),
        budget: new RetryBudget({ percent: 10, least: 10, windowMs: 10_000 }),
      },
    );
    const kept = new KeepReference(new ErpnextReference(client, siteClock, systemClock), systemClock, {
      oldestMs: 900_000,
    });
    const connection = connectRedis({
      REDIS_URL: redis.url,
      REDIS_SENTINELS: undefined,
      REDIS_SENTINEL_NAME: '',
      REDIS_CLUSTER: undefined,
      REDIS_PASSWORD: undefined,
      REDIS_TIMEOUT_MS: 2_000,
    });
    this.#connection = connection;
    this.replica = new Replica(connection);
    this.store = new RedisReplicaStore(this.replica);
    this.reader = new ReadItems(new ErpnextSupply(client, siteClock), kept, systemClock, {
      settleRounds: 5,
    });
    const source = new ErpnextChanges(client, siteClock, () => kept.current().shared.site_time_zone);
    const reference = new PublishReference(kept, new RedisReferenceStore(this.replica));
    const synchronise = buildSynchronise(
      {
        ...{ source, replica: this.store, reference, clock: systemClock },
        items: new RefreshItems(this.reader, this.store),
        watcher: {
          advanced: (run) => this.advanced(run),
          ended: (run) => this.runs.push(run),
        },
      },
      { ...SETTINGS, ...settings },
    );
    this.#turn = (kind, signal) => synchronise.turn(kind, signal);
    this.#close = async () => {
      connection.disconnect();
      await connections.close();
    };
  }

  /** A turn to its end; resolves with the run that ended with it. */
  async turn(
    kind: RunKind = 'incremental',
    signal = new AbortController().signal,
  ): Promise<SyncRun | undefined> {
    const before = this.runs.length;
    await this.#turn(kind, signal);
    return this.runs.slice(before).at(-1);
  }

  /** Items of the replica, and the same items as ERPNext has them at this moment; `as_of_ms` left out. */
  async bothSides(
    codes: readonly string[],
  ): Promise<readonly { code: string; kept: unknown; there: unknown }[]> {
    const [kept, there] = await Promise.all([this.replica.read(codes), this.reader.read(codes, limits())]);
    return codes.map((code, at) => {
      const found = kept.get(code);
      const outcome = there[at];
      const snapshot = outcome?.kind === 'snapshot' ? outcome.snapshot : undefined;
      return {
        code,
        kept: found?.kind === 'snapshot' ? content(found.snapshot) : 'missing',
        there: snapshot ? content({ ...snapshot, item: { ...snapshot.item, components: [] } }) : 'missing',
      };
    });
  }

  close(): Promise<void> {
    return this.#close();
  }
}

function limits(ms = 30_000) {
  return { deadline: steadyClock.now() + ms, signal: new AbortController().signal };
}

/** As the contract has it, which knows no stamps of documents, and at whatever time it was read. */
function content(snapshot: object): unknown {
  const { ItemSnapshot } = stock;
  return ItemSnapshot.decode(
    ItemSnapshot.encode({ ...(snapshot as stock.ItemSnapshot), as_of_ms: 0 }).finish(),
  );
}
