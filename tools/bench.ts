import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Bulk } from './bench/bulk.js';
import { Core } from './bench/core.js';
import { MeasuredEngine } from './bench/engine.js';
import { generator, WITHOUT_WRK } from './bench/load/load.js';
import { full, measureInTurn, type Measurement, mediansOf, quick, type Sizes } from './bench/measurement.js';
import { Memory } from './bench/memory.js';
import { Paths } from './bench/paths.js';
import { RecordingCosts } from './bench/recording-costs.js';
import { documentBench } from './bench/report/document.js';
import { type Results, resultsOf } from './bench/report/results.js';
import { textTable } from './bench/report/table.js';
import { ColdOrders } from './bench/supply/cold-orders.js';
import { Freshness } from './bench/supply/freshness.js';
import { HitRates } from './bench/supply/hit-rates.js';
import { Sync } from './bench/supply/sync.js';
import { WarmOrders } from './bench/supply/warm-orders.js';

const names = ['paths', 'bulk', 'costs', 'core', 'memory', 'cold', 'warm', 'fresh', 'hits', 'sync'] as const;

const help = `npm run bench -- [flags]

Measures how fast the engine is, beside the same machine doing less: clusters of its own on the sandbox, real Redis and
nginx, the load generator on the same cores. Every figure is the median of interleaved rounds, A B C A B C.

  --quick          within 90 seconds: for a look, not for a figure. What starts a cluster of its own is measured once,
                   and what takes long not at all.
  --only LIST      some of ${names.join(',')}
  --rounds N       how many rounds, from 3 on (3)
  --json FILE      also writes the figures as one flat JSON object
  --doc            also writes them into docs/performance.md, with charts
  --from FILE      measures nothing: takes the figures of an earlier --json, for --doc
  --help           this list
`;

function flags() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      json: { type: 'string' },
      doc: { type: 'boolean', default: false },
      from: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const usual = values.quick ? names.filter((name) => name !== 'sync' && name !== 'warm') : names;
  const only = values.only?.split(',') ?? usual;
  const unknown = only.filter((name) => !(names as readonly string[]).includes(name));
  if (unknown.length > 0) throw new TypeError(`--only knows ${names.join(', ')}, not ${unknown.join(', ')}.`);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 3)
    throw new TypeError('--rounds must be a whole number from 3 on.');
  return { ...values, only: only as (typeof names)[number][], rounds };
}

const say = (what: string): boolean => process.stderr.write(`${what}\n`);

/** Those that share one engine first; then those that start and end their own, on a machine that is idle otherwise. */
function groupsOf(only: readonly string[], sizes: Sizes): Measurement[][] {
  let engine: MeasuredEngine | undefined;
  const shared = (): MeasuredEngine => {
    if (engine === undefined) throw new Error('The engine has not been started.');
    return engine;
  };
  const first = {
    name: 'engine',
    open: async () => void (engine = await MeasuredEngine.start()),
    round: () => Promise.resolve({}),
    close: async () => engine?.stop(),
  };
  const chosen = (measurement: Measurement): boolean => only.includes(measurement.name);
  const onOne = [new Paths(shared, sizes), new Bulk(shared, sizes), new RecordingCosts(shared, sizes)].filter(
    chosen,
  );
  return [
    [...(onOne.length > 0 ? [first, ...onOne] : []), ...[new Core(sizes)].filter(chosen)],
    [new Memory(sizes), new ColdOrders(sizes), new WarmOrders(sizes), new Freshness(sizes)].filter(chosen),
    [new HitRates(sizes)].filter(chosen),
    [new Sync(sizes, say)].filter(chosen),
  ];
}

async function measure({ only, quick: isQuick, rounds }: ReturnType<typeof flags>): Promise<Results> {
  if (generator !== 'wrk') say(WITHOUT_WRK);
  const all = new Map<string, readonly number[]>();
  for (const [at, group] of groupsOf(only, isQuick ? quick : full).entries()) {
    const ofGroup = isQuick && at > 0 ? 1 : rounds;
    for (const [name, values] of await measureInTurn(group, ofGroup, say)) all.set(name, values);
  }
  const command = ['npm run bench', ...(isQuick ? ['-- --quick'] : [])].join(' ');
  const results = resultsOf(mediansOf(all), command);
  process.stdout.write(`${textTable(results, all)}\n`);
  return results;
}

async function main(): Promise<void> {
  const given = flags();
  if (given.help) {
    process.stdout.write(help);
    return;
  }
  const results =
    given.from === undefined
      ? await measure(given)
      : (JSON.parse(readFileSync(given.from, 'utf8')) as Results);
  if (given.json !== undefined) writeFileSync(given.json, `${JSON.stringify(results, null, 2)}\n`);
  if (given.doc) for (const path of documentBench(results)) process.stdout.write(`${path}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof TypeError ? 2 : 1;
}
