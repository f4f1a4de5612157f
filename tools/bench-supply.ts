import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { measureFreshness } from './bench-supply/freshness.js';
import { measureCold, measureHitRates, measureWarm } from './bench-supply/orders.js';
import { median } from './bench-supply/statistics.js';
import { measureSync } from './bench-supply/sync.js';

const help = `Measures supply: cold and warm orders, hit rates, freshness, full and incremental sync.

  npm run bench:supply -- [options]

  --json FILE      also writes the figures as one flat JSON object
  --only LIST      some of cold,warm,hits,fresh,sync (all)
  --rounds N       rounds of cold, warm and fresh, interleaved; medians are shown (3)
  --quick          a tenth of the items and orders: for a look, not for a figure
  --help

Each part starts a cluster of its own on the sandbox, with a real Redis, and ends it.
`;

type Figures = Record<string, number>;

/** Figure → what it has to be at most (or at least). */
const targets: Readonly<Record<string, string>> = {
  erp_requests_warm: '0',
  erp_requests_cold_20_lines: '≤ 3',
  cold_20_lines_p95_ms: '≤ 60',
  l1_hit_rate: '≥ 0.95',
  redis_hit_rate: '≥ 0.999',
  freshness_p99_ms: '≤ 250',
  freshness_without_webhooks_intervals: '≤ 1',
  full_sync_s: '≤ 120',
  full_sync_stock_rss_mb: '≤ 300',
  incremental_1000_s: '≤ 2',
};

const parts = ['cold', 'warm', 'fresh', 'hits', 'sync'] as const;

async function measure(part: (typeof parts)[number], share: number): Promise<Figures> {
  switch (part) {
    case 'cold':
      return measureCold();
    case 'warm':
      return measureWarm();
    case 'fresh':
      return measureFreshness();
    case 'hits':
      return measureHitRates(100_000 * share, 100_000 * share);
    case 'sync':
      return measureSync({ items: 100_000 * share, binsPerItem: 10, openRows: 200_000 * share }, (what) =>
        process.stderr.write(`  ${what}\n`),
      );
  }
}

function medians(rounds: readonly Figures[]): Figures {
  const names = new Set(rounds.flatMap((round) => Object.keys(round)));
  return Object.fromEntries(
    [...names].map((name) => [name, median(rounds.flatMap((round) => round[name] ?? []))]),
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      only: { type: 'string', default: parts.join(',') },
      rounds: { type: 'string', default: '3' },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const chosen = values.only.split(',');
  const unknown = chosen.filter((part) => !(parts as readonly string[]).includes(part));
  if (unknown.length > 0) throw new Error(`--only knows ${parts.join(', ')}, not ${unknown.join(', ')}.`);
  const rounds = Number(values.rounds);
  if (!(Number.isInteger(rounds) && rounds >= 1))
    throw new Error('--rounds must be a whole number from 1 on.');

  const share = values.quick ? 0.1 : 1;
  const measured: Figures[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    for (const part of parts) {
      // The large ones hardly vary, and take minutes.
      if (!chosen.includes(part) || (round > 1 && (part === 'hits' || part === 'sync'))) continue;
      process.stderr.write(`round ${round}: ${part}\n`);
      measured.push(await measure(part, share));
    }
  }
  const figures = medians(measured);
  for (const [name, value] of Object.entries(figures)) {
    const target = targets[name] === undefined ? '' : `   target ${targets[name]}`;
    process.stdout.write(
      `${name.padEnd(40)} ${String(Math.round(value * 10_000) / 10_000).padStart(12)}${target}\n`,
    );
  }
  const machine = {
    cores: cpus().length,
    memory_gb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  process.stdout.write(`${JSON.stringify(machine)}\n`);
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ ...figures, ...machine }, null, 2)}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
