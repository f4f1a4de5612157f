import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RedisConnection } from './connection.js';

/** Scripts are not compiled: compiled code finds them in the source tree of its package too. */
function folderOfScripts(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, 'libs', 'redis', 'src', 'scripts');
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder))
      throw new Error(`No libs/redis/src/scripts above ${import.meta.dirname}.`);
  }
}

/** A Lua script of libs/redis/src/scripts; its header tells keys, arguments and answer. */
export class Script {
  readonly text: string;
  readonly sha: string;

  /** `name`: file name without `.lua`. */
  constructor(readonly name: string) {
    this.text = readFileSync(join(folderOfScripts(), `${name}.lua`), 'utf8');
    this.sha = createHash('sha1').update(this.text).digest('hex');
  }

  /** Runs it on the node that holds the keys; sends its text only when the node does not know it yet. */
  async run(
    redis: RedisConnection,
    keys: readonly string[],
    args: readonly (string | number | Buffer)[] = [],
  ): Promise<unknown> {
    try {
      return await redis.evalsha(this.sha, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.includes('NOSCRIPT')) throw error;
      return redis.eval(this.text, keys.length, ...keys, ...args);
    }
  }
}
