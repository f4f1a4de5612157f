import { Counter, Gauge, Histogram } from 'prom-client';
import { metrics } from '#libs/observability';

const registers = [metrics];

export const requestSeconds = new Histogram({
  name: 'otp_erpnext_request_duration_seconds',
  help: 'Time until ERPNext had answered, by kind of request and outcome (ok, or the kind of fault).',
  labelNames: ['endpoint', 'outcome'] as const,
  buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers,
});

export const retriesTotal = new Counter({
  name: 'otp_erpnext_retries_total',
  help: 'Reads that were to be repeated: repeated, or not because the retry budget was used up.',
  labelNames: ['endpoint', 'outcome'] as const,
  registers,
});

export const breakerState = new Gauge({
  name: 'otp_erpnext_breaker_state',
  help: 'Circuit breaker by kind of request: 0 closed, 1 open, 2 half-open.',
  labelNames: ['endpoint'] as const,
  registers,
});

export const refusedTotal = new Counter({
  name: 'otp_erpnext_refused_total',
  help: 'Requests that were not sent, because the circuit breaker was open.',
  labelNames: ['endpoint'] as const,
  registers,
});
