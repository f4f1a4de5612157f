import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { ConfigurationError, loadRedisConfig } from '#libs/config';
import { isOtpError, OtpError } from '#libs/kernel';
import { auditByHand } from '#libs/observability';
import { ApiKeys, connectRedis, type Scope, scopes } from '#libs/redis';

const help = `API keys of the engine, in the Redis that REDIS_URL (or REDIS_SENTINELS, REDIS_CLUSTER) names.

  npm run keys -- create --name NAME --scopes LIST   makes a key and shows it this once
  npm run keys -- list                               all keys by their ids; the keys themselves are not known
  npm run keys -- revoke ID                          the key stops within 5 s

  LIST: ${scopes.join(', ')}, separated by commas.

A line of the audit log says on standard error who has changed what.
`;

const REDIS_PATIENCE_MS = 5_000;
const LONGEST_NAME = 140;

/** What is wrong with the command line, one sentence each. */
class UsageFault extends Error {}

type Command =
  | { readonly verb: 'create'; readonly name: string; readonly allowed: readonly Scope[] }
  | { readonly verb: 'list' }
  | { readonly verb: 'help' }
  | { readonly verb: 'revoke'; readonly id: string };

function readCommand(args: readonly string[]): Command {
  const { values, positionals } = given(args);
  const [verb, id, ...more] = positionals;
  if (values.help) return { verb: 'help' };
  if (more.length > 0 || (id !== undefined && verb !== 'revoke'))
    throw new UsageFault('There is a word too much.');
  switch (verb) {
    case 'create':
      return { verb, name: nameIn(values.name), allowed: scopesIn(values.scopes) };
    case 'list':
      return { verb };
    case 'revoke':
      if (id === undefined) throw new UsageFault('revoke needs the id of a key; list shows them.');
      return { verb, id };
    default:
      throw new UsageFault('Say create, list or revoke.');
  }
}

function given(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        scopes: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageFault((error as Error).message);
  }
}

function nameIn(name = ''): string {
  if (!/\S/.test(name) || name.length > LONGEST_NAME) {
    throw new UsageFault(`create needs --name with at most ${LONGEST_NAME} characters.`);
  }
  return name;
}

function scopesIn(list = ''): Scope[] {
  const wanted = new Set(list.split(',').map((scope) => scope.trim()));
  const known = scopes.filter((scope) => wanted.has(scope));
  if (known.length === 0 || known.length < wanted.size) {
    throw new UsageFault(`create needs --scopes with some of ${scopes.join(', ')}, separated by commas.`);
  }
  return known;
}

async function run(command: Exclude<Command, { verb: 'help' }>, keys: ApiKeys): Promise<string> {
  switch (command.verb) {
    case 'create': {
      const { name, allowed } = command;
      const { id, key } = await keys.create(name, allowed);
      auditByHand({
        call: 'keys create',
        documents: [`API key ${id}`],
        fields: { name, scopes: allowed.join() },
      });
      return `${key}\n\nShown this once. Its id is ${id}. Send it as "Authorization: Bearer ${key.slice(0, 8)}…".`;
    }
    case 'list': {
      const all = await keys.list();
      const lines = all.map((of) => `${of.id}  ${of.createdAt}  ${of.scopes.join(',')}  ${of.name}`);
      return lines.length === 0 ? 'There are no keys.' : lines.join('\n');
    }
    case 'revoke':
      if (!(await keys.revoke(command.id)))
        throw new UsageFault(`There is no key with the id ${command.id}.`);
      auditByHand({ call: 'keys revoke', documents: [`API key ${command.id}`] });
      return `${command.id} is revoked.`;
  }
}

async function main(): Promise<string> {
  const command = readCommand(process.argv.slice(2));
  if (command.verb === 'help') return help.trimEnd();
  const redis = connectRedis(loadRedisConfig());
  try {
    await once(redis, 'ready', { signal: AbortSignal.timeout(REDIS_PATIENCE_MS) }).catch((fault: unknown) => {
      throw new OtpError('UNAVAILABLE', 'Redis is not reachable.', { cause: fault });
    });
    return await run(command, new ApiKeys(redis));
  } finally {
    redis.disconnect();
  }
}

try {
  process.stdout.write(`${await main()}\n`);
} catch (error) {
  const isUsage = error instanceof UsageFault || error instanceof ConfigurationError;
  if (!isUsage && !isOtpError(error)) throw error;
  process.stderr.write(isUsage ? `${error.message}\n` : `${error.detail} REDIS_URL says where it is.\n`);
  process.exitCode = isUsage ? 2 : 3;
}
