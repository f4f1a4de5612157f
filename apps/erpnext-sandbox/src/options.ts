import { parseArgs } from 'node:util';
import { mostBinsPerItem } from './seed/company.js';

export interface SandboxOptions {
  readonly host: string;
  readonly port: number;
  readonly seed: number;
  readonly items: number;
  /** Absent: one or two, as it comes. */
  readonly binsPerItem: number | undefined;
  /** Open rows of Purchase Orders; absent: a few for every ten items. */
  readonly openRows: number | undefined;
  /** DocType → milliseconds. */
  readonly latencyMs: Readonly<Record<string, number>>;
  readonly failRate: number;
  readonly database: string;
  /** A folder with CSV files instead of the seeded company. */
  readonly csvFolder: string | undefined;
  readonly timeZone: string;
}

export const help = `A small ERPNext for a first start, tests and load.

  --port 8090              the port, 0 for any free one
  --host 127.0.0.1         the address to listen on
  --seed 1                 the same seed, items and day give the same company
  --items 2000             how many items the company has
  --bins-per-item N        the same number of Bins for every item, up to 10
  --open-rows N            how many rows of Purchase Orders are still to come
  --csv FOLDER             take the company from CSV files instead (docs/sandbox.md)
  --db FILE                keep the data in a file; what is in it already is used
                           (default :memory:)
  --time-zone ZONE         the site's time zone (default Europe/Berlin)
  --latency stock=20,po=25 milliseconds added to reads of Bins and of Purchase Orders
  --fail-rate 0            share of API requests that are answered with 500
  --help                   this text

Log in with the header "Authorization: token sandbox:sandbox".
`;

/** All faults in the command line at once, each a sentence. */
export class OptionFaults extends Error {
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
  }
}

const latencyNames: Readonly<Record<string, readonly string[]>> = {
  stock: ['Bin'],
  po: ['Purchase Order', 'Purchase Order Item'],
};

/** `help` when it is asked for. Throws OptionFaults. */
export function parseOptions(argv: readonly string[]): SandboxOptions | 'help' {
  const faults: string[] = [];
  const values = readFlags(argv, faults);
  if (values['help'] === true) return 'help';
  const number = <T extends number | undefined>(
    name: string,
    fallback: T,
    accepts: (value: number) => boolean,
    what: string,
  ): number | T => {
    const given = values[name];
    if (given === undefined) return fallback;
    const value = Number(given);
    if (given !== '' && accepts(value)) return value;
    faults.push(`--${name} must be ${what}, not "${String(given)}".`);
    return fallback;
  };
  const text = (name: string, fallback: string): string => String(values[name] ?? fallback);
  const wholeFrom = (low: number, high: number) => (value: number) =>
    Number.isInteger(value) && value >= low && value <= high;
  const options: SandboxOptions = {
    host: text('host', '127.0.0.1'),
    port: number('port', 8090, wholeFrom(0, 65_535), 'a port from 0 to 65535'),
    seed: number('seed', 1, wholeFrom(0, 2 ** 31), 'a whole number'),
    items: number('items', 2000, wholeFrom(30, 1_000_000), 'a whole number from 30 to 1000000'),
    binsPerItem: number(
      'bins-per-item',
      undefined,
      wholeFrom(1, mostBinsPerItem),
      `a whole number from 1 to ${mostBinsPerItem}`,
    ),
    openRows: number('open-rows', undefined, wholeFrom(0, 10_000_000), 'a whole number up to 10000000'),
    latencyMs: parseLatency(text('latency', ''), faults),
    failRate: number('fail-rate', 0, (value) => value >= 0 && value <= 1, 'a share from 0 to 1'),
    database: text('db', ':memory:'),
    csvFolder: values['csv'] === undefined ? undefined : text('csv', ''),
    timeZone: parseTimeZone(text('time-zone', 'Europe/Berlin'), faults),
  };
  if (faults.length > 0) throw new OptionFaults(faults);
  return options;
}

function readFlags(argv: readonly string[], faults: string[]): Record<string, string | boolean | undefined> {
  const string = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...argv],
      options: {
        port: string,
        host: string,
        seed: string,
        items: string,
        'bins-per-item': string,
        'open-rows': string,
        latency: string,
        'fail-rate': string,
        db: string,
        csv: string,
        'time-zone': string,
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error));
    return {};
  }
}

function parseLatency(source: string, faults: string[]): Record<string, number> {
  const latency: Record<string, number> = {};
  for (const part of source.split(',').filter((entry) => entry !== '')) {
    const [name = '', ms = ''] = part.split('=');
    const doctypes = latencyNames[name];
    if (doctypes === undefined || !/^\d+(\.\d+)?$/.test(ms)) {
      faults.push(`--latency takes stock=MS and po=MS with a comma between them, not "${part}".`);
      continue;
    }
    for (const doctype of doctypes) latency[doctype] = Number(ms);
  }
  return latency;
}

function parseTimeZone(zone: string, faults: string[]): string {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
  } catch {
    faults.push(`--time-zone must be a zone such as Europe/Berlin, not "${zone}".`);
  }
  return zone;
}
