import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '#libs/config';
import { systemClock } from '#libs/kernel';
import type { Logger } from '#libs/observability';
import { checkPolicy, connectForJobs, connectRedis, HintQueue, Replica } from '#libs/redis';
import { HintWorker } from './adapters/in/hint-worker.js';
import { showReplica } from './adapters/in/sync/replica.metrics.js';
import { SyncJobs } from './adapters/in/sync/sync-jobs.js';
import { SyncLog } from './adapters/in/sync/sync-log.js';
import { RedisReferenceStore } from './adapters/out/redis/reference-store.js';
import { RedisReplicaStore } from './adapters/out/redis/replica-store.js';
import { writtenTotal } from './adapters/out/redis/written.metrics.js';
import { CheckSync } from './application/check-sync.js';
import { WorkOffHints } from './application/hints/work-off-hints.js';
import type { KeepReference } from './application/keep-reference.js';
import { PublishReference } from './application/publish-reference.js';
import type { ReadItems } from './application/read-items.js';
import { buildSynchronise } from './application/sync/build-synchronise.js';
import type { ChangeSource } from './application/sync/change-source.port.js';
import { RefreshItems } from './application/sync/refresh-items.js';

const REDIS_PAUSE_MS = 1_000;

export interface ErpnextReads {
  readonly items: ReadItems;
  readonly changes: ChangeSource;
  readonly kept: KeepReference;
}

/** The connections to Redis of one instance. */
function connections(config: Config<'stock'>) {
  const redis = connectRedis(config);
  const blocking = connectRedis(config, { blocking: true });
  const jobs = connectForJobs(config);
  return { redis, blocking, jobs };
}

/** What keeps the replica in step with ERPNext: the synchronisation, webhooks, and what is read for an order. */
export function replicaParts(config: Config<'stock'>, reads: ErpnextReads, logger: Logger) {
  const { redis, blocking, jobs } = connections(config);
  const replica = new Replica(redis, {
    counts: {
      written: (items, refused) => {
        writtenTotal.inc({ outcome: 'written' }, items - refused);
        writtenTotal.inc({ outcome: 'refused' }, refused);
      },
    },
  });
  const store = new RedisReplicaStore(replica);
  const stored = new RedisReferenceStore(replica);
  const reference = new PublishReference(reads.kept, stored);
  const items = new RefreshItems(reads.items, store);
  const queue = new HintQueue(
    redis,
    { mostWaiting: config.HINTS_MOST_WAITING, redeliverAfterMs: config.HINTS_REDELIVER_AFTER_MS },
    blocking,
  );
  const hints = new WorkOffHints({
    refresh: (codes, limits) => items.refresh(codes, limits),
    publishReference: (limits) => reference.publish(limits),
    itemsInOrders: (names, limits) => reads.changes.itemsOfOrders(names, limits),
    itemsOnceInOrders: (names) => store.itemsOfOrders(names),
  });
  const worker = new HintWorker(
    queue,
    hints,
    systemClock,
    {
      most: config.HINTS_BATCH,
      batchMs: config.HINTS_REDELIVER_AFTER_MS,
      oldestMs: config.HINTS_OLDEST_MS,
    },
    logger,
  );
  const synchronise = buildSynchronise(
    {
      ...{ source: reads.changes, replica: store, items, reference },
      ...{ clock: systemClock, watcher: new SyncLog(logger, systemClock) },
    },
    {
      concurrency: config.SYNC_CONCURRENCY,
      readMs: 3 * config.ERPNEXT_TIMEOUT_MS,
      pauseMs: config.SYNC_PAUSE_MS,
      slowMs: config.SYNC_SLOW_MS,
      overlapMs: config.SYNC_OVERLAP_MS,
      rememberedChanges: config.SYNC_REMEMBERED_CHANGES,
      turnMs: config.SYNC_INTERVAL_MS,
    },
  );
  const syncJobs = new SyncJobs(
    jobs,
    synchronise,
    { intervalMs: config.SYNC_INTERVAL_MS, reconcileAt: config.SYNC_RECONCILE_AT },
    logger,
  );
  const policyProblem = () => checkPolicy(redis);
  const check = new CheckSync({ replica: store, hints: queue, policyProblem }, systemClock, {
    lateAfterMs: Math.max(config.SYNC_LATE_AFTER_MS, 2 * config.SYNC_INTERVAL_MS),
    hintsPileUp: config.HINTS_PILE_UP,
  });
  showReplica(() => check.status());
  const stopping = new AbortController();
  return {
    ...{ items, reference, stored, check },
    start: () => {
      worker.start();
      if (config.SYNC_ENABLED) syncJobs.start();
      void tellPolicy(policyProblem, logger, stopping.signal);
    },
    stop: async () => {
      stopping.abort();
      const ends = [worker.stop(), syncJobs.stop()];
      // Ends the wait for hints at once.
      blocking.disconnect();
      await Promise.all(ends);
      for (const connection of [redis, jobs]) connection.disconnect();
    },
  };
}

/** Says once, as soon as Redis answers, that it is set up in a way that loses what we keep; later, health does. */
async function tellPolicy(
  policyProblem: () => Promise<string | undefined>,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const problem = await policyProblem();
      if (problem !== undefined) logger.error(problem);
      return;
    } catch {
      await pause(REDIS_PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
