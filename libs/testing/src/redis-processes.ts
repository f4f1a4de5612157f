import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ChildRun, runChild } from './child-run.js';
import { freePort } from './free-port.js';
import { waitFor } from './wait-for.js';

const execute = promisify(execFile);

/** Settings of redis.conf by name, for example `{ maxmemory: '2mb' }`. */
export type RedisSettings = Readonly<Record<string, string>>;

/** A redis-server on loopback that keeps nothing on disk. */
export class RedisProcess {
  readonly address: string;
  readonly url: string;

  constructor(
    readonly port: number,
    private readonly settings: RedisSettings,
    private readonly folder: string,
    private child: ChildRun,
  ) {
    this.address = `127.0.0.1:${port}`;
    this.url = `redis://${this.address}`;
  }

  get pid(): number {
    return this.child.pid;
  }

  /** Runs one command with redis-cli and gives its answer as text; throws its error. */
  async command(...words: readonly string[]): Promise<string> {
    const auth = this.settings['requirepass']
      ? ['--no-auth-warning', '-a', this.settings['requirepass']]
      : [];
    const { stdout } = await execute('redis-cli', ['-e', '-p', String(this.port), ...auth, ...words]);
    return stdout.trim();
  }

  /** One field of INFO. */
  async info(field: string): Promise<string | undefined> {
    return new RegExp(`^${field}:(.*?)\\r?$`, 'm').exec(await this.command('INFO', 'everything'))?.[1];
  }

  /** Stands still, holding its connections, until `resume`. */
  pause(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  resume(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  /** Ends at once, without a word to anyone. */
  async kill(): Promise<void> {
    await this.child.stop('SIGKILL');
  }

  /** Starts again on the same port, empty. It must have ended. */
  async restart(): Promise<void> {
    this.child = await launch(this.port, this.settings, this.folder);
  }

  /** Ends it and removes its folder. */
  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Starts a single Redis; without `port` on a free one. */
export async function startRedis(settings: RedisSettings = {}, port?: number): Promise<RedisProcess> {
  const own = port ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'otp-redis-'));
  return new RedisProcess(own, settings, folder, await launch(own, settings, folder));
}

async function launch(port: number, settings: RedisSettings, folder: string): Promise<ChildRun> {
  const all: RedisSettings = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: 'no',
    'repl-diskless-sync-delay': '0',
    ...settings,
  };
  const child = await runChild([
    'redis-server',
    ...Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]),
  ]);
  await waitFor(() => child.output().includes('Ready to accept connections'), {
    what: `Redis: ${child.output()}`,
  });
  return child;
}

export interface RedisSentinel {
  readonly master: RedisProcess;
  readonly replica: RedisProcess;
  /** host:port of each Sentinel. */
  readonly sentinels: string[];
  readonly name: string;
  stop(): Promise<void>;
}

/** Starts a master, a replica and Sentinels that take half a second of silence for an end. */
export async function startRedisSentinel({ sentinels = 1, name = 'mymaster' } = {}): Promise<RedisSentinel> {
  const master = await startRedis();
  const replica = await startRedis({ replicaof: `127.0.0.1 ${master.port}` });
  await waitFor(async () => (await replica.info('master_link_status')) === 'up', { what: 'replication' });
  const folder = mkdtempSync(join(tmpdir(), 'otp-sentinel-'));
  const watchers = await Promise.all(
    Array.from({ length: sentinels }, async () => {
      const port = await freePort();
      const file = join(folder, `${port}.conf`);
      const quorum = Math.floor(sentinels / 2) + 1;
      writeFileSync(
        file,
        `port ${port}\nbind 127.0.0.1\ndir ${folder}\nsentinel monitor ${name} 127.0.0.1 ${master.port} ${quorum}\n` +
          `sentinel down-after-milliseconds ${name} 500\nsentinel failover-timeout ${name} 2000\n`,
      );
      return {
        address: `127.0.0.1:${port}`,
        port,
        child: await runChild(['redis-server', file, '--sentinel']),
      };
    }),
  );
  for (const { port } of watchers)
    await waitFor(
      async () => {
        const { stdout } = await execute('redis-cli', ['-p', String(port), 'SENTINEL', 'MASTER', name]);
        return (
          /num-slaves\s+1\b/.test(stdout) &&
          new RegExp(`num-other-sentinels\\s+${sentinels - 1}\\b`).test(stdout)
        );
      },
      { what: 'the Sentinels' },
    );
  return {
    master,
    replica,
    sentinels: watchers.map(({ address }) => address),
    name,
    stop: async () => {
      await Promise.all([
        ...watchers.map(({ child }) => child.stop('SIGKILL')),
        master.stop(),
        replica.stop(),
      ]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
