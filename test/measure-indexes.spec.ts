import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder, runChild } from '#libs/testing';
import { readIndexes } from '../tools/measure-indexes/index-catalogue.js';
import { IndexTrial } from '../tools/measure-indexes/index-trial.js';
import { mariadbPrograms } from '../tools/measure-indexes/mariadb-programs.js';
import { MariadbServer } from '../tools/measure-indexes/mariadb-server.js';
import type { Measurement } from '../tools/measure-indexes/measurement.js';

/** It may have to install MariaDB first. */
const INSTALL_MS = 120_000;
const RUN_MS = 60_000;
const text = (...path: string[]) => readFileSync(join(projectFolder, ...path), 'utf8');
const deployed = (file: string) => text('deploy', 'erpnext', file);

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'otp-test-'));
  mariadbPrograms(() => undefined); // Or the sentence that says how to get it.
}, INSTALL_MS);
afterAll(() => rmSync(scratch, { recursive: true }));

describe('npm run measure:indexes', () => {
  const measure = (...args: string[]) =>
    runChild(['node', 'dist/tools/measure-indexes.js', ...args], { TMPDIR: join(scratch) });

  it(
    'shows what each index does, and leaves nothing behind',
    async () => {
      const file = join(scratch, 'result.json');
      const run = await measure('--bins', '20000', '--rows', '4000', '--runs', '3', '--json', file);
      expect([await run.ended, run.output()]).toEqual([
        0,
        expect.stringContaining('Every index was taken back'),
      ]);
      expect(readdirSync(scratch)).toEqual(['result.json']);

      const { ours, comparisons, candidates } = JSON.parse(readFileSync(file, 'utf8')) as Measurement;
      expect(ours.indexes).toEqual([
        {
          table: 'tabPurchase Order Item',
          name: 'otp_item_rows',
          columns: expect.arrayContaining(['item_code', 'parent', 'qty', 'received_qty']),
          unique: false,
        },
      ]);
      const users = comparisons.filter(({ name }) => name.startsWith('open purchase order rows'));
      expect(users.map(({ used }) => used)).toEqual([true, true]);
      for (const { before, after } of users) {
        expect(before.plan.steps[0]?.indexOnly).toBe(false);
        expect(after.plan).toMatchObject({ steps: [{ access: 'range', indexOnly: true }, {}] });
      }
      for (const { before, after } of comparisons) {
        for (const timing of [before, after]) {
          expect(timing.medianMs).toBeGreaterThan(0);
          expect(timing.p95Ms).toBeGreaterThanOrEqual(timing.medianMs);
        }
      }
      expect(
        candidates.map((result: { candidate: { name: string }; refusal?: string }) => [
          result.candidate.name,
          result.refusal,
        ]),
      ).toEqual([
        ['idx_bin_item_warehouse', undefined],
        ['idx_po_item_date', undefined],
        ['idx_bin_projected_qty', expect.stringContaining('ERROR 1064')],
        ['idx_bin_projected_qty without its condition', undefined],
        ['Bin pages read from the index alone', undefined],
      ]);
    },
    RUN_MS,
  );

  it(
    'stops when it is told to, and leaves nothing behind',
    async () => {
      const run = await measure('--bins', '1000000');
      await new Promise<void>((resolve) => {
        run.process.stderr?.on('data', () => run.output().includes('loading') && resolve());
      });
      expect(await run.stop('SIGINT')).toBe(1);
      expect(run.output()).toContain('stopped by SIGINT');
      expect(readdirSync(scratch).filter((name) => name.startsWith('otp-mariadb-'))).toEqual([]);
    },
    RUN_MS,
  );

  it.each([
    [['--bins', 'many'], '--bins must be a whole number from 1000'],
    [['--runs', '101'], '--runs must be a whole number from 3 to 100'],
    [['--undo'], "Unknown option '--undo'"],
  ])('says what is wrong with %j', async (args, message) => {
    const run = await measure(...args);
    expect([await run.ended, run.output()]).toEqual([1, expect.stringContaining(message)]);
  });
});

describe('on a MariaDB with the tables of ERPNext', () => {
  let server: MariadbServer;
  beforeAll(async () => {
    server = await MariadbServer.start(
      mariadbPrograms(() => undefined),
      64,
    );
    await server.run(text('tools', 'measure-indexes', 'tables.sql'));
    await server.run(text('tools', 'measure-indexes', 'indexes-of-erpnext.sql'));
  }, RUN_MS);
  afterAll(() => server.stop());

  const recorded = JSON.parse(
    text('libs', 'testing', 'fixtures', 'erpnext-recordings', 'database-indexes-and-types.json'),
  ) as {
    readonly indexes: Record<string, { readonly name: string }[]>;
    readonly 'columns (type, nullable, default)': Record<string, Record<string, string[]>>;
  };

  it.each(['tabBin', 'tabPurchase Order', 'tabPurchase Order Item', 'tabItem'])(
    '%s has the indexes of a real site',
    async (table) => {
      const indexes = (await readIndexes(server))
        .filter((index) => index.table === table)
        .map(({ name, unique, columns }) => ({ name, unique, columns: columns.join(',') }));
      const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
      expect(indexes.sort(byName)).toEqual(recorded.indexes[table]?.sort(byName));
    },
  );

  it.each(['tabBin', 'tabPurchase Order Item'])('%s has the columns of a real site', async (table) => {
    const output = await server.run(
      `SELECT column_name, column_type, is_nullable, IFNULL(column_default, 'NULL') FROM information_schema.columns WHERE table_name = '${table}'`,
    );
    const columns = output.split('\n').map((line) => line.split('\t'));
    const types = Object.fromEntries(columns.map(([name, ...type]) => [name, type]));
    expect(types).toMatchObject(recorded['columns (type, nullable, default)'][table] ?? {});
  });

  it('takes our indexes twice, and gives them back without a trace', async () => {
    const sql = deployed('indexes.sql');
    const trial = await IndexTrial.add(server, sql);
    await server.run(sql);
    await trial.takeBack(deployed('indexes-undo.sql'));
    await server.run(deployed('indexes-undo.sql'));
  });

  it('refuses a file with a fault', async () => {
    const broken = deployed('indexes.sql').replace('`parentfield`', '`state`');
    await expect(IndexTrial.add(server, broken)).rejects.toThrow("Key column 'state' doesn't exist");
    await expect(IndexTrial.add(server, deployed('indexes-undo.sql'))).rejects.toThrow('adds no index');
  });

  it.each([
    ['keeps ours', 'SELECT 1'],
    [
      "takes one of ERPNext's as well",
      `${deployed('indexes-undo.sql')} ALTER TABLE \`tabPurchase Order\` DROP INDEX \`status\`;`,
    ],
  ])('notices an undo that %s', async (_what, undo) => {
    const trial = await IndexTrial.add(server, deployed('indexes.sql'));
    await expect(trial.takeBack(undo)).rejects.toThrow('leaves other tables than before');
    await server.run(deployed('indexes-undo.sql'));
    await server.run('ALTER TABLE `tabPurchase Order` ADD INDEX IF NOT EXISTS `status` (`status`)');
  });
});

it('says how to get MariaDB where it is missing', () => {
  expect(() => mariadbPrograms(() => undefined, [])).toThrow(
    /^MariaDB's programs can't be found: install them \(.*\) and run the same command again\.$/,
  );
});
