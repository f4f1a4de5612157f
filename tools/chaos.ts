import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { disturb } from './chaos/chaos-run.js';
import { disturbancesOf } from './chaos/disturbances.js';
import { chaosTable } from './chaos/tally.js';
import { Traffic } from './chaos/traffic.js';
import { Cluster } from './start/cluster.js';
import { freePorts } from './start/ports.js';
import { readPlan } from './start/start-plan.js';

const help = `npm run chaos -- [flags]

Starts a cluster on the embedded sandbox, keeps calling it, and meanwhile ends and kills its processes one after the
other: what do callers notice? Promises and reads are never repeated by this caller; a write that fails is repeated
with its Idempotency-Key. Prints a table and leaves reports/chaos.json.

  --rate N       promises a second (300); a tenth as many reads and 4 writes a second besides
  --settle N     seconds between two disturbances (3)
  --only TEXT    disturbances whose name holds this text, for example "is killed" or "gateway"
  --json FILE    (reports/chaos.json)
  --help         this list

Exit code 0: callers noticed no more than is allowed. 1: they did. 2: the flags are wrong.
`;

/** Two of each kind that may go alone: the last one of its kind can not be done without. */
const SIZE = ['--gateways', '4', '--promises', '2', '--stocks', '2'];
const COMPLETE_WITHIN_MS = 120_000;

function flags() {
  const { values } = parseArgs({
    options: {
      rate: { type: 'string', default: '300' },
      settle: { type: 'string', default: '3' },
      only: { type: 'string', default: '' },
      json: { type: 'string', default: 'reports/chaos.json' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const number = (name: 'rate' | 'settle', least: number, most: number): number => {
    const given = Number(values[name]);
    if (!(given >= least && given <= most))
      throw new TypeError(`--${name} must be a number from ${least} to ${most}.`);
    return given;
  };
  return { ...values, rate: number('rate', 1, 20_000), settle: number('settle', 0.5, 600) };
}

const say = (what: string): boolean => process.stdout.write(`${what}\n`);

async function complete(url: string): Promise<void> {
  const end = Date.now() + COMPLETE_WITHIN_MS;
  while (Date.now() < end) {
    const { complete: done } = (await (await fetch(`${url}/api/sync`)).json()) as { complete: boolean };
    if (done) return;
    await pause(200);
  }
  throw new Error('The replica was not complete in time.');
}

async function main(): Promise<void> {
  const { rate, settle, only, json, help: wantsHelp } = flags();
  if (wantsHelp) return void process.stdout.write(help);
  const path = mkdtempSync(join(tmpdir(), 'otp-chaos-'));
  const folder = { path, logs: join(path, 'logs') };
  for (const part of ['logs', 'temp']) mkdirSync(join(path, part));
  const [port = 0, sandboxPort = 0] = await freePorts(2, []);
  const plan = readPlan([...SIZE, '--port', String(port), '--sandbox-port', String(sandboxPort)], {}, path);
  const cluster = new Cluster(plan, join(import.meta.dirname, '..', '..'), folder, () => undefined);
  const stop = (): never => {
    cluster.kill();
    process.exit(130);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    const { url } = await cluster.start({ ...(process.env as Record<string, string>), API_KEYS: 'off' });
    await complete(url);
    const disturbances = disturbancesOf(cluster.runningProcesses()).filter(({ what }) => what.includes(only));
    if (disturbances.length === 0) throw new TypeError(`Nothing is called "${only}".`);
    const traffic = await Traffic.towards(url);
    traffic.start({ promises: rate });
    await pause(settle * 1_000);
    const rows = await disturb(cluster, traffic, disturbances, { settleMs: settle * 1_000, say });
    say(`\n${rate} promises a second:\n\n${chaosTable(rows)}`);
    mkdirSync(dirname(json), { recursive: true });
    writeFileSync(json, `${JSON.stringify({ rate, rows }, null, 2)}\n`);
    for (const { what, faults } of rows.filter(({ isAsAllowed }) => !isAsAllowed)) {
      say(`\n${what}: ${JSON.stringify(faults)}`);
      process.exitCode = 1;
    }
  } finally {
    await cluster.stop();
    rmSync(path, { recursive: true, force: true });
  }
}

try {
  await main();
  process.exit();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof TypeError ? 2 : 1);
}
