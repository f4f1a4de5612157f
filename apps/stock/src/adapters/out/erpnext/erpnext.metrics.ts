import { Counter, Gauge, Histogram } from 'prom-client';
import { metrics } from '#libs/observability';
import { endpoints } from './endpoints.js';

const registers = [metrics];

export const requestSeconds = new Histogram({
  name: 'otp_erpnext_request_duration_seconds',
  help: 'Time until ERPNext had answered, by kind of request (stock, purchase, items, documents, reference) and outcome (ok, or the kind of fault).',
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

// Known from the beginning, so that the first one is an increase.
for (const endpoint of endpoints) {
  refusedTotal.inc({ endpoint }, 0);
  for (const outcome of ['repeated', 'over budget']) retriesTotal.inc({ endpoint, outcome }, 0);
}

/** What waits for ERPNext or is under way there. */
export interface ErpnextQueues {
  readonly requests: { readonly running: number; readonly waiting: number };
  /** Promises and suggestions that are being written or wait for it. */
  readonly writes: number;
}

const sources: Partial<{ [Q in keyof ErpnextQueues]: () => ErpnextQueues[Q] }> = {};

/** Says whom to ask when metrics are collected. */
export function showQueue<Q extends keyof ErpnextQueues>(queue: Q, source: () => ErpnextQueues[Q]): void {
  Object.assign(sources, { [queue]: source });
}

new Gauge({
  name: 'otp_erpnext_requests',
  help: 'Requests to ERPNext: running, or waiting for a connection.',
  labelNames: ['state'] as const,
  registers,
  collect() {
    for (const [state, count] of Object.entries(sources.requests?.() ?? {})) this.set({ state }, count);
  },
});

new Gauge({
  name: 'otp_erpnext_writes',
  help: 'Promises and suggestions that are being written to ERPNext or wait for it.',
  registers,
  collect() {
    this.set(sources.writes?.() ?? 0);
  },
});

const shed = new Counter({
  name: 'otp_shed_total',
  help: 'Work that was refused at once so that the rest stays fast: erpnext_requests, erpnext_writes.',
  labelNames: ['reason'] as const,
  registers,
});

export const shedRequest = shed.labels('erpnext_requests');
export const shedWrite = shed.labels('erpnext_writes');
// Known from the beginning, so that the first one is an increase.
for (const reason of [shedRequest, shedWrite]) reason.inc(0);
