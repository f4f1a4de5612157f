import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Queue } from 'bullmq';
import { addSyncJob, SYNC_QUEUE } from '../apps/stock/src/adapters/in/sync/sync-queue.js';
import { RedisReplicaStore } from '../apps/stock/src/adapters/out/redis/replica-store.js';
import { loadRedisConfig } from '#libs/config';
import { auditByHand } from '#libs/observability';
import { connectForJobs, JOBS_PREFIX, Replica } from '#libs/redis';

const help = `Asks the stock services to read every item from ERPNext again, or says how far they are.

  npm run sync -- --full | --reconcile | --status

  --full        reads every item again, soon
  --reconcile   the same as each night: what was deleted or lost is found
  --status      prints the state of the replica

Redis is found by the variables that the services are given: REDIS_URL and those beside it.
A line of the audit log says on standard error who has asked.
`;

async function main(): Promise<void> {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({ options: { full: flag, reconcile: flag, status: flag, help: flag } });
  const chosen = Object.entries(values).filter(([, given]) => given);
  if (values.help || chosen.length !== 1) {
    process.stdout.write(help);
    if (!values.help) process.exitCode = 1;
    return;
  }
  const connection = connectForJobs(loadRedisConfig());
  try {
    if (values.status) {
      const state = await new RedisReplicaStore(new Replica(connection)).state();
      process.stdout.write(`${JSON.stringify(state ?? 'nothing was synchronised yet', null, 2)}\n`);
      return;
    }
    const queue = new Queue(SYNC_QUEUE, { connection, prefix: JOBS_PREFIX });
    const trace = randomBytes(16).toString('hex');
    const traceparent = `00-${trace}-${randomBytes(8).toString('hex')}-01`;
    await addSyncJob(queue, values.full ? 'full' : 'reconciliation', { traceparent });
    await queue.close();
    auditByHand({ call: `sync --${values.full ? 'full' : 'reconcile'}`, documents: ['replica'] });
    process.stdout.write(`Asked for; GET /api/sync shows how far it is. Its first turn is trace ${trace}.\n`);
  } finally {
    connection.disconnect();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
