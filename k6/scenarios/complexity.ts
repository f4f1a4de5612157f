import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { ask, tellBegin } from '../lib/ask.ts';
import { orderClasses, supplies, type OrderClass } from '../lib/measures.ts';
import { offer } from '../lib/offer.ts';
import { orderOfClass } from '../lib/orders.ts';
import { seeded } from '../lib/random.ts';
import { given, settings } from '../lib/settings.ts';
import { summaryTrendStats } from '../lib/summary.ts';
import { figuresOf, figuresOfTag } from '../lib/thresholds.ts';

export { handleSummary } from '../lib/summary.ts';

/**
 * Every order class from stock alone and mixed, in turn, so that all meet the same weather; RATE orders a second for
 * SECONDS.
 */
const rate = Number(given('RATE'));
const cells = (Object.keys(orderClasses) as OrderClass[]).flatMap((orderClass) =>
  supplies.map((from) => ({ orderClass, from, tags: { order: `${orderClass}-${from}` } })),
);

export const options: Options = {
  scenarios: {
    classes: {
      executor: 'constant-arrival-rate',
      rate,
      duration: `${given('SECONDS')}s`,
      preAllocatedVUs: Math.max(50, rate),
      gracefulStop: '5s',
    },
  },
  thresholds: Object.assign(
    figuresOf('classes'),
    ...cells.map(({ tags }) => figuresOfTag(`order:${tags.order}`)),
  ) as Record<string, string[]>,
  summaryTrendStats,
};

export default function (): void {
  tellBegin();
  const { iterationInTest: turn } = exec.scenario;
  const cell = cells[turn % cells.length];
  if (cell === undefined) return;
  const random = seeded(Math.imul(settings.seed, 0x9e3779b1) ^ turn);
  random();
  ask(orderOfClass(cell.orderClass, cell.from, offer, random), cell.tags);
}
