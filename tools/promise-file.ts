import { SingleBar } from 'cli-progress';
import { flagsIn, type Flags, help } from './promise-file/flags.js';
import { countOrders } from './promise-file/order-source.js';
import { promiseFile } from './promise-file/promise-file.js';
import { ResultFile } from './promise-file/result-file.js';
import { Tally } from './promise-file/tally.js';

const INTERRUPTED = 130;

async function run({ file, url, key, out, resume }: Flags): Promise<number> {
  const total = await countOrders(file);
  const results = await ResultFile.open(out, resume);
  const tally = new Tally();
  const bar = process.stderr.isTTY
    ? new SingleBar({ format: '{bar} {percentage} % | {value} of {total} orders | {eta_formatted} left' })
    : undefined;
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  bar?.start(total, results.lines);
  try {
    const onProgress = (answered: number): unknown => bar?.update(answered);
    await promiseFile({ file, target: { url, key }, results, tally, onProgress }, total, interrupt.signal);
  } catch (error) {
    if (!interrupt.signal.aborted) {
      process.stderr.write(`It ended after ${results.lines} of ${total} orders: --resume goes on there.\n`);
      throw error;
    }
  } finally {
    bar?.stop();
    await results.close();
  }
  process.stdout.write(`${tally.table()}The answers are in ${out}.\n`);
  if (interrupt.signal.aborted) {
    process.stderr.write(`Interrupted after ${results.lines} of ${total} orders: --resume goes on there.\n`);
    return INTERRUPTED;
  }
  return tally.errors > 0 ? 1 : 0;
}

try {
  const flags = flagsIn(process.argv.slice(2), process.env);
  if (flags === undefined) process.stdout.write(help);
  else process.exitCode = await run(flags);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
