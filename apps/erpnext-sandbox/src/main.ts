import { CsvFaults } from './csv/csv-faults.js';
import { readCsvFolder } from './csv/csv-folder.js';
import { DatabaseFault } from './database/database.js';
import { help, OptionFaults, parseOptions, type SandboxOptions } from './options.js';
import { startSandbox, type RunningSandbox } from './sandbox.js';
import { seededCompany } from './seed/company.js';

/** Starts on the flags of the command line; prints one line of JSON when it is ready. */
async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(help);
    return;
  }
  const sandbox = await start(options);
  process.stdout.write(`${JSON.stringify({ event: 'ready', url: sandbox.url, token: 'sandbox:sandbox' })}\n`);
  const stop = (): void => {
    void sandbox.stop().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function start(options: SandboxOptions): Promise<RunningSandbox> {
  return startSandbox({
    host: options.host,
    port: options.port,
    database: options.database,
    timeZone: options.timeZone,
    company:
      options.csvFolder === undefined
        ? seededCompany(options.seed, options.items, options)
        : readCsvFolder(options.csvFolder),
    behaviour: { latency_ms: { ...options.latencyMs }, fail_rate: options.failRate },
  });
}

function explain(error: unknown): string {
  if (error instanceof OptionFaults) return `${error.message}\nSee --help.`;
  if (error instanceof CsvFaults || error instanceof DatabaseFault) return error.message;
  const { code, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  if (code === 'EADDRINUSE') return `Port ${port} on ${address} is taken. Give another one with --port.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}
