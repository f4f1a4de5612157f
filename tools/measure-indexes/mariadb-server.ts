import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { dyingWithUs } from '../start/dying-with-us.js';
import type { MariadbPrograms } from './mariadb-programs.js';

const DATABASE = 'site';
const PROBE_MS = 50;

/** MariaDB refused a statement. */
export class Refused extends Error {}

/** A MariaDB in a folder of its own that only we can reach; `stop` leaves nothing of it behind. */
export class MariadbServer {
  private constructor(
    private readonly programs: MariadbPrograms,
    private readonly folder: string,
    private readonly process: ChildProcess,
    private readonly ended: Promise<unknown>,
  ) {}

  /** `memoryMib`: what InnoDB may keep in memory. */
  static async start(programs: MariadbPrograms, memoryMib: number): Promise<MariadbServer> {
    const folder = mkdtempSync(join(tmpdir(), 'otp-mariadb-'));
    try {
      const child = launch(programs, folder, memoryMib);
      const ended = once(child, 'exit').catch(() => undefined);
      const server = new MariadbServer(programs, folder, child, ended);
      await server.ready();
      return server;
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Runs statements and gives their rows, tabs between columns. Rejects with what MariaDB objects to. */
  run(sql: string): Promise<string> {
    return this.send(sql, [DATABASE]);
  }

  /** At once: nobody needs what is in it. */
  async stop(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    while (
      !(await this.send('SELECT 1', []).then(
        () => true,
        () => false,
      ))
    ) {
      if (
        this.process.exitCode !== null ||
        this.process.signalCode !== null ||
        this.process.pid === undefined
      )
        throw new Error(`MariaDB does not start:\n${readFileSync(join(this.folder, 'log'), 'utf8')}`);
      await pause(PROBE_MS);
    }
    await this.send(`CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`, []);
  }

  private async send(sql: string, args: readonly string[]): Promise<string> {
    const socket = `--socket=${join(this.folder, 'socket')}`;
    const options = [
      '--no-defaults',
      socket,
      '--batch',
      '--raw',
      '--skip-column-names',
      '--default-character-set=utf8mb4',
    ];
    const client = spawn(this.programs.client, [...options, ...args]);
    client.stdin.on('error', () => undefined); // It ended before it had read all: its exit code tells why.
    client.stdin.end(sql);
    const [output, errors, [code]] = await Promise.all([
      text(client.stdout),
      text(client.stderr),
      once(client, 'close') as Promise<[number | null]>,
    ]);
    if (code !== 0)
      throw new Refused(/^ERROR [^]*/m.exec(errors)?.[0].trim() ?? `the client ended with ${code}`);
    return output;
  }
}

function launch(programs: MariadbPrograms, folder: string, memoryMib: number): ChildProcess {
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  const dataFolder = `--datadir=${join(folder, 'data')}`;
  const created = spawnSync(
    programs.installDb,
    ['--no-defaults', dataFolder, '--auth-root-authentication-method=normal', '--skip-test-db', ...asRoot],
    { encoding: 'utf8' },
  );
  if (created.status !== 0)
    throw new Error(`MariaDB can't make a data folder:\n${created.stdout}${created.stderr}`);

  const log = openSync(join(folder, 'log'), 'w');
  const [command = '', ...args] = [
    ...dyingWithUs(),
    programs.server,
    '--no-defaults',
    dataFolder,
    ...asRoot,
    `--socket=${join(folder, 'socket')}`,
    `--pid-file=${join(folder, 'pid')}`,
    `--tmpdir=${folder}`,
    '--skip-networking',
    '--skip-grant-tables', // The folder is readable for us alone.
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_unicode_ci',
    `--innodb-buffer-pool-size=${memoryMib}M`,
    // It need not survive a power cut.
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-doublewrite=0',
    '--innodb-log-file-size=512M',
  ];
  const child = spawn(command, args, { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  return child;
}
