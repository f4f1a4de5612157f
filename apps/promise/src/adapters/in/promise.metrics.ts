import { Counter } from 'prom-client';
import type { promise } from '#libs/contracts';
import { type ErrorCode, errorKinds } from '#libs/kernel';
import { metrics } from '#libs/observability';
import type { PromiseAnswer } from '../../domain/answer.js';

const registers = [metrics];

const statuses: readonly PromiseAnswer['status'][] = ['OK', 'CANNOT_FULFILL', 'CANNOT_PROMISE_RELIABLY'];
const confidences: readonly PromiseAnswer['confidence'][] = ['HIGH', 'MEDIUM', 'LOW'];
const sources: readonly PromiseAnswer['data_source'][] = ['LIVE', 'REPLICA', 'STALE'];
/**
 * Counted in plain numbers, because each order is; handed over when they are asked for. All are known from the
 * beginning, so that the first one is an increase.
 */
const promises = new Map<string, number>(
  statuses.flatMap((status) =>
    confidences.flatMap((confidence) =>
      sources.map((source): [string, number] => [`${status} ${confidence} ${source}`, 0]),
    ),
  ),
);

new Counter({
  name: 'otp_promises_total',
  help: 'Promises that were given, by their status, their confidence and where their figures came from.',
  labelNames: ['status', 'confidence', 'source'],
  registers,
  collect() {
    this.reset();
    for (const [kind, count] of promises) this.labels(...kind.split(' ')).inc(count);
  },
});

const faults = new Counter({
  name: 'otp_order_faults_total',
  help: 'Orders that got no promise, by error code.',
  labelNames: ['code'] as const,
  registers,
});
// Known from the beginning like the promises.
for (const [code, { http }] of Object.entries(errorKinds)) if (http >= 500) faults.inc({ code }, 0);

type Told = Pick<promise.PromiseResponse, 'status' | 'confidence' | 'data_source'>;

/** The three are words of the calculation: they make few combinations. */
export function countPromise({ status, confidence, data_source }: Told): void {
  const kind = `${status} ${confidence} ${data_source}`;
  promises.set(kind, (promises.get(kind) ?? 0) + 1);
}

export function countFault(code: ErrorCode): void {
  faults.inc({ code });
}
