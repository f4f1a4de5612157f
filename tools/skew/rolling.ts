import { setTimeout as pause } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { addSyncJob, SYNC_QUEUE } from '../../apps/stock/src/adapters/in/sync/sync-queue.js';
import { loadRedisConfig } from '#libs/config';
import { connectForJobs, JOBS_PREFIX } from '#libs/redis';
import { waitFor } from '#libs/testing';
import { type Row as Calls, tallyOf } from '../chaos/tally.js';
import type { Traffic } from '../chaos/traffic.js';
import type { Cluster, Greeting } from '../start/cluster.js';
import { differenceOf } from './difference.js';
import { type Answer, ask, type Question } from './questions.js';
import { allOld, type Build, type Mix, type Stage } from './stages.js';

/** What a stage was like. */
export interface Row {
  readonly mix: Mix;
  /** From its beginning to the next one's. */
  readonly calls: Calls;
  readonly asked: number;
  /** Answers that were not what they were before, with the place, or did not come from where they should. */
  readonly differences: readonly string[];
  /** From a change in ERPNext to the first promise that knows it, by way of a webhook. */
  readonly webhookMs: number;
}

export interface Rolling {
  readonly cluster: Cluster;
  readonly greeting: Greeting;
  readonly folders: Readonly<Record<Build, string>>;
  readonly questions: readonly Question[];
  /** An item that no question speaks of. */
  readonly unasked: string;
  readonly traffic: Traffic;
  readonly settleMs: number;
  say(what: string): void;
}

const REPLICA_WITHIN_MS = 60_000;
const WEBHOOK_WITHIN_MS = 30_000;
const FULL_SYNC_WITHIN_MS = 120_000;
const MORE = 1_000_000;

/** Goes through the stages under traffic, and asks everything anew after each. */
export async function roll(rolling: Rolling, stages: readonly Stage[]): Promise<Row[]> {
  const { greeting, traffic } = rolling;
  const all = [{ what: 'all old', mix: allOld }, ...stages];
  const begins: number[] = [];
  const judged: Omit<Row, 'calls'>[] = [];
  let before: Answer[] | undefined;
  for (const [at, stage] of all.entries()) {
    rolling.say(`${at + 1} of ${all.length}: ${stage.what}`);
    begins.push(performance.now());
    if ('service' in stage) await replaceAll(rolling, stage);
    await untilReplicaIsUsed(rolling);
    const answers: Answer[] = [];
    for (const question of rolling.questions) answers.push(await ask(greeting.url, question));
    const webhookMs = await timeOfWebhook(greeting, rolling.unasked, (at + 0.5) * MORE);
    judged.push({
      mix: stage.mix,
      asked: answers.length,
      differences: differencesOf(rolling.questions, before ?? answers, answers),
      webhookMs,
    });
    before ??= answers;
  }
  await traffic.end();
  return judged.map((row, at) => {
    const [from = 0, until = Infinity] = begins.slice(at);
    const calls = traffic.outcomes.filter(({ sentAt, ms }) => sentAt + ms >= from && sentAt + ms < until);
    return { ...row, calls: tallyOf({ what: all[at]?.what ?? '', loses: 'nothing' }, from, calls) };
  });
}

/** Each has time to be found by its callers before the next one goes, as `minReadySeconds` gives it to pods. */
async function replaceAll(rolling: Rolling, { service, to }: Stage): Promise<void> {
  const { cluster, greeting, folders, settleMs } = rolling;
  const names = cluster.runningProcesses().map(({ name }) => name);
  for (const name of names.filter((each) => each.startsWith(`${service} `))) {
    await cluster.replace(name, folders[to]);
    await pause(settleMs);
  }
  if (service === 'stock') await writeReplicaAnew(greeting);
}

/** Lets the stock services read everything from ERPNext and write it again. */
async function writeReplicaAnew({ url, redisUrl }: Greeting): Promise<void> {
  const from = Date.now();
  const connection = connectForJobs(loadRedisConfig({ REDIS_URL: redisUrl }));
  const queue = new Queue(SYNC_QUEUE, { connection, prefix: JOBS_PREFIX });
  try {
    await addSyncJob(queue, 'full', {});
  } finally {
    await queue.close();
    connection.disconnect();
  }
  await waitFor(
    async () => {
      const answer = await fetch(`${url}/api/sync`);
      const { last } = (await answer.json()) as { last: { kind: string; started_at: string } | null };
      return last?.kind === 'full' && Date.parse(last.started_at) >= from;
    },
    {
      timeoutMs: FULL_SYNC_WITHIN_MS,
      everyMs: 100,
      what: 'a full synchronisation by the new stock services',
    },
  );
}

/** Promise services that have just begun ask ERPNext until they have heard of the replica. */
async function untilReplicaIsUsed({ cluster, greeting, unasked }: Rolling): Promise<void> {
  const order = { customer: 'Skew', items: [{ item_code: unasked, qty: 1 }] };
  const turns = cluster.runningProcesses().filter(({ name }) => /^(gateway|promise) /.test(name)).length;
  await waitFor(
    async () => {
      for (let turn = 0; turn < turns; turn++) {
        const { body } = await ask(greeting.url, { path: '/otp/promise', body: order });
        if (sourceIn(body) !== 'REPLICA') return false;
      }
      return true;
    },
    { timeoutMs: REPLICA_WITHIN_MS, everyMs: 100, what: 'promises from the replica' },
  );
}

const sourceIn = (body: unknown): string | undefined => (body as { data_source?: string }).data_source;

function differencesOf(
  questions: readonly Question[],
  before: readonly Answer[],
  after: readonly Answer[],
): string[] {
  return questions.flatMap((question, at) => {
    const [one, other] = [before[at], after[at]];
    const named = `${question.path} ${JSON.stringify(question.body ?? null)}`;
    // The first answer of a write is the one that all others repeat.
    const isReplayed = question.idempotencyKey !== undefined && before !== after;
    const place = differenceOf({ ...one, isReplayed }, other);
    if (place !== undefined) return [`${named}: ${place}`];
    const source = sourceIn(other?.body);
    const isElsewhere = question.source !== undefined && source !== undefined && source !== question.source;
    return isElsewhere ? [`${named}: from ${source}, not from ${question.source}`] : [];
  });
}

/** Takes goods in and waits until a promise counts on them. */
async function timeOfWebhook({ url, erpUrl }: Greeting, item: string, qty: number): Promise<number> {
  const receipt = await fetch(`${erpUrl}/api/resource/Stock Entry`, {
    method: 'POST',
    headers: { authorization: 'token admin:admin', 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ docstatus: 1, stock_entry_type: 'Material Receipt', company: 'Acme Parts' },
      items: [{ item_code: item, qty: MORE, t_warehouse: 'Stores - AP', basic_rate: 1 }],
    }),
  });
  if (!receipt.ok) throw new Error(`The sandbox took no goods in: ${await receipt.text()}`);
  const from = performance.now();
  const order = { customer: 'Skew', items: [{ item_code: item, qty, warehouse: 'Stores - AP' }] };
  await waitFor(
    async () => {
      const { body } = await ask(url, { path: '/otp/promise', body: order });
      return sourceIn(body) === 'REPLICA' && (body as { can_fulfill: boolean }).can_fulfill;
    },
    { timeoutMs: WEBHOOK_WITHIN_MS, everyMs: 50, what: `a promise that knows ${qty} of ${item}` },
  );
  return performance.now() - from;
}
