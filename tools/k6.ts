import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { complexityTest } from './k6/complexity-test.js';
import { commonVerdicts } from './k6/common-verdicts.js';
import { type Flags, readFlags, type Test } from './k6/flags.js';
import { findK6, MissingK6 } from './k6/k6-program.js';
import { loadTest } from './k6/load-test.js';
import { LoadedEngine } from './k6/loaded-engine.js';
import { type Outcome, type Report, reportText } from './k6/report.js';
import { documentReport } from './k6/report-document.js';
import { reportPage } from './k6/report-page.js';
import { soakTest } from './k6/soak-test.js';
import { stressTest } from './k6/stress-test.js';

const root = join(import.meta.dirname, '..', '..');
const beginning = performance.now();
/** Others that keep the machine busy make every figure worse. */
const loadAtBegin = (loadavg()[0] ?? 0).toFixed(1);
const interrupted = new AbortController();

type RunTest = (engine: LoadedEngine, flags: Flags, say: (what: string) => void) => Promise<Outcome>;
const runs: Readonly<Record<Test, RunTest>> = {
  load: loadTest,
  stress: stressTest,
  soak: soakTest,
  complexity: complexityTest,
};

function say(what: string): void {
  const seconds = ((performance.now() - beginning) / 1_000).toFixed(0);
  process.stderr.write(`${seconds.padStart(5)} s  ${what}\n`);
}

async function main(): Promise<void> {
  const flags = readFlags(process.argv.slice(2), process.env);
  if ('help' in flags) {
    process.stdout.write(flags.help);
    return;
  }
  const equipment = { k6: await findK6(process.env, say), root, signal: interrupted.signal, say };
  const outcomes: Outcome[] = [];
  for (const supply of flags.url === undefined ? flags.supply : (['warm'] as const)) {
    const engine = await LoadedEngine.start(flags, supply, equipment);
    try {
      const outcome = await runs[flags.test](engine, flags, say);
      const prefix = flags.url === undefined ? `${supply}: ` : '';
      outcomes.push({
        sections: outcome.sections.map((section) => ({ ...section, title: `${prefix}${section.title}` })),
        verdicts: [
          ...outcome.verdicts,
          ...commonVerdicts(engine.faults, flags.url === undefined ? engine.sampler.gone : undefined),
        ].map((verdict) => ({
          ...verdict,
          what: `${prefix}${verdict.what}`,
        })),
        figures: { supply, faults: Object.fromEntries(engine.faults), ...(outcome.figures as object) },
      });
    } finally {
      await engine.stop();
    }
  }
  leave(flags, outcomes);
}

function leave(flags: Flags, outcomes: readonly Outcome[]): void {
  const circumstances: Report['circumstances'] = [
    ['date', new Date().toISOString()],
    ['command', `npm run ${flags.test} -- ${withoutKey(process.argv.slice(3)).join(' ')}`],
    [
      'machine',
      `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB`,
    ],
    ['load average when it began', loadAtBegin],
    ['Node', process.version],
    ['engine', flags.url ?? 'a cluster of its own with the sandbox, on the same machine as k6'],
    ...(flags.erpLatency === undefined ? [] : [['ERPNext waits, ms', flags.erpLatency] as const]),
  ];
  const report: Report = {
    title: `${flags.test[0]?.toUpperCase()}${flags.test.slice(1)} test`,
    circumstances,
    sections: outcomes.flatMap(({ sections }) => sections),
    verdicts: outcomes.flatMap(({ verdicts }) => verdicts),
  };
  process.stdout.write(reportText(report));
  const folder = resolve(process.env['INIT_CWD'] ?? process.cwd(), flags.out);
  mkdirSync(folder, { recursive: true });
  const measured = {
    ...Object.fromEntries(circumstances),
    verdicts: report.verdicts,
    runs: outcomes.map(({ figures }) => figures),
  };
  writeFileSync(join(folder, `${flags.test}.json`), `${JSON.stringify(measured, null, 2)}\n`);
  writeFileSync(join(folder, `${flags.test}.html`), reportPage(report));
  say(`${join(flags.out, flags.test)}.html and .json are written`);
  if (flags.doc) {
    for (const path of documentReport(join(root, 'docs'), flags.test, report)) say(`${path} is written`);
  }
  if (report.verdicts.some(({ met }) => met !== true)) process.exitCode = 1;
}

/** The key is in no report. */
const withoutKey = (args: readonly string[]): string[] =>
  args.filter((arg, index) => !arg.startsWith('--key') && args[index - 1] !== '--key');

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

try {
  await main();
} catch (error) {
  if (interrupted.signal.aborted) {
    say('stopped');
    process.exitCode = 130;
  } else {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof MissingK6 ? 3 : 1;
  }
}
