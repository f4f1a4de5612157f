import { parseArgs } from 'node:util';
import { loadRedisConfig } from '#libs/config';
import { auditByHand } from '#libs/observability';
import { connectForJobs, TraceChannel, type TracedShare } from '#libs/redis';

const help = `Changes which share of the requests is traced, in all running processes and in those that start later.

  npm run trace-ratio -- [SHARE | off | default]

  SHARE     from 0 (none but the slowest and failed ones) to 1 (all)
  off       records nothing, not even of the slowest and failed ones
  default   TRACE_RATIO of each process again
  nothing   prints what was set last

Redis is found by the variables that the services are given: REDIS_URL and those beside it.
A line of the audit log says on standard error who has changed it.
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { help: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [wanted, ...more] = positionals;
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const isUnderstood = wanted === undefined || /^(0(\.\d+)?|1(\.0+)?|off|default)$/.test(wanted);
  if (more.length > 0 || !isUnderstood)
    throw new Error(`Not understood: ${positionals.join(' ')}\n\n${help}`);
  const redis = connectForJobs(loadRedisConfig());
  try {
    const channel = new TraceChannel(redis);
    if (wanted !== undefined) {
      const share = wanted === 'off' ? wanted : Number(wanted);
      await channel.setShare(wanted === 'default' ? undefined : share);
      auditByHand({ call: 'trace-ratio', documents: ['share of traces'], fields: { to: wanted } });
    }
    process.stdout.write(`${sentenceOf(await channel.share())}\n`);
  } finally {
    redis.disconnect();
  }
}

function sentenceOf(share: TracedShare | undefined): string {
  if (share === undefined) return 'Each process traces the share that its TRACE_RATIO says.';
  return share === 'off' ? 'Nothing is traced.' : `${share * 100} % of the requests are traced.`;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
