import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { PromiseRequest, World } from '../apps/promise/src/domain/index.js';
import { promise, throughput, worldOf } from './bench-core/calculation.js';
import { benchmarkCompany, type BenchmarkCompany } from './bench-core/company.js';
import { benchmarkOrders } from './bench-core/orders.js';
import { median } from './bench/statistics.js';

const help = `Measures the calculation alone, on one core: no network, no encoding.

  npm run bench:core -- [--rounds 5] [--json FILE]

Orders have full answers with reasons and options; one in five is short, late, or has a desired date.
`;
const ROUND_MS = 1_000;
/** Lines of an order, and how many such orders are measured one by one. */
const SIZES = new Map([
  [1, 10_000],
  [5, 10_000],
  [20, 8_000],
  [100, 4_000],
  [500, 2_000],
]);
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

type Figures = Record<string, number>;

function measureThroughput(company: BenchmarkCompany, world: World, rounds: number): Figures {
  const requests = benchmarkOrders(company, 5, SIZES.get(5) ?? 0);
  process.stdout.write(`mix: ${mixOf(requests, world)}\n`);
  throughput(requests, world, ROUND_MS);
  const rates = Array.from({ length: rounds }, () => Math.round(throughput(requests, world, ROUND_MS)));
  const rate = median(rates);
  process.stdout.write(`5-line promises a second on one core: ${rate} (median of ${rates.join(', ')})\n\n`);
  return { core_promises_per_s: rate };
}

function measureCalls(company: BenchmarkCompany, world: World, rounds: number): Figures {
  const figures: Figures = {};
  process.stdout.write('lines   P50 µs   P99 µs   P50 µs a line\n');
  for (const [lines, count] of SIZES) {
    const requests = benchmarkOrders(company, lines, count);
    callTimes(requests, world);
    const runs = Array.from({ length: rounds }, () => callTimes(requests, world));
    const p50 = median(runs.map((times) => quantile(times, 0.5)));
    const p99 = median(runs.map((times) => quantile(times, 0.99)));
    figures[`core_p50_us_${lines}_lines`] = Number(p50.toFixed(2));
    figures[`core_p99_us_${lines}_lines`] = Number(p99.toFixed(2));
    const columns = [String(lines).padStart(5), p50.toFixed(1).padStart(8), p99.toFixed(1).padStart(8)];
    process.stdout.write(`${columns.join(' ')} ${(p50 / lines).toFixed(2).padStart(15)}\n`);
  }
  const growth = (figures['core_p50_us_500_lines'] ?? NaN) / (figures['core_p50_us_5_lines'] ?? NaN);
  process.stdout.write(
    `500 lines take ${growth.toFixed(0)} times as long as 5 (linear: 100 times, or less)\n`,
  );
  return { ...figures, core_growth_500_to_5_lines: Number(growth.toFixed(1)) };
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
  const figures = { ...measureThroughput(company, world, rounds), ...measureCalls(company, world, rounds) };
  if (values.json !== undefined) {
    const machine = { cores: cpus().length, cpu: cpus()[0]?.model ?? 'unknown', node: process.version };
    writeFileSync(values.json, `${JSON.stringify({ ...figures, ...machine }, null, 2)}\n`);
  }
}

main();
