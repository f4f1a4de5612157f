import { Counter, Gauge, Histogram } from 'prom-client';
import { metrics } from '#libs/observability';

const registers = [metrics];

export const hintsWaiting = new Gauge({
  name: 'otp_hints_waiting',
  help: 'Webhook hints that are not worked off.',
  registers,
});

export const hintsTotal = new Counter({
  name: 'otp_hints_total',
  help: 'Webhook hints taken: done, failed (to be tried again), or dropped because they were too old.',
  labelNames: ['outcome'] as const,
  registers,
});

// Known from the beginning, so that the first one is an increase.
for (const outcome of ['done', 'failed', 'dropped']) hintsTotal.inc({ outcome }, 0);

export const hintSeconds = new Histogram({
  name: 'otp_hint_age_seconds',
  help: 'Time from storing a hint until the replica shows what it spoke of.',
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
  registers,
});
