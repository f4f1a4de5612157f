import type { MariadbServer } from './mariadb-server.js';

export interface IndexEntry {
  readonly table: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly unique: boolean;
}

/** Every index of every table. */
export async function readIndexes(server: MariadbServer): Promise<readonly IndexEntry[]> {
  const output = await server.run(
    `SELECT table_name, index_name, GROUP_CONCAT(column_name ORDER BY seq_in_index), MIN(non_unique)
    FROM information_schema.statistics WHERE table_schema = DATABASE() GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  return lines(output).map((line) => {
    const [table = '', name = '', columns = '', nonUnique] = line.split('\t');
    return { table, name, columns: columns.split(','), unique: nonUnique === '0' };
  });
}

/** The tables as MariaDB itself writes them down; equal texts are equal tables. */
export async function readTableTexts(server: MariadbServer): Promise<string> {
  const tables = lines(await server.run('SHOW TABLES'));
  return server.run(tables.map((table) => `SHOW CREATE TABLE \`${table}\`;`).join('\n'));
}

/** Indexes of `after` that `before` has not. */
export function addedIndexes(
  before: readonly IndexEntry[],
  after: readonly IndexEntry[],
): readonly IndexEntry[] {
  const known = new Set(before.map(({ table, name }) => `${table}\0${name}`));
  return after.filter(({ table, name }) => !known.has(`${table}\0${name}`));
}

/** What of an index another index of the table does already; undefined when nothing. */
export function overlap(index: IndexEntry, existing: readonly IndexEntry[]): string | undefined {
  const shared = existing
    .filter(({ table }) => table === index.table)
    .map((other) => ({ other, length: commonStart(index.columns, other.columns) }))
    .filter(({ length }) => length > 0)
    .sort((a, b) => b.length - a.length)[0];
  if (shared === undefined) return undefined;
  const { other, length } = shared;
  const columns = index.columns.slice(0, length).join(', ');
  const whole = other.unique && length === other.columns.length;
  return whole
    ? `ERPNext's unique index ${other.name} (${columns}) already finds the single row`
    : `Starts like ERPNext's index ${other.name} (${columns})`;
}

/** Bytes of the indexes. */
export async function sizeOf(server: MariadbServer, indexes: readonly IndexEntry[]): Promise<number> {
  const names = indexes.map(({ name }) => `'${name}'`).join(', ');
  await server.run(indexes.map(({ table }) => `ANALYZE TABLE \`${table}\`;`).join('\n'));
  const output = await server.run(
    `SELECT SUM(stat_value) * @@innodb_page_size FROM mysql.innodb_index_stats
    WHERE database_name = DATABASE() AND stat_name = 'size' AND index_name IN (${names})`,
  );
  return Number(output);
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  const different = a.findIndex((column, at) => column !== b[at]);
  return different === -1 ? a.length : different;
}

function lines(output: string): readonly string[] {
  return output.split('\n').filter((line) => line !== '');
}
