import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectFolder } from '../../../libs/testing/src/child-run.js';
import { cpuMsOf } from '../process-use.js';

/** What is sent where. */
export interface Load {
  readonly url: string;
  /** Orders, one JSON object a line; they are sent in turn. */
  readonly ordersFile: string;
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second, whatever the answers do; absent: each connection sends when its answer has come. */
  readonly rate?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Requests that broke, ran out of time, or were not answered with 2xx. */
  readonly errors: number;
  readonly p50_ms: number;
  readonly p95_ms: number;
  readonly p99_ms: number;
  /** What the generator itself took of the machine. */
  readonly generatorCpuMs: number;
}

/** wrk takes the least CPU of the cores that it shares with what is measured. */
export const generator =
  spawnSync('wrk', ['--version'], { stdio: 'ignore' }).error === undefined ? 'wrk' : 'autocannon';

export const WITHOUT_WRK =
  'wrk is not installed (apt-get install wrk, brew install wrk): autocannon sends the load instead and takes more of the same cores, so that all figures are lower.';

const ANSWER_WITHIN_S = 30;
const CPU_EVERY_MS = 200;

/** Sends the load from a process of its own. Throws when the generator fails. */
export async function send(load: Load): Promise<LoadResult> {
  const command = generator === 'wrk' ? wrkCommand(load) : autocannonCommand(load);
  const child = spawn(...command, { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  let generatorCpuMs = 0;
  const watch = setInterval(() => {
    generatorCpuMs = Math.max(generatorCpuMs, cpuMsOf([child.pid ?? 0]));
  }, CPU_EVERY_MS);
  await once(child, 'close');
  clearInterval(watch);
  const result = /^RESULT (.*)$/m.exec(printed)?.[1];
  if (result === undefined) throw new Error(`${generator} did not measure anything:\n${printed}`);
  return { ...(JSON.parse(result) as Omit<LoadResult, 'generatorCpuMs'>), generatorCpuMs };
}

type Command = [program: string, args: string[]];

function wrkCommand({ url, ordersFile, connections, seconds, rate, headers = {} }: Load): Command {
  const given = { 'content-type': 'application/json', ...headers };
  return [
    'wrk',
    [
      ...['--threads', '1', '--connections', String(connections), '--duration', `${seconds}s`],
      ...['--timeout', `${ANSWER_WITHIN_S}s`],
      ...['--script', join(projectFolder, 'tools', 'bench', 'load', 'orders.lua')],
      ...Object.entries(given).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
      ...[`${url}/otp/promise`, '--', ordersFile, ...(rate === undefined ? [] : [String(rate)])],
    ],
  ];
}

function autocannonCommand(load: Load): Command {
  const worker = join(import.meta.dirname, 'autocannon-worker.js');
  return [process.execPath, [worker, JSON.stringify({ ...load, timeout: ANSWER_WITHIN_S })]];
}
