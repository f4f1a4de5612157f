import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs a command in the Redis, or Sentinel, on this port, past whatever stands before it. Rejects with its error. */
export async function redisCommand(port: number, ...command: readonly string[]): Promise<void> {
  await promisify(execFile)('redis-cli', ['-p', String(port), '-e', ...command]);
}
