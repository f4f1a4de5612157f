import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { accepts, freePort, projectFolder, runChild, waitFor } from '#libs/testing';
import { mariadbPrograms } from '../tools/measure-indexes/mariadb-programs.js';

const run = promisify(execFile);
const PATIENCE_MS = 60_000;

describe('npm run doctor -- --sql', () => {
  let folder: string;
  let server: ChildProcess;
  let port: number;

  beforeAll(async () => {
    const programs = mariadbPrograms(() => undefined);
    folder = mkdtempSync(join(tmpdir(), 'otp-doctor-'));
    port = await freePort();
    const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
    const data = ['--no-defaults', `--datadir=${join(folder, 'data')}`, ...asRoot];
    spawnSync(programs.installDb, [...data, '--auth-root-authentication-method=normal', '--skip-test-db']);
    server = spawn(
      programs.server,
      [
        ...data,
        ...['--skip-grant-tables', `--socket=${join(folder, 'socket')}`, `--pid-file=${join(folder, 'pid')}`],
        ...['--bind-address=127.0.0.1', `--port=${port}`],
      ],
      { stdio: 'ignore' },
    );
    await waitFor(() => accepts(port), { timeoutMs: 60_000, what: 'MariaDB' });
    await sql('CREATE DATABASE site');
  }, 120_000);
  afterAll(async () => {
    server.kill('SIGKILL');
    await once(server, 'exit');
    rmSync(folder, { recursive: true });
  });

  const sql = (statement: string, ...database: string[]) =>
    run('mariadb', [
      '--no-defaults',
      '--protocol=tcp',
      '-h127.0.0.1',
      `-P${port}`,
      ...database,
      '-e',
      statement,
    ]);
  /** The engine and ERPNext are away: that is found, too, and does not matter here. */
  const seen = async (database = 'site') => {
    const nobody = `http://127.0.0.1:${await freePort()}`;
    const child = await runChild([
      ...[process.execPath, join(projectFolder, 'dist', 'tools', 'doctor.js'), '--json'],
      ...['--url', nobody, '--erp-url', nobody, '--erp-key', 'engine', '--erp-secret', 'engine'],
      ...['--sql', `mysql://root:any@127.0.0.1:${port}/${database}`],
    ] as [string, ...string[]]);
    await child.ended;
    const { findings } = JSON.parse(child.output()) as { findings: { check: string; status: string }[] };
    return (wanted: string) => findings.find(({ check }) => check === wanted)?.status;
  };

  it(
    'looks at the indexes',
    async () => {
      expect((await seen())('indexes of ERPNext')).toBe('fail');
      await sql('CREATE TABLE tabBin (name int PRIMARY KEY, item_code int, warehouse int)', 'site');
      await sql('CREATE TABLE `tabPurchase Order Item` (name int PRIMARY KEY, item_code int)', 'site');
      const bare = await seen();
      expect([bare('index on Bin'), bare('index on Purchase Order Item')]).toEqual(['warn', 'warn']);
      await sql('CREATE UNIQUE INDEX unique_item_warehouse ON tabBin (item_code, warehouse)', 'site');
      await sql('CREATE INDEX otp_item_rows ON `tabPurchase Order Item` (item_code)', 'site');
      const indexed = await seen();
      expect([indexed('index on Bin'), indexed('index on Purchase Order Item')]).toEqual(['ok', 'ok']);
    },
    PATIENCE_MS,
  );

  it(
    'tells of a database that is not there',
    async () => {
      expect((await seen('nowhere'))('indexes of ERPNext')).toBe('fail');
    },
    PATIENCE_MS,
  );
});
