import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectFolder } from '#libs/testing';
import { sendSoundly } from './bench/engine.js';
import { writeOrders } from './bench/orders.js';
import { writeSection } from './bench/report/generated-section.js';
import { originOf, resultsOf } from './bench/report/results.js';
import { markdownTable } from './markdown-table.js';
import { type CpuProfile, flameOf, partShares, selfShares, type Share } from './profile/cpu-profile.js';
import { processesOf } from './profile/find-process.js';
import { flamePage } from './profile/flame-page.js';
import { takeProfile } from './profile/take-profile.js';

const ORDERS = 1_000;
const SHOWN_PARTS = 16;
const SHOWN_FUNCTIONS = 25;

interface Asked {
  readonly seconds: number;
  readonly connections: number;
}

const apps = ['gateway', 'promise', 'stock', 'latency', 'erpnext-sandbox'];

const help = `npm run profile -- APP [flags]

Takes a V8 CPU profile of a running process and makes a flame graph of it. The cluster must be running (npm start).

  APP           ${apps.join(', ')}: the first process of that kind on this machine
  --pid N       another process
  --seconds N   how long (20)
  --url URL     sends promises there meanwhile, as fast as they are answered, so that there is something to see
  --connections N   how many at once (100)
  --out FOLDER  where to write (reports)
  --doc         also writes the largest shares into docs/performance.md
  --help        this list

Leaves profile-APP.html, which any browser opens, and profile-APP.cpuprofile for Chrome, VS Code or speedscope.
What V8 had inlined before counts with its caller. While it runs the process listens for debuggers on 127.0.0.1:9229; afterwards no longer.
`;

function flags() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      pid: { type: 'string' },
      seconds: { type: 'string', default: '20' },
      url: { type: 'string' },
      connections: { type: 'string', default: '100' },
      out: { type: 'string', default: 'reports' },
      doc: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [app = ''] = positionals;
  if (!values.help && !apps.includes(app)) throw new TypeError(`Say which process: ${apps.join(', ')}.`);
  const whole = (name: 'seconds' | 'connections' | 'pid', most: number): number => {
    const number = Number(values[name]);
    if (!Number.isInteger(number) || number < 1 || number > most) {
      throw new TypeError(`--${name} must be a whole number from 1 to ${most}.`);
    }
    return number;
  };
  const pid = values.pid === undefined ? undefined : whole('pid', 2 ** 22);
  return { ...values, app, pid, seconds: whole('seconds', 600), connections: whole('connections', 1_000) };
}

/** Sends orders of five lines of items that the engine knows. Throws when one of them fails. */
async function load(url: string, connections: number, seconds: number): Promise<void> {
  const answer = await fetch(`${url}/api/items/search?query=o&limit=50`);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status} to the question for its items.`);
  const codes = ((await answer.json()) as { item_code: string }[]).map(({ item_code }) => item_code);
  const folder = mkdtempSync(join(tmpdir(), 'otp-profile-'));
  const ordersFile = join(folder, 'orders.ndjson');
  try {
    writeOrders(ordersFile, codes, ORDERS);
    await sendSoundly({ url, ordersFile, connections, seconds });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const table = (head: string, shares: readonly Share[]): string =>
  markdownTable(
    [head, '% of the busy time'],
    shares.map(({ name, percent }) => [name, percent.toFixed(1)]),
  );

/** Writes the largest shares into docs/performance.md; gives its path. */
function documentProfile(app: string, profile: CpuProfile, { seconds, connections }: Asked): string {
  const page = join(projectFolder, 'docs', 'performance.md');
  const command = `npm run profile -- ${app}`;
  const origin = originOf(resultsOf({}, `${command} --url URL --seconds ${seconds}`));
  const text = `## Where the CPU of one ${app} goes

${origin}; ${connections} connections. Time in the functions themselves, what is idle left out.

${table('part', partShares(profile).slice(0, SHOWN_PARTS))}

${table('function', selfShares(profile).slice(0, SHOWN_FUNCTIONS))}`;
  writeSection(page, 'Performance', `${command} --doc`, text);
  return page;
}

async function main(): Promise<void> {
  const { app, pid, seconds, url, connections, out, doc, help: wantsHelp } = flags();
  if (wantsHelp) {
    process.stdout.write(help);
    return;
  }
  const chosen = pid ?? processesOf(app)[0];
  if (chosen === undefined)
    throw new Error(`No ${app} runs on this machine: begin with npm start, or give --pid.`);
  process.stdout.write(`profiling ${app}, process ${chosen}, for ${seconds} s\n`);
  const [profile] = await Promise.all([
    takeProfile(chosen, seconds),
    url === undefined ? undefined : load(url, connections, seconds + 1),
  ]);
  mkdirSync(out, { recursive: true });
  const file = join(out, `profile-${app}`);
  writeFileSync(`${file}.cpuprofile`, JSON.stringify(profile));
  writeFileSync(`${file}.html`, flamePage(`CPU of ${app} in ${seconds} s`, flameOf(profile)));
  for (const { name, selfMs, percent } of selfShares(profile).slice(0, SHOWN_FUNCTIONS)) {
    process.stdout.write(
      `${percent.toFixed(1).padStart(5)} %  ${selfMs.toFixed(0).padStart(6)} ms  ${name}\n`,
    );
  }
  process.stdout.write(`${file}.html\n${file}.cpuprofile\n`);
  if (doc) process.stdout.write(`${documentProfile(app, profile, { seconds, connections })}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof TypeError ? 2 : 1;
}
