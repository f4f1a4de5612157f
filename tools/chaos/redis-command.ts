import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { processOf, type Stage } from './disturbance.js';

/** Runs a command in the Redis of the cluster itself, past whatever stands before it. Rejects with its error. */
export async function redisCommand(stage: Stage, ...command: readonly string[]): Promise<void> {
  const { port } = processOf(stage, 'redis');
  await promisify(execFile)('redis-cli', ['-p', String(port), '-e', ...command]);
}
