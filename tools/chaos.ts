import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectFolder } from '#libs/testing';
import { writeSection } from './bench/report/generated-section.js';
import { originOf, resultsOf } from './bench/report/results.js';
import { clocks } from './chaos/clocks.js';
import { disk } from './chaos/disk.js';
import { damagedLinks } from './chaos/links.js';
import { memory } from './chaos/memory.js';
import { numberFlag } from './chaos/number-flag.js';
import { masterHandsOver, masterKilled, processes } from './chaos/processes.js';
import { play, type Scene } from './chaos/scene.js';
import { chaosTable, type Row } from './chaos/tally.js';
import { installedNginx } from './start/nginx-config.js';

const help = `npm run chaos -- [flags]

Starts clusters on the embedded sandbox, keeps calling them, and meanwhile ends and kills their processes, damages the
links between them, fills the disk of Redis, sets clocks and takes memory, one after the other: what do callers notice?
Promises and reads are never repeated by this caller; a write that fails is repeated with its Idempotency-Key. Prints a
table and leaves reports/chaos.json.

  --rate N           promises a second (500); a tenth as many reads and 4 writes a second besides
  --settle N         seconds between two disturbances (3)
  --lasts N          seconds that a disturbance lasts which can be ended (6)
  --only TEXT        disturbances whose name holds this text, for example "is killed" or "gateway"; may be repeated
  --without-missing  no fault when a program that some need is missing; else the exit code is 1
  --json FILE        (reports/chaos.json)
  --doc              also writes the table into docs/chaos.md
  --help             this list

Exit code 0: callers noticed no more than is allowed. 1: they did, or something was not tried. 2: the flags are wrong.
`;

function flags() {
  const { values } = parseArgs({
    options: {
      rate: { type: 'string', default: '500' },
      settle: { type: 'string', default: '3' },
      lasts: { type: 'string', default: '6' },
      only: { type: 'string', multiple: true, default: [''] },
      'without-missing': { type: 'boolean', default: false },
      json: { type: 'string', default: 'reports/chaos.json' },
      doc: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const number = (name: 'rate' | 'settle' | 'lasts', least: number, most: number): number =>
    numberFlag(name, values[name], least, most);
  return {
    ...values,
    rate: number('rate', 1, 20_000),
    settle: number('settle', 0.5, 600),
    // Longer than a write is repeated, nothing would be left of it.
    lasts: number('lasts', 0.5, 10),
  };
}

const say = (what: string): boolean => process.stdout.write(`${what}\n`);

async function main(): Promise<void> {
  const { rate, settle, lasts, only, json, doc, help: wantsHelp, ...asked } = flags();
  if (wantsHelp) return void process.stdout.write(help);
  const isWanted = (what: string): boolean => only.some((text) => what.includes(text));
  const all: readonly Scene[] = [
    ...[processes, masterHandsOver(), masterKilled],
    ...[damagedLinks(process.env), disk(), clocks(), memory()],
  ];
  const scenes = all
    .map((scene) => ({ ...scene, disturbances: scene.disturbances.filter(({ what }) => isWanted(what)) }))
    .filter(({ disturbances }) => disturbances.length > 0);
  if (scenes.length === 0) throw new TypeError(`Nothing is called "${only.join('" or "')}".`);

  const rows: Row[] = [];
  const missing: string[] = [];
  for (const scene of scenes) {
    const lack = scene.lacks?.();
    if (lack === undefined) {
      rows.push(...(await play(scene, { rate, settleMs: settle * 1_000, lastsMs: lasts * 1_000, say })));
    } else {
      missing.push(`${lack} Not tried:\n${scene.disturbances.map(({ what }) => `  ${what}\n`).join('')}`);
    }
  }
  const origin = originOf(resultsOf({}, 'npm run chaos'), { ownLoad: true });
  const table = `${origin}, nginx ${installedNginx()}. ${rate} promises a second; ${lasts} s of what lasts:\n\n${chaosTable(rows)}`;
  say(`\n${table}`);
  if (doc) {
    const text = [table, ...missing].join('\n\n');
    writeSection(join(projectFolder, 'docs', 'chaos.md'), 'Chaos', 'npm run chaos -- --doc', text);
  }
  mkdirSync(dirname(json), { recursive: true });
  writeFileSync(json, `${JSON.stringify({ rate, rows, missing }, null, 2)}\n`);
  for (const { what, faults } of rows.filter(({ isAsAllowed }) => !isAsAllowed)) {
    say(`\n${what}: ${JSON.stringify(faults)}`);
    process.exitCode = 1;
  }
  for (const sentence of missing) {
    say(`\n${sentence}`);
    if (!asked['without-missing']) process.exitCode = 1;
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
try {
  await main();
  process.exit();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof TypeError ? 2 : 1);
}
