import { join, relative } from 'node:path';
import { BoundedLogs } from './bounded-logs.js';
import { Cluster, type Greeting, type RunningProcess } from './cluster.js';
import { asksForHelp, FlagError, helpText } from './flags.js';
import { LogView } from './log-view.js';
import { LOOPBACK, portFault } from './ports.js';
import { claimRunFolder, disownRunFolder, removeRunFolder } from './run-folder.js';
import { readPlan, type StartPlan } from './start-plan.js';

/** What the one who started us over IPC is told when promises come back. */
export interface ReadyMessage extends Greeting {
  readonly ready: true;
  readonly processes: readonly RunningProcess[];
}

/** Ctrl-C reaches us from the terminal and from each of our parents: within this time it is one. */
const SAME_SIGNAL_MS = 1_000;

const root = join(import.meta.dirname, '..', '..', '..');
const beginning = performance.now();

function say(what: string): void {
  const seconds = ((performance.now() - beginning) / 1000).toFixed(1);
  process.stdout.write(`${seconds.padStart(6)} s  ${what}\n`);
}

function give(message: string): never {
  process.stderr.write(`${message.trimEnd()}\n`);
  process.exit(1);
}

async function refuseTakenPorts(plan: StartPlan): Promise<void> {
  const wanted: (readonly [string, number])[] = [['--port', plan.port]];
  if (plan.tls !== undefined) wanted.push(['--tls-port', plan.tls.port]);
  if (plan.erp === undefined) wanted.push(['--sandbox-port', plan.sandboxPort]);
  const faults: string[] = [];
  for (const [flag, port] of wanted) {
    const fault = await portFault(port);
    if (fault === undefined) continue;
    faults.push(portRefusal(flag, port, fault));
  }
  if (faults.length > 0) give(faults.join('\n'));
}

function portRefusal(flag: string, port: number, fault: string): string {
  const why = fault === 'EADDRINUSE' ? 'is taken by another process' : `can't be used (${fault})`;
  return `Port ${port} of ${LOOPBACK} ${why}. Choose another: npm start -- ${flag} ${port + 1}`;
}

function planOrExit(): StartPlan {
  const args = process.argv.slice(2);
  if (asksForHelp(args)) {
    process.stdout.write(helpText());
    process.exit(0);
  }
  try {
    return readPlan(args, process.env, process.env['INIT_CWD'] ?? process.cwd());
  } catch (error) {
    if (error instanceof FlagError) give(error.message);
    throw error;
  }
}

function greet(
  { url, erpUrl, curl, order, answer, key, redisUrl, latencyUrl }: Greeting,
  plan: StartPlan,
  logs: string,
): void {
  const [{ item_code, qty }] = order.items;
  const date = answer.promise_date ?? 'no date';
  say(
    `a promise came back: ${qty} of ${item_code}, ${date} (${answer.status}, confidence ${answer.confidence})`,
  );
  const lines = [
    '',
    'Ask for a promise:',
    `  ${curl}`,
    '',
    `Order desk   ${url}`,
    ...(plan.tls === undefined ? [] : [`             https://localhost:${plan.tls.port}  (HTTP/2, too)`]),
    plan.erp === undefined
      ? `Sandbox      ${erpUrl}  (Authorization: token sandbox:sandbox)`
      : `ERPNext      ${erpUrl}`,
    ...(key === undefined
      ? ['API keys     none is needed: the sandbox runs on loopback (API_KEYS=required asks for them)']
      : [
          'API keys     the one above may ask for promises and read; others, until the end of this start:',
          `  REDIS_URL=${redisUrl} npm run keys -- create --name desk --scopes promise:read,orders:read,orders:write`,
        ]),
    ...(latencyUrl === undefined ? [] : [`Latency      ${latencyUrl}  (where the time goes)`]),
    `Logs         ${logs}  (removed at the end); warnings appear here, more with --logs info`,
    '',
    'Ctrl-C ends everything.',
    '',
  ];
  process.stdout.write(lines.join('\n'));
}

const plan = planOrExit();
await refuseTakenPorts(plan);
const path = join(root, '.run', String(plan.port));
const folder = { path, logs: join(path, 'logs') };
if (!claimRunFolder(folder)) give(portRefusal('--port', plan.port, 'EADDRINUSE'));
const cluster = new Cluster(plan, root, folder, say);
const logs = relative(process.cwd(), folder.logs);
const bounded = new BoundedLogs(folder.logs);
const view = new LogView(folder.logs, plan.logs, (text) => process.stdout.write(text));

let stoppingSince: number | undefined;
let forced = false;

async function stop(why: string): Promise<void> {
  if (stoppingSince !== undefined) {
    if (performance.now() - stoppingSince < SAME_SIGNAL_MS) return;
    forced = true;
    say('ending by force');
    cluster.kill();
    return;
  }
  stoppingSince = performance.now();
  say(`stopping (${why}): requests in flight are answered first; a second Ctrl-C ends everything at once`);
  await cluster.stop();
  view.stop();
  await bounded.stop();
  removeRunFolder(folder);
  say('everything has ended');
  process.exit(forced ? 130 : 0);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(signal));
process.once('disconnect', () => {
  if (stoppingSince === undefined) void stop('the process that started this one has ended');
});
process.once('exit', () => cluster.kill());
// A closed terminal or pipe is no reason to leave the others alone.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

try {
  // What is not logged can't be shown.
  const wanted = ['debug', 'trace'].includes(plan.logs) ? { LOG_LEVEL: plan.logs } : {};
  const greeting = await cluster.start({ ...wanted, ...(process.env as Record<string, string>) });
  greet(greeting, plan, logs);
  const message: ReadyMessage = { ready: true, processes: cluster.runningProcesses(), ...greeting };
  process.send?.(message);
} catch (error) {
  if (stoppingSince === undefined) {
    stoppingSince = performance.now();
    process.stderr.write(`\n${(error as Error).message.trimEnd()}\n\nThe cluster could not be started.\n`);
    await cluster.stop();
    view.stop();
    await bounded.stop();
    disownRunFolder(folder);
    give(`The logs are in ${logs}.`);
  }
}
