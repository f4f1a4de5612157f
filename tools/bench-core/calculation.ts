import {
  applyDefaults,
  calculatePromise,
  prepareItem,
  prepareReference,
  type PromiseAnswer,
  type PromiseRequest,
  type World,
} from '../../apps/promise/src/domain/index.js';
import type { BenchmarkCompany } from './company.js';

const NOW = Date.UTC(2026, 10, 24, 9, 0);

const defaults = {
  default_warehouse: 'Stores - AP',
  timezone: 'Europe/Berlin',
  cutoff_time: '14:00',
  no_weekends: true,
  lead_time_buffer_days: 1,
  processing_lead_time_days: 1,
  desired_date_mode: 'LATEST_ACCEPTABLE',
  inbound_scope: 'SCOPE',
  overdue_po: 'EXCLUDE',
} as const;

/** What a calculation sees of the company. */
export function worldOf({ reference, items }: BenchmarkCompany): World {
  const prepared = prepareReference(reference, {
    weekly_off: ['Saturday', 'Sunday'],
    warehouse_classes: {},
    processing_lead_times: { items: {}, warehouses: {} },
  });
  return {
    items: new Map(items.map((item) => [item.item_code, prepareItem(item, prepared)])),
    canonicalCodes: new Map(),
    ownReservations: [],
    inboundUnreadable: null,
    distrust: [],
    reference: prepared,
    dataAsOfMs: NOW,
    dataSource: 'LIVE',
  };
}

/** One calculation, as the promise service does it. */
export function promise(request: PromiseRequest, world: World): PromiseAnswer {
  const result = calculatePromise(applyDefaults(request, defaults), world, NOW);
  if (result.kind === 'invalid') throw new Error(JSON.stringify(result.violations));
  return result.answer;
}

/** Promises per second over about `roundMs` milliseconds. */
export function throughput(requests: readonly PromiseRequest[], world: World, roundMs: number): number {
  const begin = performance.now();
  let done = 0;
  let elapsed = 0;
  while (elapsed < roundMs) {
    for (const request of requests) promise(request, world);
    done += requests.length;
    elapsed = performance.now() - begin;
  }
  return (done / elapsed) * 1_000;
}
