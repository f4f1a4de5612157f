import { parseArgs } from 'node:util';
import { withoutTrailingSlashes } from '#libs/kernel';

export const tests = ['load', 'stress', 'soak', 'complexity'] as const;
export type Test = (typeof tests)[number];
/** warm: all is in the replica; cold: every order is read from ERPNext. */
export type SupplyState = 'cold' | 'warm';

export interface Flags {
  readonly test: Test;
  /** Undefined: a cluster of our own. */
  readonly url: string | undefined;
  readonly key: string | undefined;
  readonly erpLatency: string | undefined;
  readonly supply: readonly SupplyState[];
  readonly items: number;
  readonly seed: number;
  readonly minutes: number;
  readonly maxRate: number;
  readonly breakingRate: number | undefined;
  readonly quick: boolean;
  readonly out: string;
  /** Whether the report also goes into the documentation. */
  readonly doc: boolean;
}

const about: Readonly<Record<Test, string>> = {
  load: '100 users who come within 60 s and send 10,000 orders in all.',
  stress:
    'Orders arrive at 100 a second and then at more and more, until P95 > 800 ms or errors > 1 %; that rate is\nconfirmed by holding 90 % of it, and twice that rate and the recovery from it are measured.',
  soak: 'Orders arrive at half the breaking rate for --minutes: does memory grow?',
  complexity: 'Orders of 1 to 40 lines, from stock alone and mixed: mean, P95 and P99 of each class.',
};

const own: Readonly<Record<Test, string>> = {
  load: '',
  stress: '  --max-rate N          gives up looking for the breaking point there, orders a second (20000)\n',
  soak: `  --minutes N           how long (60)
  --breaking-rate N     orders a second; without it the breaking point is looked for first
  --max-rate N          gives up looking for it there (20000)
`,
  complexity: '',
};

export function helpOf(test: Test): string {
  return `${about[test]}

  npm run ${test} -- [options]

${own[test]}  --url URL             an engine that runs already; else a cluster with the sandbox is started and ended
  --key KEY             its API key (promise:read, orders:read); also by environment: OTP_KEY
  --erp-latency LIST    the sandbox waits before it answers, in ms: stock=20,po=25
  --supply LIST         cold: every order is read from ERPNext; warm: from the replica; each of a cluster of its own
                        (warm; with --erp-latency cold,warm)
  --items N             items that the sandbox sells (2000)
  --seed N              the same number makes the same orders (1)
  --quick               a tenth of the time or less: for a look, not for a figure
  --out FOLDER          where ${test}.html and ${test}.json are left (reports)
  --doc                 also writes it into docs/performance.md, with charts
  --help

Every answer's content is checked: a wrong one counts as an error, however fast. Exit code 0: everything is as it
should be; 1: something is not, or could not be measured; 3: k6 is not there; 130: Ctrl-C.
`;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The test and what it was asked for; `help`: only that was. Throws all faults, one sentence a line. */
export function readFlags(args: readonly string[], env: Environment): Flags | { readonly help: string } {
  const [test, ...rest] = args;
  if (!isTest(test)) throw new Error(`Name one test: ${tests.join(', ')}.`);
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: rest,
    options: {
      ...{ url: text, key: text, 'erp-latency': text, supply: text, items: text, seed: text, out: text },
      ...{ minutes: text, 'max-rate': text, 'breaking-rate': text },
      ...{ quick: flag, doc: flag, help: flag },
    },
  });
  if (values.help) return { help: helpOf(test) };
  const faults: string[] = [];
  for (const name of ['minutes', 'max-rate', 'breaking-rate'] as const) {
    if (values[name] !== undefined && !own[test].includes(`--${name} `)) {
      faults.push(`--${name} is not for ${test}.`);
    }
  }
  if (values.url !== undefined) {
    if (!isAddress(values.url)) faults.push('--url must be an http:// or https:// address.');
    for (const name of ['erp-latency', 'supply', 'items'] as const) {
      if (values[name] !== undefined) faults.push(`--${name} is for a cluster of our own, not with --url.`);
    }
  }
  const number = (name: 'items' | 'seed' | 'minutes' | 'max-rate' | 'breaking-rate', least: number) => {
    const value = Number(values[name] ?? least);
    if (!Number.isInteger(value) || value < least)
      faults.push(`--${name} must be a whole number from ${least} on.`);
    return value;
  };
  const flags: Flags = {
    test,
    url: values.url && withoutTrailingSlashes(values.url),
    key: values.key ?? env['OTP_KEY'],
    erpLatency: values['erp-latency'],
    supply: supplyStates(
      values.supply ?? (values['erp-latency'] === undefined ? 'warm' : 'cold,warm'),
      faults,
    ),
    items: values.items === undefined ? 2_000 : number('items', 100),
    seed: values.seed === undefined ? 1 : number('seed', 0),
    minutes: values.minutes === undefined ? 60 : number('minutes', 1),
    maxRate: values['max-rate'] === undefined ? 20_000 : number('max-rate', 100),
    breakingRate: values['breaking-rate'] === undefined ? undefined : number('breaking-rate', 2),
    quick: values.quick,
    out: values.out ?? 'reports',
    doc: values.doc,
  };
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return flags;
}

const isTest = (name: string | undefined): name is Test =>
  (tests as readonly (string | undefined)[]).includes(name);
const isAddress = (url: string): boolean => URL.canParse(url) && /^https?:/.test(url);

function supplyStates(list: string, faults: string[]): SupplyState[] {
  const states = [...new Set(list.split(','))];
  const known = states.filter((state) => state === 'cold' || state === 'warm');
  if (known.length < states.length) faults.push('--supply must be cold, warm, or cold,warm.');
  return known;
}
