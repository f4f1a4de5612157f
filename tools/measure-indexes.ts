import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { mariadbPrograms } from './measure-indexes/mariadb-programs.js';
import { MariadbServer } from './measure-indexes/mariadb-server.js';
import { measureIndexes } from './measure-indexes/measurement.js';
import { reportPage, reportText } from './measure-indexes/report.js';
import { MOST_RUNS } from './measure-indexes/timing.js';

const help = `Measures what indexes in ERPNext's database do for the statements that it gets because of us, on a
MariaDB of its own in a temporary folder.

  npm run measure:indexes -- [--bins 1000000] [--rows 200000] [--runs 30] [--json FILE] [--write-docs]

  --bins        how many Bins; an item has five
  --rows        how many rows of open purchase orders; twice as many of finished ones come with them
  --runs        how often each statement is timed, at most ${MOST_RUNS}
  --json FILE   writes all plans and times
  --write-docs  writes docs/erpnext-indexes.md

Ends with an error when deploy/erpnext/indexes.sql does not work or indexes-undo.sql leaves a trace of it.
`;
const MEMORY_MIB = 2_048;
const root = join(import.meta.dirname, '..', '..');
const say = (what: string) => process.stderr.write(`${what}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      bins: { type: 'string', default: '1000000' },
      rows: { type: 'string', default: '200000' },
      runs: { type: 'string', default: '30' },
      json: { type: 'string' },
      'write-docs': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const size = {
    bins: wholeNumber('bins', values.bins, 1_000, 10_000_000),
    openRows: wholeNumber('rows', values.rows, 400, 2_000_000),
  };
  const runs = wholeNumber('runs', values.runs, 3, MOST_RUNS);

  const starting = MariadbServer.start(mariadbPrograms(say), MEMORY_MIB);
  let stoppedBy: string | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      stoppedBy = signal;
      // What is under way fails then, and the measurement ends.
      void starting.then((server) => server.stop()).catch(() => undefined);
    });
  }
  const server = await starting;
  try {
    const folders = {
      shapes: join(root, 'tools', 'measure-indexes'),
      deploy: join(root, 'deploy', 'erpnext'),
    };
    const measurement = await measureIndexes(server, { size, runs, folders, say });
    const machine = `${cpus().length} cores of ${cpus()[0]?.model ?? 'an unknown kind'}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
    process.stdout.write(`${reportText(measurement)}\n`);
    if (values.json !== undefined) {
      const file = resolve(process.env['INIT_CWD'] ?? '.', values.json);
      writeFileSync(file, `${JSON.stringify({ ...measurement, machine }, null, 2)}\n`);
    }
    if (values['write-docs']) {
      const command = `npm run measure:indexes -- --bins ${size.bins} --rows ${size.openRows} --runs ${runs} --write-docs`;
      const page = reportPage(measurement, { machine, command, memoryMib: MEMORY_MIB });
      writeFileSync(join(root, 'docs', 'erpnext-indexes.md'), page);
    }
  } catch (error) {
    if (stoppedBy === undefined) throw error;
    throw new Error(`stopped by ${stoppedBy}`, { cause: error });
  } finally {
    await server.stop();
  }
}

function wholeNumber(flag: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`--${flag} must be a whole number from ${least} to ${most}.`);
  return value;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
