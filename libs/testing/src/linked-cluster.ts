import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { clusterPlan, privatePortCount } from '../../../tools/start/cluster-plan.js';
import { dyingWithUs } from '../../../tools/start/dying-with-us.js';
import { freePorts } from '../../../tools/start/ports.js';
import { readPlan } from '../../../tools/start/start-plan.js';
import { type ProcessPlan, SupervisedProcess } from '../../../tools/start/supervised-process.js';
import { compiled } from './child-run.js';
import { FaultyLink } from './faulty-link.js';
import { flagArgs } from './running-app.js';

/** From the first signal to a process on, until it is ended by force. */
const STOP_MS = 5_000;

interface LinkedClusterSettings {
  /** Flags of `npm start` without their dashes. */
  readonly flags?: Readonly<Record<string, string | number>>;
  /** Added to our own environment, for every process. */
  readonly env?: Readonly<Record<string, string>>;
  /** False: it waits for `process('redis').start()`. */
  readonly startsRedis?: boolean;
}

/** A process of the cluster; whoever ends it meets the supervision of `npm start`. */
export interface BreakableProcess {
  readonly name: string;
  /** Of the run that lives now. */
  readonly pid: number | undefined;
  readonly port: number;
  /** SIGKILL ends it, SIGSTOP freezes it, SIGCONT lets it go on. */
  signal(signal: NodeJS.Signals): void;
  start(): void;
  /** Resolves when it accepts connections. */
  ready(): Promise<void>;
}

/**
 * The processes of `npm start` without nginx, each behind links that can be broken: all of them to Redis,
 * the promise services to the stock services, the stock services to ERPNext.
 */
export interface LinkedCluster {
  /** The first gateway. */
  readonly url: string;
  /** The sandbox itself, past the link. */
  readonly sandboxUrl: string;
  readonly toErpnext: FaultyLink;
  /** From the promise services, one for each stock service. */
  readonly toStock: readonly FaultyLink[];
  /** By the name of the process that is behind it: "promise 1". */
  readonly toRedis: ReadonlyMap<string, FaultyLink>;
  /** By its name: "redis", "sandbox", "stock 1", "promise 1", "gateway 1". */
  process(name: string): BreakableProcess;
  /** Runs a command in Redis itself, past the links. */
  redis(...command: string[]): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a cluster on free ports, of what `npm run build` made, and waits until all processes accept connections. */
export async function startLinkedCluster(settings: LinkedClusterSettings = {}): Promise<LinkedCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'otp-linked-'));
  mkdirSync(join(folder, 'logs'));
  const [port = 0, sandboxPort = 0] = await freePorts(2, []);
  const plan = readPlan(
    flagArgs({ gateways: 1, promises: 1, ...settings.flags, port, 'sandbox-port': sandboxPort }),
    {},
    folder,
  );
  const env = { ...process.env, NODE_OPTIONS: '', API_KEYS: 'off', ...settings.env } as Record<
    string,
    string
  >;
  const planned = clusterPlan(
    plan,
    await freePorts(privatePortCount(plan), [port, sandboxPort]),
    { path: folder, logs: join(folder, 'logs') },
    compiled,
    env,
  );
  const { redis, sandbox, stocks, promises, gateways } = planned;
  if (sandbox === undefined) throw new Error('A linked cluster runs on the sandbox.');

  const toErpnext = await FaultyLink.to(sandbox.port);
  const toStock = await Promise.all(stocks.map((stock) => FaultyLink.to(stock.port)));
  const toRedis = new Map<string, FaultyLink>();
  for (const { name } of [...stocks, ...promises, ...gateways]) {
    toRedis.set(name, await FaultyLink.to(redis.port));
  }
  const linked = (service: ProcessPlan, own: Readonly<Record<string, string>> = {}): ProcessPlan => ({
    ...service,
    env: { ...service.env, REDIS_URL: `redis://${toRedis.get(service.name)?.address}`, ...own },
  });
  const prefix = dyingWithUs();
  const said: string[] = [];
  const supervised = (service: ProcessPlan): SupervisedProcess =>
    new SupervisedProcess(service, prefix, (what) => said.push(what));
  const groups = [
    [redis, sandbox],
    stocks.map((stock) => linked(stock, { ERPNEXT_URL: `http://${toErpnext.address}` })),
    promises.map((promise) =>
      linked(promise, { STOCK_ADDRESSES: toStock.map(({ address }) => address).join(',') }),
    ),
    gateways.map((gateway) => linked(gateway)),
  ].map((group) => group.map(supervised));
  const all = groups.flat();

  const stop = async (): Promise<void> => {
    // What is frozen can't end.
    for (const { pid } of all) if (pid !== undefined) process.kill(pid, 'SIGCONT');
    for (const group of groups.toReversed()) {
      await Promise.all(group.map((each) => each.stop(Date.now() + STOP_MS)));
    }
    await Promise.all([toErpnext, ...toStock, ...toRedis.values()].map((link) => link.close()));
    rmSync(folder, { recursive: true });
  };
  try {
    for (const group of groups) {
      const started = group.filter(
        ({ plan: { name } }) => name !== 'redis' || settings.startsRedis !== false,
      );
      for (const each of started) each.start();
      await Promise.all(started.map((each) => each.ready()));
      for (const each of started) each.supervise();
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `http://127.0.0.1:${gateways[0]?.port}`,
    sandboxUrl: `http://127.0.0.1:${sandbox.port}`,
    toErpnext,
    toStock,
    toRedis,
    process: (name) => {
      const found = all.find(({ plan }) => plan.name === name);
      if (found === undefined) throw new Error(`There is no process "${name}".`);
      return breakable(found);
    },
    redis: async (...command) => {
      const { stdout } = await promisify(execFile)('redis-cli', ['-p', String(redis.port), '-e', ...command]);
      return stdout.trim();
    },
    stop,
  };
}

function breakable(supervised: SupervisedProcess): BreakableProcess {
  const { name, port } = supervised.plan;
  return {
    name,
    port,
    get pid() {
      return supervised.pid;
    },
    signal: (signal) => {
      if (supervised.pid === undefined) throw new Error(`${name} does not run.`);
      process.kill(supervised.pid, signal);
    },
    start: () => {
      supervised.start();
      supervised.supervise();
    },
    ready: () => supervised.ready(),
  };
}
