import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { FlagError, type FlagName, type FlagValues, givenFlags, parsedFlags } from './flags.js';
import type { ViewLevel } from './log-view.js';
import type { Balance, TlsPlace } from './nginx-config.js';

/** An ERPNext site and the user that reads it for us. */
export interface ErpSite {
  readonly url: string;
  readonly key: string;
  readonly secret: string;
}

/** What `npm start` was asked for. */
export interface StartPlan {
  readonly gateways: number;
  readonly promises: number;
  readonly stocks: number;
  readonly port: number;
  /** Undefined: the sandbox. */
  readonly erp: ErpSite | undefined;
  readonly sandboxPort: number;
  /** Flags of the sandbox, passed on as they are. */
  readonly sandboxArgs: readonly string[];
  readonly defaultWarehouse: string;
  /** Whether callers need an API key: always with a real ERPNext, else when API_KEYS says so. */
  readonly apiKeys: 'required' | 'off';
  /** From which level on log lines are shown at the terminal. */
  readonly logs: ViewLevel;
  readonly balance: Balance;
  /** Undefined: HTTP alone. */
  readonly tls: TlsPlace | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

const ofSandbox = [
  'csv',
  'items',
  'bins-per-item',
  'open-rows',
  'seed',
  'latency',
  'fail-rate',
  'db',
  'time-zone',
] as const satisfies FlagName[];
const ofErp = ['erp-key', 'erp-secret', 'erp-secret-file'] as const satisfies FlagName[];

/**
 * Reads the command line. `env` may hold ERPNEXT_API_SECRET and API_KEYS; `folder` is where relative paths begin.
 * Throws a FlagError with every fault; the secret is never quoted.
 */
export function readPlan(args: readonly string[], env: Environment, folder: string): StartPlan {
  const faults: string[] = [];
  const given = givenFlags(args, faults);
  const values = parsedFlags(given, faults);
  const erp = erpSite(values, given, { env, folder }, faults);
  const { port = 0, gateways = 0, promises = 0, stocks = 0, 'sandbox-port': sandboxPort = 0 } = values;
  if (given.has('erp-url')) {
    for (const name of [...ofSandbox, 'sandbox-port'] as const) {
      if (given.has(name)) faults.push(`--${name} is for the sandbox, which does not run with --erp-url.`);
    }
    if (!given.has('default-warehouse')) faults.push('--erp-url needs --default-warehouse.');
  } else if (port === sandboxPort && faults.length === 0) {
    faults.push(`--port and --sandbox-port are both ${port}.`);
  }
  const tls = tlsPlace(values, given, folder, faults);
  const { API_KEYS: wanted } = env;
  if (erp !== undefined && wanted === 'off') {
    faults.push('API_KEYS=off is for the sandbox: with --erp-url every call needs an API key.');
  }
  if (faults.length > 0) throw new FlagError(faults);

  const apiKeys = erp !== undefined || wanted === 'required' ? 'required' : 'off';
  const sandboxArgs = ofSandbox.flatMap((name) => {
    const value = values[name];
    if (value === undefined) return [];
    return [`--${name}`, name === 'csv' || name === 'db' ? resolve(folder, String(value)) : String(value)];
  });
  const defaultWarehouse = values['default-warehouse'] ?? 'Stores - AP';
  const { logs = 'off', balance = 'round-robin' } = values;
  const edge = { port, balance, tls };
  const sandbox = { sandboxPort, sandboxArgs };
  return { ...edge, gateways, promises, stocks, erp, ...sandbox, defaultWarehouse, apiKeys, logs };
}

function tlsPlace(
  { 'tls-cert': cert, 'tls-key': key, 'tls-port': port = 0 }: FlagValues,
  given: ReadonlyMap<FlagName, string>,
  folder: string,
  faults: string[],
): TlsPlace | undefined {
  if (cert === undefined || key === undefined) {
    if ((['tls-cert', 'tls-key', 'tls-port'] as const).some((name) => given.has(name))) {
      faults.push('--tls-cert and --tls-key belong together, and --tls-port to them.');
    }
    return undefined;
  }
  return { port, certFile: resolve(folder, cert), keyFile: resolve(folder, key) };
}

function erpSite(
  values: FlagValues,
  given: ReadonlyMap<FlagName, string>,
  from: { env: Environment; folder: string },
  faults: string[],
): ErpSite | undefined {
  if (!given.has('erp-url')) {
    for (const name of ofErp) if (given.has(name)) faults.push(`--${name} needs --erp-url.`);
    return undefined;
  }
  const { 'erp-url': url = '', 'erp-key': key, 'erp-secret-file': file } = values;
  if (key === undefined && !given.has('erp-key')) faults.push('--erp-url needs --erp-key.');
  if (given.has('erp-secret') && given.has('erp-secret-file')) {
    faults.push('--erp-secret and --erp-secret-file are both given: keep one.');
  }
  const secret =
    file === undefined
      ? (values['erp-secret'] ?? from.env['ERPNEXT_API_SECRET'] ?? '')
      : secretIn(resolve(from.folder, file), faults);
  if (secret === '' && file === undefined) {
    faults.push('--erp-url needs --erp-secret, --erp-secret-file, or the variable ERPNEXT_API_SECRET.');
  }
  return { url, key: key ?? '', secret };
}

function secretIn(file: string, faults: string[]): string {
  try {
    const secret = readFileSync(file, 'utf8').trim();
    if (secret === '') faults.push(`--erp-secret-file: ${file} is empty.`);
    return secret;
  } catch (error) {
    faults.push(`--erp-secret-file can't be read: ${(error as Error).message}.`);
    return '';
  }
}
