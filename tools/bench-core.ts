import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import {
  applyDefaults,
  calculatePromise,
  prepareItem,
  prepareReference,
  type PromiseAnswer,
  type PromiseRequest,
  type World,
} from '../apps/promise/src/domain/index.js';
import { benchmarkCompany, type BenchmarkCompany } from './bench-core/company.js';
import { benchmarkOrders } from './bench-core/orders.js';

const help = `Measures the calculation alone, on one core: no network, no encoding.

  npm run bench:core -- [--rounds 5] [--json FILE]

Orders have full answers with reasons and options; one in five is short, late, or has a desired date.
`;
const ROUND_MS = 1_000;
const LINES = [1, 5, 20, 100, 500] as const;
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

function worldOf({ reference, items }: BenchmarkCompany): World {
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

function promise(request: PromiseRequest, world: World): PromiseAnswer {
  const result = calculatePromise(applyDefaults(request, defaults), world, NOW);
  if (result.kind === 'invalid') throw new Error(JSON.stringify(result.violations));
  return result.answer;
}

/** Promises per second over one round. */
function throughput(requests: readonly PromiseRequest[], run: (request: PromiseRequest) => unknown): number {
  const begin = performance.now();
  let done = 0;
  let elapsed = 0;
  while (elapsed < ROUND_MS) {
    for (const request of requests) run(request);
    done += requests.length;
    elapsed = performance.now() - begin;
  }
  return (done / elapsed) * 1_000;
}

/** Microseconds of each call, ascending. */
function callTimes(requests: readonly PromiseRequest[], world: World): Float64Array {
  const times = new Float64Array(requests.length);
  for (const [at, request] of requests.entries()) {
    const begin = performance.now();
    promise(request, world);
    times[at] = (performance.now() - begin) * 1_000;
  }
  return times.sort();
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function quantile(ascending: Float64Array, share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? NaN;
}

/** What the answers are like; counted one by one, because no server keeps its answers either. */
function mixOf(requests: readonly PromiseRequest[], world: World): string {
  const counts = { short: 0, 'from purchase orders': 0, 'with a desired date': 0, 'with options': 0 };
  for (const request of requests) {
    const answer = promise(request, world);
    if (!answer.can_fulfill) counts.short++;
    else if (answer.confidence !== 'HIGH') counts['from purchase orders']++;
    if (answer.desired_date !== null) counts['with a desired date']++;
    if (answer.options.length > 0) counts['with options']++;
  }
  return Object.entries(counts)
    .map(([what, count]) => `${what} ${((count / requests.length) * 100).toFixed(1)} %`)
    .join(', ');
}

function main(): void {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (values.help || !Number.isInteger(rounds) || rounds < 3) {
    process.stdout.write(`${help}${values.help ? '' : 'At least 3 rounds.\n'}`);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const company = benchmarkCompany();
  const world = worldOf(company);
  const orders = new Map(
    LINES.map((lines) => [lines, benchmarkOrders(company, lines, 2_000_000 / (lines + 195))]),
  );
  const fiveLines = orders.get(5) ?? [];
  process.stdout.write(`mix: ${mixOf(fiveLines, world)}\n`);

  throughput(fiveLines, (request) => promise(request, world));
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++)
    rates.push(throughput(fiveLines, (request) => promise(request, world)));
  const rate = median(rates);
  process.stdout.write(
    `5-line promises a second on one core: ${Math.round(rate)} (median of ${rounds}; ${rates.map(Math.round).join(', ')})\n\n`,
  );

  const figures: Record<string, number | string> = { core_promises_per_s: Math.round(rate) };
  process.stdout.write('lines   P50 µs   P99 µs   µs a line (P50)\n');
  for (const [lines, requests] of orders) {
    callTimes(requests, world);
    const runs = Array.from({ length: rounds }, () => callTimes(requests, world));
    const p50 = median(runs.map((times) => quantile(times, 0.5)));
    const p99 = median(runs.map((times) => quantile(times, 0.99)));
    figures[`core_p50_us_${lines}_lines`] = Number(p50.toFixed(2));
    figures[`core_p99_us_${lines}_lines`] = Number(p99.toFixed(2));
    process.stdout.write(
      `${String(lines).padStart(5)} ${p50.toFixed(1).padStart(8)} ${p99.toFixed(1).padStart(8)} ${(p50 / lines).toFixed(2).padStart(8)}\n`,
    );
  }
  if (values.json !== undefined) {
    const machine = { cores: cpus().length, cpu: cpus()[0]?.model ?? 'unknown', node: process.version };
    writeFileSync(values.json, `${JSON.stringify({ ...figures, ...machine }, null, 2)}\n`);
  }
}

main();
