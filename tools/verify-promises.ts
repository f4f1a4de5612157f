import { parseArgs } from 'node:util';
import { type Verification, verifyPromises } from '../test/oracle/verification.js';

const help = `Holds the promises of a running engine against an independent reading of the rules.

  npm run verify -- [options]

  --url URL                 the engine               (http://127.0.0.1:8080)
  --api-key KEY             sent as a bearer token   (none)
  --erp-url URL             the ERPNext behind it    (http://127.0.0.1:8090)
  --erp-key KEY             API key for it           (sandbox)
  --erp-secret SECRET       API secret for it        (sandbox)
  --default-warehouse NAME  as the engine has it     (Stores - AP)
  --orders N                random orders            (5000)
  --seed N                  the same seed draws the same orders on the same documents and day (1)
  --concurrency N           orders at once           (8)
  --help

ERPNext must be at rest meanwhile, and the engine run on its default rules. Exit code 1: some answer disagrees.
`;
const SHOWN = 5;

function wholeNumber(text: string, flag: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${flag} must be a whole number from 1 on`);
  return Number(text);
}

function summary({ orders, agreed, byStatus, options, seconds }: Verification): string {
  const counts = (of: Record<string, number>) =>
    Object.entries(of)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]) => `${name}: ${count}`)
      .join(', ') || 'none';
  return [
    `${agreed} of ${orders} orders agree (${seconds.toFixed(1)} s)`,
    `answers  ${counts(byStatus)}`,
    `options  ${counts(options)}`,
  ].join('\n');
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string', default: 'http://127.0.0.1:8080' },
      'api-key': { type: 'string' },
      'erp-url': { type: 'string', default: 'http://127.0.0.1:8090' },
      'erp-key': { type: 'string', default: 'sandbox' },
      'erp-secret': { type: 'string', default: 'sandbox' },
      'default-warehouse': { type: 'string', default: 'Stores - AP' },
      orders: { type: 'string', default: '5000' },
      seed: { type: 'string', default: '1' },
      concurrency: { type: 'string', default: '8' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const orders = wholeNumber(values.orders, 'orders');
  const apiKey = values['api-key'];
  const verification = await verifyPromises({
    url: values.url,
    site: { url: values['erp-url'], key: values['erp-key'], secret: values['erp-secret'] },
    defaultWarehouse: values['default-warehouse'],
    orders,
    seed: wholeNumber(values.seed, 'seed'),
    concurrency: wholeNumber(values.concurrency, 'concurrency'),
    ...(apiKey === undefined ? {} : { apiKey }),
    onProgress: (done, disagreed) => {
      if (done % 500 === 0) process.stderr.write(`${done} of ${orders}, ${disagreed} disagree\n`);
    },
  });
  for (const one of verification.disagreements.slice(0, SHOWN)) {
    process.stdout.write(`${JSON.stringify(one, null, 1)}\n`);
  }
  process.stdout.write(`${summary(verification)}\n`);
  return verification.disagreements.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
