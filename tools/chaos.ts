import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type RedisProcess, startRedisSentinel, waitFor } from '#libs/testing';
import { disturb } from './chaos/chaos-run.js';
import { disturbancesOf, masterKilled } from './chaos/disturbances.js';
import { chaosTable, type Row } from './chaos/tally.js';
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
/** Until Sentinels have noticed, agreed and told, and what was written meanwhile has been repeated. */
const FAILOVER_MS = 20_000;
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

/** Until then every order is read from ERPNext. */
const complete = (url: string): Promise<boolean> =>
  waitFor(async () => ((await (await fetch(`${url}/api/sync`)).json()) as { complete: boolean }).complete, {
    ...{ timeoutMs: COMPLETE_WITHIN_MS, everyMs: 200, what: 'a complete replica' },
  });

/** The rows of one cluster; `env` besides ours. */
async function rowsOf(
  { rate, settle, only }: ReturnType<typeof flags>,
  env: Readonly<Record<string, string>>,
  also?: RedisProcess,
): Promise<Row[]> {
  const path = mkdtempSync(join(tmpdir(), 'otp-chaos-'));
  const folder = { path, logs: join(path, 'logs') };
  for (const part of ['logs', 'temp']) mkdirSync(join(path, part));
  const [port = 0, sandboxPort = 0] = await freePorts(2, []);
  const plan = readPlan([...SIZE, '--port', String(port), '--sandbox-port', String(sandboxPort)], {}, path);
  const cluster = new Cluster(plan, join(import.meta.dirname, '..', '..'), folder, () => undefined);
  const onExit = (): void => cluster.kill();
  process.once('exit', onExit);
  try {
    const own = process.env as Record<string, string>;
    const { url } = await cluster.start({ ...own, API_KEYS: 'off', ...env });
    await complete(url);
    const all = also === undefined ? disturbancesOf(cluster.runningProcesses()) : [masterKilled];
    const master = also && { name: masterKilled.process, pid: also.pid, port: also.port };
    const traffic = await Traffic.towards(url);
    traffic.start({ promises: rate });
    await pause(settle * 1_000);
    const disturbed = {
      runningProcesses: () => [...cluster.runningProcesses(), ...(master === undefined ? [] : [master])],
    };
    const settleMs = also === undefined ? settle * 1_000 : FAILOVER_MS;
    return await disturb(
      disturbed,
      traffic,
      all.filter(({ what }) => what.includes(only)),
      { settleMs, say },
    );
  } finally {
    await cluster.stop();
    process.off('exit', onExit);
    rmSync(path, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const asked = flags();
  if (asked.help) return void process.stdout.write(help);
  const rows: Row[] = [];
  if (asked.only === '' || !masterKilled.what.includes(asked.only)) rows.push(...(await rowsOf(asked, {})));
  if (masterKilled.what.includes(asked.only)) {
    const servers = await startRedisSentinel({ sentinels: 3 });
    const env = { REDIS_SENTINELS: servers.sentinels.join(','), REDIS_SENTINEL_NAME: servers.name };
    try {
      rows.push(...(await rowsOf(asked, env, servers.master)));
    } finally {
      await servers.stop();
    }
  }
  if (rows.length === 0) throw new TypeError(`Nothing is called "${asked.only}".`);
  say(`\n${asked.rate} promises a second:\n\n${chaosTable(rows)}`);
  mkdirSync(dirname(asked.json), { recursive: true });
  writeFileSync(asked.json, `${JSON.stringify({ rate: asked.rate, rows }, null, 2)}\n`);
  for (const { what, faults } of rows.filter(({ isAsAllowed }) => !isAsAllowed)) {
    say(`\n${what}: ${JSON.stringify(faults)}`);
    process.exitCode = 1;
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
