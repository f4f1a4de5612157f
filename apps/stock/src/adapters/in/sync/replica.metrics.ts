import { Gauge } from 'prom-client';
import { metrics } from '#libs/observability';
import type { SyncStatus } from '../../../application/check-sync.js';

const registers = [metrics];

let status: () => Promise<SyncStatus | undefined> = () => Promise.resolve(undefined);
let coveredUntilMs: number | null = null;

/** Says whom to ask when metrics are collected; he answers from memory when he is asked often. */
export function showReplica(source: () => Promise<SyncStatus>): void {
  status = source;
}

new Gauge({
  name: 'otp_replica_age_seconds',
  help: 'How far the replica is behind ERPNext; goes on while Redis is away, and is absent before the first sync.',
  registers,
  async collect() {
    coveredUntilMs = (await status())?.coveredUntilMs ?? coveredUntilMs;
    // 0 would be a good age.
    if (coveredUntilMs === null) this.remove();
    else this.set((Date.now() - coveredUntilMs) / 1_000);
  },
});

new Gauge({
  name: 'otp_replica_items',
  help: 'Items in the replica; 0 while Redis is away.',
  registers,
  async collect() {
    this.set((await status())?.items ?? 0);
  },
});

new Gauge({
  name: 'otp_replica_complete',
  help: '1: every item of ERPNext has been read into the replica. 0: not yet, or Redis is away.',
  registers,
  async collect() {
    this.set((await status())?.complete === true ? 1 : 0);
  },
});
