import type { OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '#libs/config';
import type { Clock } from '#libs/kernel';
import { type Logger, metrics } from '#libs/observability';
import { ChangeFollower, connectRedis, type RedisConnection, Replica } from '#libs/redis';
import { Fuse } from './adapters/out/fuse.js';
import { ItemCache, UnknownItems } from './adapters/out/item-cache.js';
import { RedisReplica } from './adapters/out/redis-replica.js';
import { StockClient } from './adapters/out/stock.client.js';
import { showSupply } from './adapters/out/supply.gauges.js';
import { SupplyCounters } from './adapters/out/supply-counters.js';
import { CheckHealth } from './application/check-health.js';
import { ItemReads } from './application/item-reads.js';
import { KnownSupply } from './application/known-supply.js';
import { ReferenceHolder } from './application/reference-holder.js';
import { SupplyChanges } from './application/supply-changes.js';
import { SupplyLoader } from './application/supply-loader.js';

/** A turn of the follower takes at most 2.5 s; silence longer than two turns is an outage. */
const SILENCE_MS = 5_000;

/** Supply of orders and all that stands behind it. It follows the changes until the application ends. */
export class SupplyWiring implements OnApplicationShutdown {
  readonly loader: SupplyLoader;
  readonly health: CheckHealth;
  private readonly redis: RedisConnection;
  private readonly stock: StockClient;
  private readonly follower: ChangeFollower;

  constructor(config: Config<'promise'>, logger: Logger, clock: Clock) {
    const fuses = new Map<string, Fuse>();
    const fuse = (name: string): Fuse => {
      const { FUSE_FAILURES: failures, FUSE_OPEN_MS: openMs, FUSE_SLOW_MS: slowMs } = config;
      const made = new Fuse(name, { failures, openMs, slowMs });
      fuses.set(name, made);
      return made;
    };
    const cache = new ItemCache(config.SNAPSHOT_CACHE_BYTES, () => watch.evicted());
    const watch = new SupplyCounters(metrics, () => cache);
    this.redis = connectRedis(config);
    this.stock = new StockClient(config, fuse('stock service'));
    const replica = new RedisReplica(new Replica(this.redis), fuse('replica'));
    const heardAt = (): number | undefined => this.follower.lastContactMs;
    const known = new KnownSupply(cache, new UnknownItems(config.UNKNOWN_ITEMS), heardAt, clock, {
      staleAfterMs: config.SUPPLY_STALE_AFTER_MS,
      masterOldestMs: config.ITEM_MASTER_OLDEST_MS,
      unconfirmedMs: config.SUPPLY_UNCONFIRMED_MS,
      unknownMs: config.UNKNOWN_ITEM_MS,
    });
    const oldestMs = config.SUPPLY_OLDEST_MS;
    const references = new ReferenceHolder({ stock: this.stock, replica }, settingsOf(config), clock, () =>
      known.forgetItems(),
    );
    const bounds = { keys: config.READ_ITEMS, waiting: config.WAITING_ITEMS };
    const reads = new ItemReads({ stock: this.stock, replica, watch }, references, known, clock, {
      replica: { ...bounds, reads: config.REPLICA_READS },
      live: { ...bounds, reads: config.LIVE_READS },
    });
    showSupply({
      waiting: () => ({ redis: reads.replica.waitingKeys, erpnext: reads.live.waitingKeys }),
      fuses: () => new Map([...fuses].map(([name, { state }]) => [name, state])),
      coveredUntilMs: () => known.coveredUntilMs,
    });
    this.loader = new SupplyLoader(known, reads, references, watch, { clock, oldestMs });
    this.health = new CheckHealth(this.stock, known, references, heardAt, {
      clock,
      oldestMs,
      silenceMs: SILENCE_MS,
    });
    const changes = new SupplyChanges(known, reads, references, watch);
    this.follower = new ChangeFollower(() => connectRedis(config, { blocking: true }), {
      items: (codes) => changes.items(codes),
      reference: (version) => changes.reference(version),
      covered: (coverage) => changes.covered(coverage),
      reset: (coverage, version) => {
        logger.info({ coverage }, 'following the changes of the replica');
        changes.reset(coverage, version);
      },
      lost: (sinceMs) => {
        logger.warn({ sinceMs }, 'the changes of the replica are not heard any more');
        changes.lost();
      },
    });
    this.follower.start();
  }

  /** Only now: calls in flight needed it until the gRPC server had ended. */
  async onApplicationShutdown(): Promise<void> {
    this.stock.close();
    await this.follower.stop();
    this.redis.disconnect();
  }
}

function settingsOf(config: Config<'promise'>): ConstructorParameters<typeof ReferenceHolder>[1] {
  return {
    weekly_off: config.WEEKLY_OFF,
    warehouse_classes: config.WAREHOUSE_CLASSES,
    processing_lead_times: {
      items: config.ITEM_PROCESSING_LEAD_TIMES,
      warehouses: config.WAREHOUSE_PROCESSING_LEAD_TIMES,
    },
    freshMs: config.WAREHOUSE_CLASS_OLDEST_MS,
    oldestMs: config.SUPPLY_OLDEST_MS,
  };
}
