import { Counter, Gauge } from 'prom-client';
import { metrics } from '#libs/observability';
import type { RunKind } from '../../../application/sync/sync-state.js';

const registers = [metrics];

export const syncMetrics = {
  passItems: new Gauge({
    name: 'otp_sync_pass_items',
    help: 'Items of the full sync or reconciliation that this instance worked on last: done, and in all.',
    labelNames: ['kind', 'state'],
    registers,
  }),
  items: new Counter({
    name: 'otp_sync_items_total',
    help: 'Items that were read again.',
    labelNames: ['kind'],
    registers,
  }),
  runs: new Counter({
    name: 'otp_sync_runs_total',
    help: 'Runs of the synchronisation that ended in this instance.',
    labelNames: ['kind', 'result'],
    registers,
  }),
  coveredUntil: new Gauge({
    name: 'otp_sync_covered_until_seconds',
    help: 'Up to when the replica shows what ERPNext knew, as the last run of this instance left it (Unix time).',
    registers,
  }),
};

// Known from the beginning, so that the first one is an increase.
for (const kind of ['full', 'incremental', 'reconciliation'] satisfies RunKind[]) {
  syncMetrics.items.inc({ kind }, 0);
  for (const result of ['done', 'failed']) syncMetrics.runs.inc({ kind, result }, 0);
}
