import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fail, type Finding, ok, warn } from './finding.js';

const CHECK = 'indexes of ERPNext';
const CLIENT = 'mariadb';
const CONNECT_TIMEOUT_S = 10;

/** The one of deploy/erpnext/indexes.sql. */
export const recommended = { table: 'tabPurchase Order Item', index: 'otp_item_rows' } as const;
/** ERPNext makes it, and finds Bins by it; a site that was migrated from an old version may lack it. */
const own = { table: 'tabBin', columns: 'item_code,warehouse' } as const;

const query = `SELECT table_name, index_name, GROUP_CONCAT(column_name ORDER BY seq_in_index)
FROM information_schema.statistics
WHERE table_schema = DATABASE() AND table_name IN ('${own.table}', '${recommended.table}') GROUP BY 1, 2`;

/** Asks with the client `mariadb`, which must be installed. */
export async function checkIndexes(dsn: URL | undefined): Promise<readonly Finding[]> {
  if (dsn === undefined) {
    const hint = 'deploy/erpnext/indexes.sql holds the one that pays for large companies.';
    return [warn(CHECK, `Not seen: give --sql to look at them; ${hint}`)];
  }
  const answer = await ask(dsn);
  if (typeof answer !== 'string') return [fail(CHECK, answer.fault)];
  return indexFindings(answer);
}

/** `listed`: table, index and its columns, separated by tabs, a line an index. */
function indexFindings(listed: string): Finding[] {
  const indexes = listed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
  if (indexes.length === 0) {
    return [
      fail(
        CHECK,
        'The database has no tables of ERPNext: give the one that "bench --site SITE show-config" names.',
      ),
    ];
  }
  const hasOwn = indexes.some(
    ([table, , columns]) => table === own.table && columns?.startsWith(own.columns),
  );
  const hasOurs = indexes.some(
    ([table, index]) => table === recommended.table && index === recommended.index,
  );
  return [
    hasOwn
      ? ok('index on Bin', 'ERPNext finds a Bin by its item and warehouse.')
      : warn(
          'index on Bin',
          `${own.table} has no index on (${own.columns}): run "bench --site SITE migrate".`,
        ),
    hasOurs
      ? ok('index on Purchase Order Item', `${recommended.index} is there.`)
      : warn(
          'index on Purchase Order Item',
          `${recommended.index} is missing, which costs large companies time: apply deploy/erpnext/indexes.sql.`,
        ),
  ];
}

async function ask(dsn: URL): Promise<string | { readonly fault: string }> {
  const client = spawn(
    CLIENT,
    [
      '--no-defaults',
      '--protocol=tcp',
      `--host=${dsn.hostname.replace(/^\[|\]$/g, '')}`,
      `--port=${dsn.port || '3306'}`,
      `--user=${decodeURIComponent(dsn.username)}`,
      `--connect-timeout=${CONNECT_TIMEOUT_S}`,
      ...['--batch', '--raw', '--skip-column-names', decodeURIComponent(dsn.pathname.slice(1))],
    ],
    // On the command line others could read it.
    { env: { ...process.env, MYSQL_PWD: decodeURIComponent(dsn.password) } },
  );
  const missing = once(client, 'error').then(() => undefined);
  client.stdin.on('error', () => undefined); // It ended before it had read all: its exit code tells why.
  client.stdin.end(query);
  const ended = Promise.all([
    text(client.stdout),
    text(client.stderr),
    once(client, 'close') as Promise<[number | null]>,
  ]);
  const answer = await Promise.race([missing, ended]);
  if (answer === undefined) return { fault: 'The program mariadb is not installed: install mariadb-client.' };
  const [output, errors, [code]] = answer;
  if (code === 0) return output;
  const number = /^ERROR (\d+)/m.exec(errors)?.[1];
  return {
    fault: `The database refuses (${number === undefined ? 'without a reason' : `error ${number}`}): look at --sql, and at what its user may read.`,
  };
}
