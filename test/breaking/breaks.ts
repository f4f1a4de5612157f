import type { LinkedCluster } from '#libs/testing';

/**
 * What is asked while something is broken: an item that the promise service has at hand, one that it has
 * to fetch from the replica, and one whose snapshot the replica has lost, so that ERPNext must be asked.
 */
const orderKinds = ['at hand', 'in the replica', 'lost'] as const;
export type OrderKind = (typeof orderKinds)[number];

/**
 * A promise by its `data_source`, of which STALE has confidence LOW; a promise from stock alone, which is
 * LOW or CANNOT_PROMISE_RELIABLY; or an error by its status, 503 with Retry-After.
 */
export type Outcome = 'LIVE' | 'REPLICA' | 'STALE' | 'STOCK ALONE' | '503' | '504';

/** One row of the table of what happens when things break. */
export interface Break {
  readonly what: string;
  inflict(cluster: LinkedCluster): Promise<unknown> | void;
  /** Absent: the supervision alone brings it back. */
  heal?(cluster: LinkedCluster): Promise<unknown> | void;
  /** What a caller may get meanwhile. */
  readonly answers: Readonly<Record<OrderKind, readonly Outcome[]>>;
  /** From the end of the trouble (what heals by itself: from its beginning) until all is as before. */
  readonly recoverySeconds: number;
}

const healthy = { 'at hand': ['REPLICA'], 'in the replica': ['REPLICA'] } as const;
const whileErpnextIsAway = { ...healthy, lost: ['503', '504'] } as const;
/** What is at hand serves on for a while; the rest is read from ERPNext. */
const whileRedisIsAway = {
  'at hand': ['REPLICA', 'LIVE'],
  'in the replica': ['LIVE'],
  lost: ['LIVE'],
} as const;
const whileRedisComesBack = {
  'at hand': ['REPLICA', 'LIVE'],
  'in the replica': ['REPLICA', 'LIVE'],
  lost: ['LIVE'],
} as const;

/** A circuit breaker tries again after 2 s, the synchronisation after its interval, here 2 s. */
const AFTER_ERPNEXT = 15;
/** Beside that a full synchronisation: what Redis has lost is not known. */
const AFTER_REDIS = 30;

