import { parseArgs } from 'node:util';
import { fuzz, type FuzzOptions } from './openapi/fuzz.js';

const help = `npm run fuzz:openapi -- [flags]

Makes up calls of every operation from the OpenAPI document of a running engine, sends them, and holds the
answers against the document. It writes into the ERPNext behind the engine: use the sandbox.

  --url URL               of the engine (http://127.0.0.1:8080)
  --key KEY               an API key with all scopes, when keys are required
  --webhook-secret TEXT   with which webhooks are signed; without it they are forged
  --requests N            calls of each operation (2000)
  --seconds N             when no more are sent (600)
  --seed N                the same number makes up the same calls
  --help                  this list
`;

function flags() {
  const { values } = parseArgs({
    options: {
      url: { type: 'string', default: 'http://127.0.0.1:8080' },
      key: { type: 'string' },
      'webhook-secret': { type: 'string' },
      requests: { type: 'string', default: '2000' },
      seconds: { type: 'string', default: '600' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  const whole = (name: 'requests' | 'seconds' | 'seed'): number => {
    const number = Number(values[name]);
    if (!Number.isSafeInteger(number) || number < 1)
      throw new TypeError(`--${name} must be a whole number from 1.`);
    return number;
  };
  return {
    isHelp: values.help,
    options: {
      url: values.url,
      key: values.key,
      webhookSecret: values['webhook-secret'],
      requests: whole('requests'),
      seconds: whole('seconds'),
      seed: whole('seed'),
    },
  };
}

async function run(options: FuzzOptions): Promise<void> {
  const reports = await fuzz(options);
  for (const { operation, sent, statuses, faults } of reports) {
    const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
    console.log(`${operation.id.padEnd(20)} ${String(sent).padStart(6)} calls  ${counts.join('  ')}`);
    for (const fault of faults) console.log(`  ${fault}`);
  }
  if (reports.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
}

function flagsOrExit(): ReturnType<typeof flags> {
  try {
    return flags();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(2);
  }
}

const { isHelp, options } = flagsOrExit();
if (isHelp) process.stdout.write(help);
else await run(options);
