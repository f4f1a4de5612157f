import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { loadRedisConfig } from '#libs/config';
import { ApiKeys, connectRedis, scopes } from '#libs/redis';
import { type Cluster, startCluster } from '../../libs/testing/src/cluster.js';
import { projectFolder, runChild } from '../../libs/testing/src/child-run.js';
import { heldMb } from './held-memory.js';

interface Watched {
  readonly name: string;
  readonly pid: number;
  /** In ticks since the machine started: the same process, not one that has its id now. */
  readonly startedAt: string;
}

/** Memory of one process, in MiB. */
interface ProcessMemory {
  readonly resident: number;
  /** What is left of its heap and buffers when the garbage is collected; undefined: it is no Node process. */
  readonly held: number | undefined;
}

/** By the name of the process. */
export type Memory = ReadonlyMap<string, ProcessMemory>;

/** What a process may have grown by, in MiB. */
export interface MostGrowth {
  /** With garbage that has not been collected yet. */
  readonly resident: number;
  readonly held: number;
}

/** How long memory may take to be given back. */
const SETTLING_MS = 20_000;
const LOOK_EVERY_MS = 500;

/** A cluster on the sandbox that knows what may not happen to it. */
export class FuzzedCluster {
  readonly webhookSecret: string;
  private constructor(
    private readonly cluster: Cluster,
    readonly key: string,
    webhookSecret: string,
    private readonly watched: readonly Watched[],
  ) {
    this.webhookSecret = webhookSecret;
  }

  static async start(): Promise<FuzzedCluster> {
    const webhookSecret = randomBytes(32).toString('base64url');
    const cluster = await startCluster(
      { gateways: 2, promises: 1, stocks: 1, items: 60 },
      {
        API_KEYS: 'required',
        WEBHOOK_SECRETS: webhookSecret,
        // What is kept for a day would look like growth.
        IDEMPOTENCY_KEEP_MS: '1000',
        // Full soon, as everything is that is kept up to a bound.
        LATENCY_HISTORY_BYTES: '4000000',
        RATE_LIMIT_PER_SECOND: '0',
        // Whoever asks there may have the garbage collected.
        NODE_OPTIONS: '--inspect=127.0.0.1:0',
      },
    );
    await prepareErpnext(cluster.sandboxUrl);
    const { key } = await newKey(cluster.greeting.redisUrl);
    return new FuzzedCluster(cluster, key, webhookSecret, watchedIn(cluster));
  }

  get ports(): {
    readonly nginx: number;
    readonly gateway: number;
    readonly promise: number;
    readonly stock: number;
  } {
    const portOf = (kind: string): number =>
      this.cluster.processes.find(({ name }) => name.startsWith(kind))?.port ?? 0;
    return {
      nginx: portOf('nginx'),
      gateway: portOf('gateway'),
      promise: portOf('promise'),
      stock: portOf('stock'),
    };
  }

  async memory(): Promise<Memory> {
    const all = this.watched.map(async ({ name, pid }) => {
      const held = await this.held(name, pid);
      return [name, { resident: residentMb(pid), held }] as const;
    });
    return new Map(await Promise.all(all));
  }

  /** Waits until no process has grown by more than `most`, or has had the time to; gives what there is then. */
  async settledMemory(before: Memory, most: MostGrowth): Promise<Memory> {
    const end = Date.now() + SETTLING_MS;
    for (;;) {
      const memory = await this.memory();
      if (Date.now() > end || grown(before, memory, most).length === 0) return memory;
      await pause(LOOK_EVERY_MS);
    }
  }

  /** What has happened to the processes and stands in their logs, a sentence each. */
  async faults(): Promise<string[]> {
    const ended = this.watched.filter(({ pid, startedAt }) => startOf(pid) !== startedAt);
    const answer = await this.cluster.ask().catch(() => undefined);
    return [
      ...ended.map(({ name }) => `${name} is not the process that was started`),
      ...(answer?.status === 200 ? [] : [`the first order is answered with ${answer?.status ?? 'nothing'}`]),
      ...this.faultsInLogs(),
    ];
  }

