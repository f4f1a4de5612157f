import { Counter, Gauge, Histogram } from 'prom-client';
import { metrics } from '#libs/observability';

const registers = [metrics];

/** Orders of this gateway that have no outcome yet. */
export interface OpenOrders {
  /** By lane: those that wait for a batch. */
  readonly waiting: Readonly<Record<string, number>>;
  /** At the promise services. */
  readonly outstanding: number;
}

let openOrders: () => OpenOrders = () => ({ waiting: {}, outstanding: 0 });

/** Says whom to ask when metrics are collected. */
export function showOrders(source: () => OpenOrders): void {
  openOrders = source;
}

new Gauge({
  name: 'otp_orders_waiting',
  help: 'Orders that wait for a batch: of single calls, of bulk streams, or to be sent a second time.',
  labelNames: ['lane'] as const,
  registers,
  collect() {
    for (const [lane, count] of Object.entries(openOrders().waiting)) this.set({ lane }, count);
  },
});

new Gauge({
  name: 'otp_orders_outstanding',
  help: 'Orders at the promise services that have no outcome yet.',
  registers,
  collect() {
    this.set(openOrders().outstanding);
  },
});

/** Of each batch, the number of its orders. */
export const batchOrders = new Histogram({
  name: 'otp_order_batch_orders',
  help: 'Orders of one batch to a promise service.',
  buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
  registers,
});

const shed = new Counter({
  name: 'otp_shed_total',
  help: 'Work that was refused at once so that the rest stays fast: orders_waiting, bulk_streams.',
  labelNames: ['reason'] as const,
  registers,
});

export const shedOrder = shed.labels('orders_waiting');
export const shedBulkStream = shed.labels('bulk_streams');
// Known from the beginning, so that the first one is an increase.
for (const reason of [shedOrder, shedBulkStream]) reason.inc(0);
