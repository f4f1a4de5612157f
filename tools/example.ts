import { parseArgs } from 'node:util';
import { createOtpClient, type Schemas } from '#libs/client';

const help = `npm run example -- [flags]

Asks a running engine for a promise and for its newest Sales Orders, with the generated client (libs/client).

  --url URL     of the engine (http://127.0.0.1:8080)
  --key KEY     an API key with the scopes promise:read and orders:read, where keys are required
  --item CODE   what is ordered (BOLT-M8)
  --qty N       how many (2)
  --help        this list

Exit code 0: both were answered. 1: the engine refused one. 2: the flags are wrong. 3: it does not answer.
`;

function flags() {
  const { values } = parseArgs({
    options: {
      url: { type: 'string', default: 'http://127.0.0.1:8080' },
      key: { type: 'string' },
      item: { type: 'string', default: 'BOLT-M8' },
      qty: { type: 'string', default: '2' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (!URL.canParse(values.url))
    throw new TypeError('--url must be an address, for example http://127.0.0.1:8080.');
  return values;
}

class Refused extends Error {
  constructor({ status, code, detail, errors = [] }: Schemas['Problem']) {
    super(
      [`${status} ${code}: ${detail}`, ...errors.map((at) => `  ${at.pointer} ${at.message}`)].join('\n'),
    );
  }
}

async function show({ url, key, item, qty }: ReturnType<typeof flags>): Promise<void> {
  const client = createOtpClient({ url, key });

  const promise = await client.POST('/otp/promise', {
    body: { customer: 'Example', items: [{ item_code: item, qty: Number(qty) }] },
  });
  if (promise.error !== undefined) throw new Refused(promise.error);
  const { promise_date, status, confidence, reasons, blockers } = promise.data;
  console.log(`${qty} of ${item}: ${promise_date ?? 'no date'} (${status}, confidence ${confidence})`);
  for (const sentence of [...reasons, ...blockers]) console.log(`  ${sentence}`);

  const orders = await client.GET('/otp/sales-orders', { params: { query: { limit: 5 } } });
  if (orders.error !== undefined) throw new Refused(orders.error);
  const total = orders.response.headers.get('x-total-count');
  console.log(`\nThe newest of ${total} Sales Orders:`);
  for (const { name, transaction_date, delivery_date, status, customer_name, customer } of orders.data) {
    const dates = `${transaction_date ?? '-'} → ${delivery_date ?? '-'}`;
    console.log(`  ${name}  ${dates}  ${status.padEnd(20)}  ${customer_name ?? customer}`);
  }
}

function flagsOrExit(): ReturnType<typeof flags> {
  try {
    return flags();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(2);
  }
}

const given = flagsOrExit();
try {
  if (given.help) process.stdout.write(help);
  else await show(given);
} catch (error) {
  const { message, cause } = error as Error;
  const isAway = cause instanceof Error;
  if (!isAway && !(error instanceof Refused)) throw error;
  process.stderr.write(`${isAway ? `The engine does not answer: ${cause.message}` : message}\n`);
  process.exitCode = isAway ? 3 : 1;
}
