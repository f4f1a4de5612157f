import { parseArgs } from 'node:util';
import { loadRedisConfig } from '#libs/config';
import { auditByHand } from '#libs/observability';
import { connectForJobs, TraceChannel } from '#libs/redis';

const help = `Changes which share of the requests is traced, in all running processes and in those that start later.

  npm run trace-ratio -- [SHARE | default]

  SHARE     from 0 (none but the slowest and failed ones) to 1 (all)
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
  const isShare = wanted !== undefined && /^(0(\.\d+)?|1(\.0+)?)$/.test(wanted);
  if (more.length > 0 || (wanted !== undefined && wanted !== 'default' && !isShare))
    throw new Error(`Not understood: ${positionals.join(' ')}\n\n${help}`);
  const redis = connectForJobs(loadRedisConfig());
  try {
    const channel = new TraceChannel(redis);
    if (wanted !== undefined) {
      await channel.setRatio(isShare ? Number(wanted) : undefined);
      auditByHand({ call: 'trace-ratio', documents: ['share of traces'], fields: { to: wanted } });
    }
    const ratio = await channel.ratio();
    process.stdout.write(
      ratio === undefined
        ? 'Each process traces the share that its TRACE_RATIO says.\n'
        : `${ratio * 100} % of the requests are traced.\n`,
    );
  } finally {
    redis.disconnect();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
