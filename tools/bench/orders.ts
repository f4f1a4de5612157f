import { writeFileSync } from 'node:fs';
import { repeatable, zipf } from './statistics.js';

const LINES = 5;
const MOST_OF_AN_ITEM = 10;
/** One order in so many has a desired date, some days from now. */
const DESIRED_EVERY = 5;
const DESIRED_WITHIN_DAYS = 30;
const DAY_MS = 86_400_000;

/** Gives places of items, from 0 to below their number. */
export type Demand = (items: number, random: () => number) => () => number;

export const evenDemand: Demand = (items, random) => () => Math.floor(random() * items);
/** Few items are asked for often, most seldom. */
export const zipfDemand: Demand = (items, random) => zipf(items, random);

/** Writes orders of five lines, a JSON object a line; the same in each run of a day. */
export function writeOrders(
  file: string,
  codes: readonly string[],
  count: number,
  demand = evenDemand,
): void {
  const random = repeatable(5);
  const draw = demand(codes.length, random);
  const upTo = (most: number): number => 1 + Math.floor(random() * most);
  const lines = Array.from({ length: count }, (_, number) => {
    const items = Array.from({ length: LINES }, () => ({
      item_code: codes[draw()],
      qty: upTo(MOST_OF_AN_ITEM),
    }));
    if (number % DESIRED_EVERY > 0) return JSON.stringify({ customer: 'Benchmark', items });
    const desired = new Date(Date.now() + upTo(DESIRED_WITHIN_DAYS) * DAY_MS).toISOString().slice(0, 10);
    return JSON.stringify({ customer: 'Benchmark', items, desired_date: desired });
  });
  writeFileSync(file, `${lines.join('\n')}\n`);
}
