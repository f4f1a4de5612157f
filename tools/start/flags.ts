import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type Balance, balances } from './nginx-config.js';
import { viewLevels } from './log-view.js';

/** All faults of a command line at once, one sentence each. */
export class FlagError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`${faults.map((fault) => `${fault}\n`).join('')}npm start -- --help lists the flags.`);
    this.name = 'FlagError';
  }
}

const whole = (from: number, to: number) => {
  const message = `must be a whole number from ${from} to ${to}`;
  return z
    .string()
    .regex(/^\d+$/, message)
    .transform(Number)
    .pipe(z.number(message).min(from, message).max(to, message));
};
const text = z.string().min(1, 'must not be empty');
const erpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https address', abort: true })
  .refine((url) => {
    const { username, password, search, hash } = new URL(url);
    return username + password + search + hash === '';
  }, 'must be an address alone, without a user, a password, ? or #');
const latency = /^(stock|po)=\d+(\.\d+)?(,(stock|po)=\d+(\.\d+)?)*$/;

const flags = {
  port: { value: 'N', about: 'port of the engine (8080)', schema: whole(1, 65_535).default(8080) },
  gateways: { value: 'N', about: 'number of gateways (4)', schema: whole(1, 64).default(4) },
  promises: { value: 'N', about: 'number of promise services (2)', schema: whole(1, 64).default(2) },
  stocks: { value: 'N', about: 'number of stock services (1)', schema: whole(1, 64).default(1) },
  balance: {
    value: 'NAME',
    about: 'how nginx spreads calls: round-robin (as it does), least-connections or random-two',
    schema: z
      .enum(Object.keys(balances) as Balance[], `must be ${Object.keys(balances).join(', ')}`)
      .default('round-robin'),
  },
  'tls-cert': {
    value: 'FILE',
    about: 'certificate (PEM) for HTTPS and HTTP/2 beside HTTP; needs --tls-key',
    schema: text.optional(),
  },
  'tls-key': { value: 'FILE', about: 'its private key (PEM)', schema: text.optional() },
  'tls-port': { value: 'N', about: 'port of HTTPS (8443)', schema: whole(1, 65_535).default(8443) },
  'default-warehouse': {
    value: 'NAME',
    about: 'warehouse of order lines that name none (with the sandbox: Stores - AP)',
    schema: text.optional(),
  },
  'erp-url': {
    value: 'URL',
    about: 'address of an ERPNext 15; without it the sandbox stands in for ERPNext',
    schema: erpUrl.optional(),
  },
  'erp-key': {
    value: 'KEY',
    about: 'API key of the ERPNext user that reads for us',
    schema: text.optional(),
  },
  'erp-secret': {
    value: 'SECRET',
    about: 'its API secret; out of sight: --erp-secret-file, or the variable ERPNEXT_API_SECRET',
    schema: text.optional(),
  },
  'erp-secret-file': { value: 'FILE', about: 'file that holds the API secret', schema: text.optional() },
  'sandbox-port': { value: 'N', about: 'port of the sandbox (8090)', schema: whole(1, 65_535).default(8090) },
  csv: { value: 'FOLDER', about: 'the sandbox takes its documents from CSV files', schema: text.optional() },
  items: {
    value: 'N',
    about: 'number of items that the sandbox makes up',
    schema: whole(30, 1_000_000).optional(),
  },
  'bins-per-item': {
    value: 'N',
    about: 'number of Bins of every item in the sandbox (one or two, as it comes)',
    schema: whole(1, 10).optional(),
  },
  'open-rows': {
    value: 'N',
    about: 'number of Purchase Order rows in the sandbox that are still to come',
    schema: whole(0, 10_000_000).optional(),
  },
  seed: {
    value: 'N',
    about: 'the same number makes up the same company',
    schema: whole(0, 2_147_483_647).optional(),
  },
  latency: {
    value: 'LIST',
    about: 'the sandbox waits before it answers, in ms: stock=20,po=25',
    schema: z.string().regex(latency, 'must look like stock=20,po=25 (milliseconds)').optional(),
  },
  'fail-rate': {
    value: 'SHARE',
    about: 'share of requests that the sandbox fails, 0 to 1',
    schema: z
      .string()
      .regex(/^(0(\.\d+)?|1(\.0+)?)$/, 'must be a number from 0 to 1')
      .optional(),
  },
  db: { value: 'FILE', about: 'the sandbox keeps its documents in this file', schema: text.optional() },
  logs: {
    value: 'LEVEL',
    about: `from which level on log lines of all processes appear here (warn): ${viewLevels.join(', ')}`,
    schema: z.enum(viewLevels, `must be one of ${viewLevels.join(', ')}`).default('warn'),
  },
  'time-zone': { value: 'ZONE', about: 'time zone of the sandbox (Europe/Berlin)', schema: text.optional() },
} as const;

export type FlagName = keyof typeof flags;
export type FlagValues = { [N in FlagName]?: z.output<(typeof flags)[N]['schema']> };

export function helpText(): string {
  const lines = Object.entries(flags).map(([name, { value, about }]) => {
    return `  ${`--${name} ${value}`.padEnd(26)} ${about}`;
  });
  return ['npm start -- [flags]', ...lines, '  --help'.padEnd(28) + ' this list', ''].join('\n');
}

/** Whether only the list of flags is wanted. */
export function asksForHelp(args: readonly string[]): boolean {
  return args.some((arg) => arg === '--help' || arg === '-h');
}

/** The flags that were given, unparsed; what is wrong with their form is added to `faults`. */
export function givenFlags(args: readonly string[], faults: string[]): Map<FlagName, string> {
  const options = Object.fromEntries(Object.keys(flags).map((name) => [name, { type: 'string' as const }]));
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const given = new Map<FlagName, string>();
  for (const token of tokens) {
    if (token.kind === 'positional') {
      faults.push(
        `"${token.value}" belongs to no flag. Flags come after two dashes: npm start -- --port 8081`,
      );
    } else if (token.kind === 'option') {
      const name = token.name as FlagName;
      if (!Object.hasOwn(flags, name)) faults.push(`${token.rawName} is not a flag.`);
      else if (token.value === undefined)
        faults.push(`--${name} needs a value: --${name} ${flags[name].value}`);
      else if (given.has(name)) faults.push(`--${name} is given twice.`);
      else given.set(name, token.value);
    }
  }
  return given;
}

/** Parsed values and defaults; every value that does not fit is added to `faults`. */
export function parsedFlags(given: ReadonlyMap<FlagName, string>, faults: string[]): FlagValues {
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(flags) as FlagName[]) {
    const parsed = flags[name].schema.safeParse(given.get(name));
    if (parsed.success) values[name] = parsed.data;
    else faults.push(`--${name} ${parsed.error.issues[0]?.message}${quoted(given.get(name))}.`);
  }
  return values;
}

/** What stands before an @ may be a password. */
const quoted = (value = ''): string => (value.includes('@') ? '' : `, not "${value}"`);
