import { parseArgs } from 'node:util';

export const help = `Asks for promises for all orders of a file, in one bulk stream.

  npm run promise:file -- FILE [options]

  FILE        .ndjson: an order a line, as POST /otp/promise takes it
              .csv: a line of an order a row, with a header; the rows of an order stand together
  --url URL   the engine                                  (http://127.0.0.1:8080)
  --key KEY   its API key; also by environment: OTP_KEY   (none)
  --out FILE  a line an order, in the same order          (FILE.promises.ndjson)
  --resume    go on behind the last order that --out holds
  --help

Columns of a CSV file: order (rows with the same text belong together), customer, item_code, qty; and, where
wanted, warehouse, uom, desired_date, sales_order_id. What stands for the whole order is taken from its first row.

Exit code 0: every order was judged; 1: some lines are errors; 2: it could not be brought to its end; 130: Ctrl-C.
`;

export interface Flags {
  readonly file: string;
  readonly url: string;
  readonly key: string | undefined;
  readonly out: string;
  readonly resume: boolean;
}

/** Undefined when help was asked for. Throws a sentence about what is wrong. */
export function flagsIn(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Flags | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      url: { type: 'string', default: 'http://127.0.0.1:8080' },
      key: { type: 'string' },
      out: { type: 'string' },
      resume: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Error('Name one file of orders.');
  if (!/\.(ndjson|jsonl|csv)$/i.test(file)) throw new Error('The file must end in .ndjson or .csv.');
  if (!URL.canParse(values.url) || !/^https?:/.test(values.url)) {
    throw new Error('--url must be an http:// or https:// address.');
  }
  const { url, resume, out = `${file}.promises.ndjson` } = values;
  return { file, url, key: values.key ?? env['OTP_KEY'], out, resume };
}
