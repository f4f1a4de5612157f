import type { JobsOptions, Queue } from 'bullmq';

export const SYNC_QUEUE = 'sync';

/** A turn that found no replica is tried again in a moment, not only when the next one is due. */
export const TURN_OPTIONS = {
  attempts: 30,
  backoff: { type: 'fixed', delay: 1_000 },
  removeOnComplete: true,
  removeOnFail: true,
} as const satisfies JobsOptions;

/** What a job carries. */
export interface SyncJob {
  /** W3C context of who asked for it. */
  readonly traceparent?: string;
}

/** Asks whoever leads for a reading of all items; asking again before it has begun changes nothing. */
export async function addSyncJob(
  queue: Queue,
  kind: 'full' | 'reconciliation',
  job: SyncJob = {},
): Promise<void> {
  await queue.add(kind, job, { ...TURN_OPTIONS, deduplication: { id: kind } });
}
