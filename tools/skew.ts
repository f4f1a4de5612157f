import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeSection } from './bench/report/generated-section.js';
import { originOf, resultsOf } from './bench/report/results.js';
import { numberFlag } from './chaos/number-flag.js';
import { withPassingCluster } from './chaos/passing-cluster.js';
import { Traffic } from './chaos/traffic.js';
import { buildOf } from './skew/older-build.js';
import { questionsFor } from './skew/questions.js';
import { isSound, skewTable } from './skew/report.js';
import { roll, type Row } from './skew/rolling.js';
import { stages } from './skew/stages.js';
import { recordWire } from './skew/wire.js';

const help = `npm run skew -- [flags]

Builds an older revision, starts a cluster of it on the embedded sandbox, and under traffic replaces its gateways,
promise services and stock services by this build, one process after the other, and then back. After each kind the
same questions are asked again: the answers must be what they were, and no call may fail. Prints a table and leaves
reports/skew.json.

  --from REV     the older revision (HEAD~1)
  --rate N       promises a second (100); a tenth as many reads and 4 writes a second besides
  --items N      items of the sandbox (2000)
  --settle N     seconds between two processes (3)
  --json FILE    (reports/skew.json)
  --doc          also writes the table into docs/operations.md
  --record FILE  lets this build leave one of each kind in a Redis and copies that into the file, and does nothing else;
                 test/wire/redis.rdb holds later builds to it, and is made anew when nobody runs that build any more
  --help         this list

Exit code 0: nothing failed and nothing was answered differently. 1: something was. 2: the flags are wrong, or there is
no such revision.
`;

/** One of a kind does the work while another one is replaced. */
const SIZE = { gateways: 4, promises: 2, stocks: 2 };
/** Differences of a kind; all of them are in the file. */
const SHOWN = 5;
/** The longest there is: what changes is known sooner by webhooks alone. */
const SYNC_INTERVAL_MS = '300000';

const root = join(import.meta.dirname, '..', '..');
const say = (what: string): boolean => process.stdout.write(`${what}\n`);

function flags() {
  const { values } = parseArgs({
    options: {
      from: { type: 'string', default: 'HEAD~1' },
      rate: { type: 'string', default: '100' },
      items: { type: 'string', default: '2000' },
      settle: { type: 'string', default: '3' },
      json: { type: 'string', default: 'reports/skew.json' },
      doc: { type: 'boolean', default: false },
      record: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const number = (name: 'rate' | 'items' | 'settle', least: number, most: number): number =>
    numberFlag(name, values[name], least, most);
  return {
    ...values,
    ...{ rate: number('rate', 1, 20_000), items: number('items', 100, 1_000_000) },
    settle: number('settle', 0.1, 600),
  };
}

function rowsOf(
  older: string,
  { rate, items, settle }: { readonly rate: number; readonly items: number; readonly settle: number },
): Promise<Row[]> {
  const plan = { root: older, flags: { ...SIZE, items }, env: { SYNC_INTERVAL_MS } };
  return withPassingCluster(plan, async (cluster, greeting) => {
    const asked = await questionsFor(greeting.url);
    const traffic = await Traffic.towards(greeting.url);
    traffic.start({ promises: rate });
    const folders = { old: older, new: root };
    const rolling = { cluster, greeting, folders, ...asked, traffic, settleMs: settle * 1_000, say };
    return roll(rolling, stages());
  });
}

async function main(): Promise<void> {
  const asked = flags();
  if (asked.help) return void process.stdout.write(help);
  if (asked.record !== undefined) return recordWire(resolve(asked.record));
  say(`building ${asked.from}`);
  const older = await buildOf(asked.from, root);
  process.once('exit', () => older.remove());
  const rows = await rowsOf(older.folder, asked);
  const of = `old: ${older.commit.slice(0, 12)}; new: the build after it; ${asked.rate} promises a second`;
  const origin = originOf(resultsOf({}, 'npm run skew'), { ownLoad: true });
  const table = `${origin}. ${of}:\n\n${skewTable(rows)}`;
  say(`\n${table}`);
  if (asked.doc) {
    writeSection(join(root, 'docs', 'operations.md'), 'Operations', 'npm run skew -- --doc', table);
  }
  mkdirSync(dirname(asked.json), { recursive: true });
  const { rate, items } = asked;
  writeFileSync(asked.json, `${JSON.stringify({ from: older.commit, rate, items, rows }, null, 2)}\n`);
  for (const { calls, differences } of rows.filter((row) => !isSound(row))) {
    say([`\n${calls.what}: ${JSON.stringify(calls.faults)}`, ...differences.slice(0, SHOWN)].join('\n'));
    process.exitCode = 1;
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
try {
  await main();
  process.exit();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof TypeError || error instanceof RangeError ? 2 : 1);
}
