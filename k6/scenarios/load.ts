import { sleep } from 'k6';
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { ask, tellBegin } from '../lib/ask.ts';
import { offer } from '../lib/offer.ts';
import { orderOf } from '../lib/orders.ts';
import { given, settings } from '../lib/settings.ts';
import { summaryTrendStats } from '../lib/summary.ts';
import { figuresOf } from '../lib/thresholds.ts';

export { handleSummary } from '../lib/summary.ts';

/**
 * USERS come one after the other within RAMP_UP seconds and send an order a second each; when all are there, they
 * send the rest of REQUESTS, each its next order as soon as the last one is answered.
 */
const users = Number(given('USERS'));
const requests = Number(given('REQUESTS'));
const rampUp = Number(given('RAMP_UP'));

/** Second in which user 0 … n−1 comes. */
const comesAt = (user: number): number => (user * rampUp) / users;
const pacedOrders = (user: number): number => Math.floor(rampUp - comesAt(user));
const paced = Array.from({ length: users }, (_, user) => pacedOrders(user)).reduce(
  (sum, count) => sum + count,
  0,
);

export const options: Options = {
  scenarios: {
    rampup: {
      executor: 'per-vu-iterations',
      exec: 'comeAndAsk',
      vus: users,
      iterations: 1,
      maxDuration: `${rampUp}s`,
    },
    full: {
      executor: 'shared-iterations',
      exec: 'askOnAndOn',
      startTime: `${rampUp}s`,
      vus: users,
      iterations: Math.max(users, requests - paced),
      maxDuration: '5m',
    },
  },
  thresholds: { ...figuresOf('rampup'), ...figuresOf('full') },
  summaryTrendStats,
};

/** One user until all are there. */
export function comeAndAsk(): void {
  tellBegin();
  const user = exec.scenario.iterationInTest;
  const { startTime } = exec.scenario;
  for (let order = 0; order < pacedOrders(user); order += 1) {
    sleep(Math.max(0, comesAt(user) + order - (Date.now() - startTime) / 1_000));
    ask(orderOf(settings.seed, order * users + user, offer));
  }
}

export function askOnAndOn(): void {
  tellBegin();
  ask(orderOf(settings.seed + 1, exec.scenario.iterationInTest, offer));
}