  stop(): Promise<void> {
    return this.cluster.stop();
  }

  private get logs(): string {
    return join(projectFolder, '.run', String(this.ports.nginx), 'logs');
  }

  /** Of a process that has ended nothing is held: that it has is a fault of its own. */
  private async held(name: string, pid: number): Promise<number | undefined> {
    const file = join(this.logs, `${name.replaceAll(' ', '-')}.log`);
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const url = /^Debugger listening on (ws:\S+)$/m.exec(text)?.[1];
    return url === undefined || startOf(pid) === '' ? undefined : heldMb(url);
  }

  private faultsInLogs(): string[] {
    const folder = this.logs;
    const secrets = [this.key.split('_').slice(2).join('_'), this.webhookSecret, 'sandbox:sandbox'];
    // The sandbox tells its own key, which is no secret.
    const files = readdirSync(folder).filter((file) => file.endsWith('.log') && file !== 'sandbox.log');
    return files.flatMap((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const broken = text
        .split('\n')
        .filter((line) => /"level":"(error|fatal)"/.test(line) && /"err":|"fatal"/.test(line))
        .map((line) => `${file}: ${line.slice(0, 600)}`);
      return [
        ...broken.slice(0, 3),
        ...(secrets.some((secret) => text.includes(secret)) ? [`${file} holds a secret`] : []),
      ];
    });
  }
}

/** Fields, rights and webhooks, as in an ERPNext that is used: so that what is written gets all the way. */
async function prepareErpnext(url: string): Promise<void> {
  const program = join(projectFolder, 'dist', 'tools', 'erpnext-install.js');
  const run = await runChild([
    ...([process.execPath, program] as const),
    ...['--erp-url', url, '--erp-key', 'admin', '--erp-secret', 'admin', '--receiver', 'http://127.0.0.1:9'],
  ]);
  if ((await run.ended) !== 0) throw new Error(run.output());
}

async function newKey(redisUrl: string) {
  const redis = connectRedis(loadRedisConfig({ REDIS_URL: redisUrl }));
  try {
    await once(redis, 'ready');
    return await new ApiKeys(redis).create('fuzz', scopes);
  } finally {
    redis.disconnect();
  }
}

/** Who has grown by more than `most`, a sentence each. */
export function grown(before: Memory, after: Memory, most: MostGrowth): string[] {
  return [...after].flatMap(([name, memory]) =>
    (['resident', 'held'] as const).flatMap((kind) => {
      const [was, is] = [before.get(name)?.[kind], memory[kind]];
      if (was === undefined || is === undefined || is - was <= most[kind]) return [];
      return [`${name} has grown from ${was.toFixed(0)} to ${is.toFixed(0)} MiB (${kind})`];
    }),
  );
}

/** The sandbox stands for ERPNext, which keeps what is written: it may grow. */
function watchedIn(cluster: Cluster): Watched[] {
  return cluster.processes
    .filter(({ name }) => name !== 'sandbox')
    .flatMap(({ name, pid = 0 }) => [
      { name, pid },
      ...childrenOf(pid).map((child, index) => ({ name: `${name} worker ${index + 1}`, pid: child })),
    ])
    .map(({ name, pid }) => ({ name, pid, startedAt: startOf(pid) }));
}

/** Of nginx those that serve; what loads its cache ends by itself. */
const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map(Number)
    .filter((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('worker process'));

/** Empty when there is no such process. */
function startOf(pid: number): string {
  if (!existsSync(`/proc/${pid}/stat`)) return '';
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return fields[0] === 'Z' ? '' : (fields[19] ?? '');
}

function residentMb(pid: number): number {
  if (!existsSync(`/proc/${pid}/status`)) return 0;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}
