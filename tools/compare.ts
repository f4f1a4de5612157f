import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { compare, type ComparisonPlan } from './compare/comparison.js';
import { documented, printed, withGenerated } from './compare/report.js';

const help = `Compares the engine with other ways to a promise date, on the same orders and the same futures.

  npm run compare -- [options]

  --seed N     the same seed, sizes and day give the same orders, dates and futures (1)
  --orders N   orders that are promised and judged (1000)
  --rounds N   interleaved rounds for latency and throughput (3)
  --json FILE  also writes all figures (reports/compare.json)
  --doc        also puts tables and charts into docs/comparison.md
  --quick      a small company and one short round: for a look, not for a figure
  --help

The others: a fixed lead time; ERPNext asked directly, item after item; a random forest that predicts lead days.
It starts a cluster on the sandbox (20 ms for stock, 25 ms for purchase orders), and ends it. What happens after a
promise is simulated: docs/comparison.md says how, and what that is worth.
`;
const PAGE = 'docs/comparison.md';

const calm = { calmCallers: 8, busyCallers: 64 };
const full: ComparisonPlan = {
  ...{ seed: 1, items: 2_000, orders: 1_000, futures: 20, pastOrders: 500 },
  load: { rounds: 3, ms: 4_000, ...calm },
};
const quick: ComparisonPlan = {
  ...{ seed: 1, items: 600, orders: 150, futures: 10, pastOrders: 200 },
  load: { rounds: 1, ms: 1_000, ...calm },
};

function whole(text: string | undefined, flag: string, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`--${flag} must be a whole number from 1 on.`);
  return Number(text);
}

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      orders: { type: 'string' },
      rounds: { type: 'string' },
      json: { type: 'string', default: 'reports/compare.json' },
      doc: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const base = values.quick ? quick : full;
  const plan: ComparisonPlan = {
    ...base,
    seed: whole(values.seed, 'seed', base.seed),
    orders: whole(values.orders, 'orders', base.orders),
    load: { ...base.load, rounds: whole(values.rounds, 'rounds', base.load.rounds) },
  };
  const comparison = await compare(plan, (what) => process.stderr.write(`${what}\n`));
  process.stdout.write(printed(comparison));
  const machine = { cores: cpus().length, node: process.version, load_average: loadavg()[0] };
  mkdirSync(dirname(values.json), { recursive: true });
  writeFileSync(values.json, `${JSON.stringify({ ...comparison, machine }, null, 2)}\n`);
  if (!values.doc) return;
  const generated = documented(comparison, {
    command: ['npm run compare --', ...args].join(' '),
    machine: `${machine.cores} cores, Node ${machine.node}`,
  });
  writeFileSync(PAGE, withGenerated(readFileSync(PAGE, 'utf8'), generated));
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
