import { Counter } from 'prom-client';
import { metrics } from '#libs/observability';

export const writtenTotal = new Counter({
  name: 'otp_replica_writes_total',
  help: 'Snapshots that were to be written into the replica: written, or refused because a later one was there.',
  labelNames: ['outcome'] as const,
  registers: [metrics],
});
