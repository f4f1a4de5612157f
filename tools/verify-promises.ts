import { parseArgs } from 'node:util';
import { type MovingVerification, MovingVerifier } from '../test/oracle/moving-verification.js';
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

  npm run verify -- --moving [options]

posts documents to ERPNext all the time: for the sandbox, never for a site that is in use. Meanwhile each answer
must fit something that was true since its data_as_of; after each second of quiet, all must agree exactly.

  --seconds N               how long                 (60)
  --promises LIST           host:port of all promise services, to ask each of them, too (npm start tells the ports)
  --sync-interval MS        as the engine has SYNC_INTERVAL_MS and REFERENCE_REFRESH_MS (30000)
  --orders N                after each time of quiet (100)
`;
const SHOWN = 5;

function wholeNumber(text: string, flag: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${flag} must be a whole number from 1 on`);
  return Number(text);
}

function movingSummary(found: MovingVerification): string {
  const { moving, quiet } = found;
  return [
    `${found.rounds} rounds in ${found.seconds.toFixed(1)} s; figures were at most ${found.oldest} ms old`,
    `posted   ${counts(found.movements)}; not taken: ${found.refusedMovements}`,
    `moving   ${moving.agreed} of ${moving.answers} answers fit, ${moving.unsettled} unsettled, ${moving.notJudged} not judged`,
    `quiet    ${quiet.agreed} of ${quiet.answers} answers agree`,
    `answers  ${counts(found.byStatus)}`,
    `options  ${counts(found.options)}`,
  ].join('\n');
}

function counts(of: Record<string, number>): string {
  const named = Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1));
  return named.map(([name, count]) => `${name}: ${count}`).join(', ') || 'none';
}

function summary({ orders, agreed, byStatus, options, seconds }: Verification): string {
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
      orders: { type: 'string' },
      seed: { type: 'string', default: '1' },
      concurrency: { type: 'string', default: '8' },
      moving: { type: 'boolean', default: false },
      seconds: { type: 'string', default: '60' },
      promises: { type: 'string', default: '' },
      'sync-interval': { type: 'string', default: '30000' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const orders = wholeNumber(values.orders ?? (values.moving ? '100' : '5000'), 'orders');
  const apiKey = values['api-key'];
  const common = {
    url: values.url,
    site: { url: values['erp-url'], key: values['erp-key'], secret: values['erp-secret'] },
    defaultWarehouse: values['default-warehouse'],
    seed: wholeNumber(values.seed, 'seed'),
    ...(apiKey === undefined ? {} : { apiKey }),
  };
  if (values.moving) {
    const verifier = new MovingVerifier({
      ...common,
      instances: values.promises.split(',').filter((address) => address !== ''),
      seconds: wholeNumber(values.seconds, 'seconds'),
      ordersPerRound: orders,
      syncInterval: wholeNumber(values['sync-interval'], 'sync-interval'),
      onProgress: ({ rounds, quiet, disagreements }) => {
        const asked = `${rounds} rounds, ${quiet.answers} answers in quiet`;
        process.stderr.write(`${asked}, ${disagreements.length} disagree\n`);
      },
    });
    const found = await verifier.run();
    return report(found.disagreements, movingSummary(found));
  }
  const verification = await verifyPromises({
    ...common,
    orders,
    concurrency: wholeNumber(values.concurrency, 'concurrency'),
    onProgress: (done, disagreed) => {
      if (done % 500 === 0) process.stderr.write(`${done} of ${orders}, ${disagreed} disagree\n`);
    },
  });
  return report(verification.disagreements, summary(verification));
}

function report(disagreements: readonly unknown[], text: string): number {
  for (const one of disagreements.slice(0, SHOWN)) process.stdout.write(`${JSON.stringify(one, null, 1)}\n`);
  process.stdout.write(`${text}\n`);
  return disagreements.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
