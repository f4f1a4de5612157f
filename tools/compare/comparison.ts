import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dayText } from '../../apps/promise/src/domain/day.js';
import { startSandbox } from '../../libs/testing/src/running-app.js';
import type { SiteAccess } from '../../test/oracle/site-access.js';
import { startCluster } from '../../libs/testing/src/cluster.js';
import { waitFor } from '../../libs/testing/src/wait-for.js';
import { MeasuredSite } from '../bench/site.js';
import { quantile } from '../bench/statistics.js';
import type { AlternativesSettings } from './alternatives-service.js';
import { type CompanyDay, readCompanyDay, workingDaysBetween } from './company-day.js';
import { Future } from './future.js';
import { type Answer, ENGINE, judged, type Judgement, type ToldByWay } from './judgement.js';
import { LeadDayModel } from './lead-day-model.js';
import { type LoadPlan, measureSpeeds, type Way, withCaller } from './load.js';
import { type ComparedOrder, drawOrders } from './orders.js';
import { fixedLeadDays, livedThrough, type PastOrder } from './past.js';

export interface ComparisonPlan {
  readonly seed: number;
  readonly items: number;
  readonly orders: number;
  /** In how many ways it goes on after the promises. */
  readonly futures: number;
  /** Of each of the past days. */
  readonly pastOrders: number;
  readonly load: LoadPlan;
}

export interface Comparison extends Judgement {
  readonly plan: ComparisonPlan;
  readonly day: string;
  /** Working days that the crude rule adds to each order day; what the model adds to its prediction. */
  readonly fixed_lead_days: number;
  readonly model_margin_days: number;
  /** Working days from order day to delivery. */
  readonly real_lead_days: { readonly p50: number; readonly p95: number };
}

type Say = (what: string) => void;

/** ERPNext of a usual company: milliseconds for one answer about stock and about purchase orders. */
const USUAL_LATENCY = 'stock=20,po=25';
/** Two to learn from, one to try on what was learnt. */
const PAST_DAYS = 3;
const ASKING_AT_ONCE = 16;

export async function compare(plan: ComparisonPlan, say: Say): Promise<Comparison> {
  const world = `world ${plan.seed}`;
  const past: PastOrder[][] = [];
  for (let number = 1; number <= PAST_DAYS; number += 1) {
    say(`past day ${number} of ${PAST_DAYS}`);
    const day = await companyOfSeed(plan.seed + number, plan.items);
    const orders = drawOrders(day, plan.pastOrders, `past ${plan.seed}/${number}`);
    past.push(livedThrough(day, orders, new Future(day, world, `past ${number}`)));
  }
  const [untouched = [], ...training] = past;
  say('training');
  const learnt = {
    fixedLeadDays: fixedLeadDays(past.flat()),
    model: LeadDayModel.train(training.flat(), untouched, plan.seed),
  };
  say('starting the cluster');
  const cluster = await startCluster(
    { seed: plan.seed, items: plan.items, latency: USUAL_LATENCY },
    { LOG_LEVEL: 'warn' },
  );
  try {
    await replicaComplete(cluster.url);
    const site = accessTo(cluster.sandboxUrl);
    const day = await readCompanyDay(site);
    const orders = drawOrders(day, plan.orders, `present ${plan.seed}`);
    const settings = { site, fixedLeadDays: learnt.fixedLeadDays, model: learnt.model.state() };
    const alternatives = await startAlternatives(settings);
    try {
      const ways = waysOf(alternatives.url, cluster.url);
      const told = await askEverybody(ways, orders, { day, site: new MeasuredSite(site.url), say });
      const futures = Array.from({ length: plan.futures }, (_, n) => new Future(day, world, `future ${n}`));
      const delivered = orders.map((order) => futures.map((future) => future.deliveredOn(order)));
      const leads = delivered.flat().map((on) => workingDaysBetween(day.calendar, day.orderDay, on));
      const speeds = await measureSpeeds(ways, orders.map(bodyFor(day)), plan.load, say);
      return {
        plan,
        day: dayText(day.today) ?? '',
        fixed_lead_days: learnt.fixedLeadDays,
        model_margin_days: learnt.model.margin,
        real_lead_days: { p50: quantile(leads, 0.5), p95: quantile(leads, 0.95) },
        ...judged({ ways, told, delivered, speeds, day }),
      };
    } finally {
      await alternatives.stop();
    }
  } finally {
    await cluster.stop();
  }
}

async function replicaComplete(url: string): Promise<void> {
  const isComplete = async (): Promise<boolean> => {
    const state = (await (await fetch(`${url}/api/sync`)).json()) as { complete: boolean; running: unknown };
    return state.complete && state.running === null;
  };
  await waitFor(isComplete, { timeoutMs: 120_000, everyMs: 100, what: 'a complete replica' });
}

async function companyOfSeed(seed: number, items: number): Promise<CompanyDay> {
  const sandbox = await startSandbox({ flags: { seed, items } });
  try {
    return await readCompanyDay(accessTo(sandbox.url));
  } finally {
    await sandbox.stop();
  }
}

const accessTo = (url: string): SiteAccess => ({ url, key: 'sandbox', secret: 'sandbox' });

async function startAlternatives(
  settings: AlternativesSettings,
): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'otp-compare-'));
  const file = join(folder, 'settings.json');
  writeFileSync(file, JSON.stringify(settings));
  const child = fork(join(import.meta.dirname, 'alternatives-service.js'), [file]);
  const ended = once(child, 'exit');
  try {
    const [{ port }] = (await Promise.race([
      once(child, 'message'),
      ended.then(() => Promise.reject(new Error('The service with the alternatives ended.'))),
    ])) as [{ port: number }];
    return {
      url: `http://127.0.0.1:${port}`,
      stop: async () => {
        child.disconnect();
        await ended;
      },
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const waysOf = (alternatives: string, engine: string): Way[] => [
  { name: 'fixed lead time', url: `${alternatives}/fixed` },
  { name: 'ERPNext asked directly', url: `${alternatives}/direct` },
  { name: 'trained model', url: `${alternatives}/model` },
  { name: ENGINE, url: `${engine}/otp/promise` },
];

/** Placed in the morning of the day, so that the hour of the measurement does not count. */
const bodyFor =
  (day: CompanyDay) =>
  (order: ComparedOrder): string =>
    JSON.stringify({
      customer: 'Comparison',
      items: order.lines,
      rules: { order_created_at: `${dayText(day.today)}T09:00` },
    });

async function askEverybody(
  ways: readonly Way[],
  orders: readonly ComparedOrder[],
  { day, site, say }: { day: CompanyDay; site: MeasuredSite; say: Say },
): Promise<Map<string, ToldByWay>> {
  const bodies = orders.map(bodyFor(day));
  const told = new Map<string, ToldByWay>();
  for (const way of ways) {
    say(`${orders.length} orders to ${way.name}`);
    await site.forgetRequests();
    const answers = (await withCaller(way, ASKING_AT_ONCE, (caller) => caller.askAll(bodies))) as Answer[];
    const erpRequestsPerOrder = (await site.requests()) / orders.length;
    const other = answers.find(
      ({ order_day = dayText(day.orderDay) }) => order_day !== dayText(day.orderDay),
    );
    if (other !== undefined) throw new Error('The day has changed meanwhile, or the calendar differs.');
    told.set(way.name, { answers, erpRequestsPerOrder });
  }
  return told;
}
