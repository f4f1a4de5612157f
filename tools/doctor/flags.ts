import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { withoutTrailingSlashes } from '#libs/kernel';

export const help = `Looks at a deployment from outside and says what to do about what it finds.

  npm run doctor -- --url URL --erp-url URL [options]

  --url URL               the engine                                  (http://127.0.0.1:8080)
  --key KEY               an API key of it                            (variable OTP_KEY)
  --erp-url URL           the ERPNext site                            (variable ERPNEXT_URL)
  --erp-key KEY           API key of the user with which it reads     (variable ERPNEXT_API_KEY)
  --erp-secret SECRET     its secret                                  (variable ERPNEXT_API_SECRET)
  --erp-secret-file FILE  file that holds the secret
  --admin-key KEY         API key of a System Manager, for webhooks and fields   (variable ERPNEXT_ADMIN_KEY)
  --admin-secret SECRET   its secret                                  (variable ERPNEXT_ADMIN_SECRET)
  --receiver URL          the engine as ERPNext reaches it            (as --url)
  --redis URL             its Redis                                   (variables REDIS_URL and those beside it)
  --sql DSN               ERPNext's database, mysql://user:password@host:port/name   (variable ERPNEXT_SQL_DSN)
  --json                  all findings as JSON
  --help

It changes nothing. What it is given no access to it says it has not seen. Secrets are better given as variables,
and are never printed.
Exit code 0: nothing has failed. 1: something has. 2: the flags are wrong.
`;

export interface Credentials {
  readonly url: string;
  readonly key: string;
  readonly secret: string;
}

export interface DoctorFlags {
  readonly url: string;
  readonly key: string | undefined;
  readonly erp: Credentials;
  readonly admin: Credentials | undefined;
  readonly receiver: string;
  readonly sql: URL | undefined;
  readonly json: boolean;
  /** Variables that say where Redis is; undefined when none does. */
  readonly redis: Readonly<Record<string, string | undefined>> | undefined;
  /** What must not be printed; no finding quotes one anyway. */
  readonly secrets: readonly string[];
}

/** What is wrong with the command line, one sentence each. */
export class FlagFault extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

/** A shorter one is also a piece of ordinary words, and would make them unreadable. */
const SHORTEST_SECRET = 8;

const address = (what: string) =>
  z
    .url({ protocol: /^https?$/, error: `${what} must be an http or https address.` })
    .transform(withoutTrailingSlashes);
const given = (what: string) => z.string(`${what} is missing.`).min(1, `${what} is empty.`);
const schema = z.object({
  url: address('--url'),
  'erp-url': address('--erp-url'),
  'erp-key': given('--erp-key'),
  'erp-secret': given('--erp-secret or --erp-secret-file'),
  receiver: address('--receiver').optional(),
  redis: z
    .url({ protocol: /^rediss?$/, error: '--redis must be a redis:// or rediss:// address.' })
    .optional(),
  sql: z
    .url({
      protocol: /^(mysql|mariadb)$/,
      error: '--sql must look like mysql://user:password@host:port/name.',
    })
    .transform((text) => new URL(text))
    .refine((dsn) => dsn.pathname.length > 1, '--sql must name a database.')
    .optional(),
});

/** 'help' when only that is wanted. Throws a FlagFault that never quotes a secret. */
export function flagsIn(args: readonly string[], env: Environment): DoctorFlags | 'help' {
  const values = valuesIn(args);
  if (values.help) return 'help';
  const file = values['erp-secret-file'];
  const parsed = schema.safeParse({
    url: values.url,
    'erp-url': values['erp-url'] ?? env['ERPNEXT_URL'],
    'erp-key': values['erp-key'] ?? env['ERPNEXT_API_KEY'],
    'erp-secret': values['erp-secret'] ?? (file === undefined ? env['ERPNEXT_API_SECRET'] : textOf(file)),
    receiver: values.receiver,
    redis: values.redis,
    sql: values.sql ?? env['ERPNEXT_SQL_DSN'],
  });
  const admin = {
    key: values['admin-key'] ?? env['ERPNEXT_ADMIN_KEY'],
    secret: values['admin-secret'] ?? env['ERPNEXT_ADMIN_SECRET'],
  };
  const faults = parsed.success ? [] : parsed.error.issues.map(({ message }) => message);
  if ((admin.key === undefined) !== (admin.secret === undefined)) {
    faults.push('--admin-key and --admin-secret belong together.');
  }
  if (!parsed.success || faults.length > 0)
    throw new FlagFault([...faults, '--help lists the flags.'].join('\n'));
  const flags = parsed.data;
  const erpUrl = flags['erp-url'];
  const key = values.key ?? env['OTP_KEY'];
  const { key: adminKey, secret: adminSecret } = admin;
  return {
    url: flags.url,
    key,
    erp: { url: erpUrl, key: flags['erp-key'], secret: flags['erp-secret'] },
    admin:
      adminKey === undefined || adminSecret === undefined
        ? undefined
        : { url: erpUrl, key: adminKey, secret: adminSecret },
    receiver: flags.receiver ?? flags.url,
    sql: flags.sql,
    json: values.json,
    redis: redisVariables(flags.redis, env),
    secrets: [
      ...[key, flags['erp-secret'], adminSecret, env['REDIS_PASSWORD']],
      ...[flags.redis, env['REDIS_URL']].map((text) => passwordIn(text)),
      passwordIn(flags.sql?.href),
    ].filter((secret): secret is string => secret !== undefined && secret.length >= SHORTEST_SECRET),
  };
}

function redisVariables(url: string | undefined, env: Environment): DoctorFlags['redis'] {
  const own = Object.entries(env).filter(([name]) => name.startsWith('REDIS_'));
  // An address on the command line goes before everything that says where Redis is.
  if (url !== undefined) {
    const others = own.filter(([name]) => name !== 'REDIS_SENTINELS' && name !== 'REDIS_CLUSTER');
    return { ...Object.fromEntries(others), REDIS_URL: url };
  }
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

function passwordIn(url: string | undefined): string | undefined {
  return url === undefined || !URL.canParse(url) ? undefined : decodeURIComponent(new URL(url).password);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new FlagFault('--erp-secret-file cannot be read.');
  }
}

function valuesIn(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        url: { type: 'string', default: 'http://127.0.0.1:8080' },
        ...{ key: text, 'erp-url': text, 'erp-key': text, 'erp-secret': text, 'erp-secret-file': text },
        ...{ 'admin-key': text, 'admin-secret': text, receiver: text, redis: text, sql: text },
        json: flag,
        help: { ...flag, short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new FlagFault(error instanceof Error ? error.message : String(error));
  }
}
