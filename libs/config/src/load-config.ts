import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { type ProcessName, type Variable, type Variables, variables } from './variables.js';

/** The variables that every process of `P` uses. */
type UsedBy<P extends ProcessName> = {
  [N in keyof Variables as [P] extends [Variables[N]['usedBy'][number]] ? N : never]: z.output<
    Variables[N]['schema']
  >;
};

/** The configuration of one process: the variables that it uses, parsed and frozen. */
export type Config<P extends ProcessName> = Readonly<UsedBy<ProcessName> & UsedBy<P>>;

const redisVariables = [
  'REDIS_URL',
  'REDIS_SENTINELS',
  'REDIS_SENTINEL_NAME',
  'REDIS_CLUSTER',
  'REDIS_PASSWORD',
  'REDIS_TIMEOUT_MS',
] as const satisfies (keyof Variables)[];

/** What says where Redis is. */
export type RedisVariables = Pick<Config<ProcessName>, (typeof redisVariables)[number]>;

type Environment = Readonly<Record<string, string | undefined>>;

export const CONFIG = Symbol('Config');

/** All faults of a configuration at once, one sentence each. */
export class ConfigurationError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
    this.name = 'ConfigurationError';
  }
}

/**
 * Reads the variables of `processName` from `env`. A secret NAME may stand in the file that NAME_FILE
 * names instead. Throws a ConfigurationError that lists every fault; secrets are never quoted.
 */
export function loadConfig<P extends ProcessName>(processName: P, env: Environment = process.env): Config<P> {
  const all = Object.entries<Variable>(variables);
  return parse(
    all.filter(([, { usedBy }]) => usedBy.includes(processName)),
    env,
  ) as Config<P>;
}

/** The variables of Redis alone, for a command that is none of the processes. Throws as `loadConfig`. */
export function loadRedisConfig(env: Environment = process.env): RedisVariables {
  return parse(
    redisVariables.map((name) => [name, variables[name]]),
    env,
  ) as RedisVariables;
}

function parse(used: readonly (readonly [string, Variable])[], env: Environment): unknown {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, variable] of used) {
    const text = variable.secret ? secretText(name, env, faults) : env[name];
    const parsed = variable.schema.safeParse(text === '' && name !== 'WEEKLY_OFF' ? undefined : text);
    if (parsed.success) values[name] = parsed.data;
    else if (text === undefined) faults.push(`${name} is missing. ${variable.description}`);
    else for (const issue of parsed.error.issues) faults.push(fault(name, variable, text, issue));
  }
  if (values['DEFAULT_OVERDUE_PO'] === 'ASSUME_DAYS' && values['DEFAULT_OVERDUE_PO_DAYS'] === undefined) {
    faults.push('DEFAULT_OVERDUE_PO is ASSUME_DAYS, so DEFAULT_OVERDUE_PO_DAYS must say how many.');
  }
  if (values['API_KEYS'] === 'off' && !isLoopback(String(values['GATEWAY_HOST']))) {
    faults.push(
      `API_KEYS is off, but GATEWAY_HOST is ${String(values['GATEWAY_HOST'])}: without keys it must be an address of loopback.`,
    );
  }
  const tls = ['GRPC_TLS_CA', 'GRPC_TLS_CERT', 'GRPC_TLS_KEY'];
  if (new Set(tls.map((name) => values[name] === undefined)).size > 1) {
    faults.push(`${tls.join(', ')} belong together: set all or none.`);
  }
  if (faults.length > 0) throw new ConfigurationError(faults);
  return Object.freeze(values);
}

function secretText(name: string, env: Environment, faults: string[]): string | undefined {
  const file = env[`${name}_FILE`];
  if (file === undefined || file === '') return env[name];
  if (env[name]) {
    faults.push(`${name} and ${name}_FILE are both set: keep one.`);
    return undefined;
  }
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    faults.push(`${name}_FILE names ${file}, which can't be read: ${(error as NodeJS.ErrnoException).code}.`);
    return undefined;
  }
}

function fault(name: string, variable: Variable, text: string, issue: z.core.$ZodIssue): string {
  const place = issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  // What stands before an @ may be a password.
  const shown = variable.secret || text.includes('@') ? '' : ` (it is ${JSON.stringify(text)})`;
  return `${name}${shown}${place}: ${issue.message}.`;
}

const isLoopback = (host: string): boolean => /^(127(\.\d{1,3}){3}|::1|localhost)$/.test(host);