async function behave({ sandboxUrl }: LinkedCluster, behaviour: object): Promise<void> {
  const answer = await fetch(`${sandboxUrl}/sandbox/behaviour`, {
    method: 'POST',
    body: JSON.stringify(behaviour),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

async function behaveAgain({ sandboxUrl }: LinkedCluster): Promise<void> {
  await fetch(`${sandboxUrl}/sandbox/behaviour`, { method: 'DELETE' });
}

const erpnext = (what: string, behaviour: object, answers: Break['answers'] = whileErpnextIsAway): Break => ({
  what: `ERPNext ${what}`,
  inflict: (cluster) => behave(cluster, behaviour),
  heal: behaveAgain,
  answers,
  recoverySeconds: AFTER_ERPNEXT,
});

const everyLink = (cluster: LinkedCluster, state: Parameters<LinkedCluster['toErpnext']['set']>[0]): void => {
  for (const link of cluster.toRedis.values()) link.set(state);
};
const stocks = (cluster: LinkedCluster) => cluster.toStock.map((_, at) => cluster.process(`stock ${at + 1}`));

export const breaks: readonly Break[] = [
  {
    what: 'ERPNext is down',
    inflict: ({ toErpnext }) => toErpnext.set({ traffic: 'cut' }),
    heal: ({ toErpnext }) => toErpnext.set({}),
    answers: whileErpnextIsAway,
    recoverySeconds: AFTER_ERPNEXT,
  },
  {
    ...erpnext('takes 10 s for every answer', { latency_ms: { '*': 10_000 } }),
    recoverySeconds: AFTER_ERPNEXT + 10,
  },
  erpnext('is in maintenance (503)', { maintenance: true }),
  erpnext('answers 500', { fail_rate: 1 }),
  erpnext('answers errors as HTML', { fail_rate: 1, html_errors: true }),
  erpnext('answers pages with 200', { bodies: 'page' }),
  erpnext('answers 429', { rate_limit: 0 }),
  erpnext('answers JSON that breaks off', { bodies: 'cut' }),
  erpnext('answers JSON that says something else', { bodies: 'other' }),
  erpnext('takes the permission to read stock', { deny: ['Bin'] }),
  {
    ...erpnext(
      'takes the permission to read Purchase Orders',
      { deny: ['Purchase Order'] },
      { ...healthy, lost: ['STOCK ALONE'] },
    ),
    // That they can't be read is remembered for 30 s.
    recoverySeconds: AFTER_ERPNEXT + 30,
  },
  {
    what: 'Redis can not be reached',
    inflict: (cluster) => everyLink(cluster, { traffic: 'cut' }),
    heal: (cluster) => everyLink(cluster, {}),
    answers: whileRedisIsAway,
    recoverySeconds: AFTER_REDIS,
  },
  {
    what: 'the network swallows what goes to Redis',
    inflict: (cluster) => everyLink(cluster, { traffic: 'silent' }),
    heal: (cluster) => everyLink(cluster, {}),
    answers: whileRedisIsAway,
    recoverySeconds: AFTER_REDIS,
  },
  {
    what: 'Redis is frozen',
    inflict: (cluster) => cluster.process('redis').signal('SIGSTOP'),
    heal: (cluster) => cluster.process('redis').signal('SIGCONT'),
    answers: whileRedisIsAway,
    recoverySeconds: AFTER_REDIS,
  },
  {
    what: 'Redis takes 1 s for every answer',
    inflict: (cluster) => everyLink(cluster, { delayMs: 1_000 }),
    heal: (cluster) => everyLink(cluster, {}),
    answers: whileRedisIsAway,
    recoverySeconds: AFTER_REDIS,
  },
  {
    what: 'Redis is killed',
    inflict: (cluster) => cluster.process('redis').signal('SIGKILL'),
    answers: whileRedisComesBack,
    recoverySeconds: AFTER_REDIS,
  },
  {
    what: 'Redis is killed and comes back empty',
    inflict: async (cluster) => {
      await cluster.redis('FLUSHALL');
      cluster.process('redis').signal('SIGKILL');
    },
    answers: whileRedisComesBack,
    recoverySeconds: AFTER_REDIS,
  },
  {
    what: 'Redis is out of memory',
    inflict: (cluster) => cluster.redis('CONFIG', 'SET', 'maxmemory', '1'),
    heal: (cluster) => cluster.redis('CONFIG', 'SET', 'maxmemory', '0'),
    answers: { ...healthy, lost: ['LIVE'] },
    recoverySeconds: AFTER_ERPNEXT,
  },
  {
    what: 'one of two stock services is killed',
    inflict: (cluster) => cluster.process('stock 1').signal('SIGKILL'),
    answers: { ...healthy, lost: ['LIVE'] },
    recoverySeconds: AFTER_ERPNEXT,
  },
  {
    what: 'one of two stock services is frozen',
    inflict: (cluster) => cluster.process('stock 1').signal('SIGSTOP'),
    heal: (cluster) => cluster.process('stock 1').signal('SIGCONT'),
    answers: { ...healthy, lost: ['LIVE', '504'] },
    recoverySeconds: AFTER_ERPNEXT,
  },
  {
    what: 'all stock services are killed',
    inflict: (cluster) => stocks(cluster).forEach((stock) => stock.signal('SIGKILL')),
    answers: { ...healthy, lost: ['503', 'LIVE'] },
    recoverySeconds: AFTER_ERPNEXT,
  },
  {
    what: 'all stock services are frozen',
    inflict: (cluster) => stocks(cluster).forEach((stock) => stock.signal('SIGSTOP')),
    heal: (cluster) => stocks(cluster).forEach((stock) => stock.signal('SIGCONT')),
    answers: { ...healthy, lost: ['503', '504'] },
    recoverySeconds: AFTER_ERPNEXT,
  },
  {
    what: 'the network between promise and stock services is cut',
    inflict: ({ toStock }) => toStock.forEach((link) => link.set({ traffic: 'cut' })),
    heal: ({ toStock }) => toStock.forEach((link) => link.set({})),
    answers: { ...healthy, lost: ['503'] },
    recoverySeconds: AFTER_ERPNEXT,
  },
  {
    what: 'the network between promise and stock services swallows everything',
    inflict: ({ toStock }) => toStock.forEach((link) => link.set({ traffic: 'silent' })),
    heal: ({ toStock }) => toStock.forEach((link) => link.set({})),
    answers: { ...healthy, lost: ['503', '504'] },
    recoverySeconds: AFTER_ERPNEXT,
  },
  {
    what: 'the network between stock services and ERPNext swallows everything',
    inflict: ({ toErpnext }) => toErpnext.set({ traffic: 'silent' }),
    heal: ({ toErpnext }) => toErpnext.set({}),
    answers: whileErpnextIsAway,
    recoverySeconds: AFTER_ERPNEXT,
  },
];

/** The rows as a table in Markdown. */
export function breakTable(): string {
  const cells = breaks.map(({ what, answers, recoverySeconds }) => [
    what,
    ...orderKinds.map((kind) => answers[kind].join(' or ')),
    `${recoverySeconds} s`,
  ]);
  return [['what breaks', ...orderKinds, 'as before after'], Array<string>(5).fill('---'), ...cells]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}
