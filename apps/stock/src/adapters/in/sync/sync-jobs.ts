import { setTimeout as pause } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';
import { isOtpError } from '#libs/kernel';
import { type Logger, tracing } from '#libs/observability';
import { JOBS_PREFIX, type RedisConnection } from '#libs/redis';
import type { RunKind } from '../../../application/sync/sync-state.js';
import type { Synchronise } from '../../../application/sync/synchronise.js';
import { SYNC_QUEUE, type SyncJob, TURN_OPTIONS } from './sync-queue.js';

export interface SyncJobSettings {
  readonly intervalMs: number;
  /** HH:MM, UTC. */
  readonly reconcileAt: string;
}

/** A leader that has died has lost its job after at most the sum of both. */
const LOCK_MS = 8_000;
const STALLED_CHECK_MS = 4_000;
/** How often it is made sure that the jobs are there: Redis may have lost them. */
const LOOK_EVERY_MS = 5_000;
const RECONNECT_MS = 1_000;
/** A turn begins this share of an interval after the one before it: within the interval it has also ended. */
const BEGINS_AFTER = 0.9;
/** A turn more of these intervals away was set by a clock that was wrong, and would not come until that time. */
const FAR_AWAY = 3;

/**
 * Takes turns at the synchronisation with all other instances: of all jobs, one at a time is worked on, and the
 * instance that has it leads. Redis may restart, and may come back empty.
 */
export class SyncJobs {
  readonly #stopping = new AbortController();
  readonly #queue: Queue;
  readonly #worker: Worker;
  #keeping: Promise<void> | undefined;

  constructor(
    private readonly connection: RedisConnection,
    private readonly synchronise: Synchronise,
    private readonly settings: SyncJobSettings,
    private readonly logger: Logger,
  ) {
    const shared = { connection, prefix: JOBS_PREFIX };
    this.#queue = new Queue(SYNC_QUEUE, shared);
    this.#worker = new Worker(SYNC_QUEUE, (job) => this.#turn(job.name, (job.data as SyncJob).traceparent), {
      ...shared,
      autorun: false,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      // A turn goes on from where the one before it ended, however often leaders die.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      runRetryDelay: RECONNECT_MS,
    });
    const quiet = (error: Error): void => logger.debug({ err: error }, 'the queue of the synchronisation');
    this.#queue.on('error', quiet);
    this.#worker.on('error', quiet);
  }

  start(): void {
    this.#keeping = this.#keepJobs();
    void this.#worker.run();
  }

  /** Ends the turn that is under way; whoever leads next goes on from there. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#keeping;
    // Without Redis there is nobody to tell that the turn has ended, and BullMQ would wait for it.
    const away = this.connection.status !== 'ready';
    await Promise.all([this.#worker.close(away), this.#queue.close()]);
  }

  async #turn(kind: string, traceparent: string | undefined): Promise<void> {
    const { signal } = this.#stopping;
    const span = tracing()?.enter('syncTurn', traceparent).set('otp.sync.kind', kind);
    try {
      await this.synchronise.turn(kind as RunKind, signal, span);
    } catch (error) {
      span?.fail();
      if (signal.aborted) return;
      if (!isOtpError(error)) this.logger.error({ err: error }, 'the synchronisation went wrong inside');
      else if (error.code !== 'UNAVAILABLE') this.logger.warn({ code: error.code }, error.detail);
      else throw error;
    } finally {
      span?.end();
    }
  }

  async #keepJobs(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await Promise.race([this.#putBack(), stopped(signal)]).catch((error: unknown) =>
        this.logger.debug({ err: error }, 'the jobs of the synchronisation can not be looked after'),
      );
      await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #putBack(): Promise<void> {
    const [hour, minute] = this.settings.reconcileAt.split(':').map(Number);
    const wanted = {
      incremental: { every: Math.floor(this.settings.intervalMs * BEGINS_AFTER) },
      reconciliation: { pattern: `${minute} ${hour} * * *`, tz: 'UTC' },
    } as const;
    if ((await this.#queue.getGlobalConcurrency()) !== 1) await this.#queue.setGlobalConcurrency(1);
    for (const [kind, repeat] of Object.entries(wanted)) {
      const there = await this.#queue.getJobScheduler(kind);
      const same =
        'every' in repeat ? Number(there?.every) === repeat.every : there?.pattern === repeat.pattern;
      const isFarAway = 'every' in repeat && (there?.next ?? 0) - Date.now() > FAR_AWAY * repeat.every;
      if (isFarAway) await this.#queue.removeJobScheduler(kind);
      if (!same || isFarAway)
        await this.#queue.upsertJobScheduler(kind, repeat, { name: kind, opts: TURN_OPTIONS });
    }
  }
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
