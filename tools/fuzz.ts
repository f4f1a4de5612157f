import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { projectFolder } from '#libs/testing';
import { writeSection } from './bench/report/generated-section.js';
import { originOf, resultsOf } from './bench/report/results.js';
import { campaign, type CampaignReport } from './fuzz/campaign.js';

const help = `npm run fuzz -- [flags]

Starts a cluster on the sandbox and sends it what nobody should send: over HTTP, through nginx and to a gateway, and
over gRPC, to a promise and a stock service. In the end there must be no answer 5xx without a named cause, no answer
that went to somebody else, every process must be the one that was started, and none may have grown.

  --requests N     how many (1000000)
  --seconds N      when no more are sent (3600): fewer than asked for are a fault
  --seed N         the same number draws the same attempts (1)
  --growth MIB     what each process may have grown by (64)
  --held MIB       the same of what it still holds when its garbage is collected (16)
  --doc            also writes the table into docs/security.md
  --help           this list

Exit code 1: something of that has happened. npm run fuzz:openapi tries an engine that runs elsewhere.
`;

/** How often the bar is drawn again, in requests. */
const SHOWN_EVERY = 100;

function flags() {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '1000000' },
      seconds: { type: 'string', default: '3600' },
      seed: { type: 'string', default: '1' },
      growth: { type: 'string', default: '64' },
      held: { type: 'string', default: '16' },
      doc: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const whole = (name: 'requests' | 'seconds' | 'seed' | 'growth' | 'held'): number => {
    if (!/^[1-9]\d{0,8}$/.test(values[name])) throw new TypeError(`--${name} must be a whole number from 1.`);
    return Number(values[name]);
  };
  return {
    isHelp: values.help,
    isDocumented: values.doc,
    options: {
      requests: whole('requests'),
      seconds: whole('seconds'),
      seed: whole('seed'),
      mostGrowth: { resident: whole('growth'), held: whole('held') },
    },
  };
}

function report({ tally, seconds, warm, after, faults }: CampaignReport): string {
  const change = (name: string, kind: 'resident' | 'held'): string =>
    [warm, after].map((memory) => memory.get(name)?.[kind]?.toFixed(0) ?? '').join(' → ');
  const memory = [...after].map(
    ([name, { held }]) =>
      `${name.padEnd(26)} ${change(name, 'resident').padStart(12)}${held === undefined ? '' : change(name, 'held').padStart(18)}`,
  );
  return [
    `${'kind'.padEnd(26)} ${'requests'.padStart(9)}  answers`,
    ...tally.table(),
    '',
    `${'process'.padEnd(26)} MiB warm → in the end, held of that`,
    ...memory,
    '',
    ...faults.map((fault) => `FAULT ${fault}`),
    `${tally.sent} requests in ${seconds.toFixed(0)} s (${(tally.sent / seconds).toFixed(0)}/s): ${
      faults.length === 0
        ? 'every failure has its cause, nothing crashed, nothing grew'
        : `${faults.length} faults`
    }`,
  ].join('\n');
}

function documentFuzz(text: string): void {
  const origin = originOf(resultsOf({}, 'npm run fuzz'), { ownLoad: true });
  const page = join(projectFolder, 'docs', 'security.md');
  writeSection(page, 'Security', 'npm run fuzz -- --doc', `${origin}:\n\n\`\`\`\n${text}\n\`\`\``);
}

async function main(): Promise<number> {
  const { isHelp, isDocumented, options } = flags();
  if (isHelp) {
    process.stdout.write(help);
    return 0;
  }
  const bar = new SingleBar({
    format: '{bar} {percentage} %  {value} of {total} requests  {eta_formatted} left',
    stream: process.stderr,
  });
  bar.start(options.requests, 0);
  let shown = 0;
  const onProgress = (sent: number): void => {
    if (sent - shown < SHOWN_EVERY) return;
    shown = sent;
    bar.update(sent);
  };
  const ended = await campaign({ ...options, onProgress }).finally(() => bar.stop());
  const { sent } = ended.tally;
  const isShort = sent < options.requests;
  const tooFew = isShort ? [`only ${sent} of ${options.requests} requests in ${options.seconds} s`] : [];
  const found = { ...ended, faults: [...ended.faults, ...tooFew] };
  process.stdout.write(`${report(found)}\n`);
  if (isDocumented) documentFuzz(report(found));
  return found.faults.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
