import exec from 'k6/execution';
import type { Options, Scenario } from 'k6/options';
import { ask, send, tellBegin } from '../lib/ask.ts';
import type { Phase } from '../lib/measures.ts';
import { offer } from '../lib/offer.ts';
import { orderOf } from '../lib/orders.ts';
import { given, settings } from '../lib/settings.ts';
import { summaryTrendStats } from '../lib/summary.ts';
import { figuresOf } from '../lib/thresholds.ts';

export { handleSummary } from '../lib/summary.ts';

/**
 * Orders that arrive at a rate, whether those before them are answered or not: an open model. PHASES, a JSON list
 * of Phase, says when which rate holds.
 */
const phases = JSON.parse(given('PHASES')) as readonly Phase[];

/** Orders that wait for an answer, in seconds of arrivals: with more of them the limit of P95 is long passed. */
const MOST_WAITING_S = 1;
const FEWEST_USERS = 50;
/** A user takes k6 0.7 MB. */
const MOST_USERS = 2_000;

function scenarios(): Record<string, Scenario> {
  let start = 0;
  return Object.fromEntries(
    phases.map(({ name, rate, seconds, approach = { from: rate, seconds: 0 } }): [string, Scenario] => {
      const users = Math.min(MOST_USERS, Math.max(FEWEST_USERS, Math.ceil(rate * MOST_WAITING_S)));
      const scenario: Scenario = {
        executor: 'ramping-arrival-rate',
        startTime: `${start}s`,
        timeUnit: '1s',
        startRate: approach.from,
        stages: [
          { target: rate, duration: `${approach.seconds}s` },
          { target: rate, duration: `${seconds}s` },
        ],
        gracefulStop: '5s',
        preAllocatedVUs: users,
        maxVUs: users,
      };
      start += approach.seconds + seconds;
      return [name, scenario];
    }),
  );
}

export const options: Options = {
  scenarios: scenarios(),
  thresholds: Object.assign({}, ...phases.map(({ name, slices }) => figuresOf(name, slices))) as Record<
    string,
    string[]
  >,
  summaryTrendStats,
};

const byName = new Map(phases.map((phase) => [phase.name, phase]));

export default function (): void {
  const { name, iterationInTest, startTime } = exec.scenario;
  const { seconds = 1, slices, approach } = byName.get(name) ?? {};
  const begin = startTime + (approach?.seconds ?? 0) * 1_000;
  const order = orderOf(settings.seed, iterationInTest, offer);
  const since = (Date.now() - begin) / 1_000;
  if (since < 0) {
    send(order);
    return;
  }
  tellBegin(begin);
  const slice = Math.min(Math.floor((since / seconds) * (slices ?? 0)), (slices ?? 0) - 1);
  ask(order, slices === undefined ? {} : { slice: String(slice) });
}
