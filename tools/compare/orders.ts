import type { CompanyDay } from './company-day.js';
import { drawsFor, oneByShare } from './draws.js';
import { zipf } from '../bench/statistics.js';
import type { Shares } from './assumptions.js';

export interface ComparedOrder {
  readonly id: string;
  /** Of different items, in whole stock units. */
  readonly lines: readonly { readonly item_code: string; readonly qty: number }[];
}

/** Lines of an order. */
const sizes: Shares<number> = [
  [1, 0.3],
  [2, 0.25],
  [3, 0.15],
  [4, 0.1],
  [5, 0.1],
  [8, 0.1],
];
/** The rest of the lines name any item, most often one that is neither in stock nor bought. */
const KEPT_ITEMS = 0.95;
const MEAN_QTY = 12;
const MOST_QTY = 150;

/** The same orders for the same seed and company; popular items, by Zipf's law, are ordered more often. */
export function drawOrders(day: CompanyDay, count: number, seed: string): ComparedOrder[] {
  const random = drawsFor('orders', seed);
  const shuffled = (codes: string[]): string[] =>
    codes
      .map((code) => [drawsFor('popularity', seed, code).fraction(), code] as const)
      .sort(([a], [b]) => a - b)
      .map(([, code]) => code);
  const all = shuffled([...day.items.keys()]);
  const kept = all.filter((code) => {
    const item = day.items.get(code);
    return item !== undefined && (item.onHand > 0 || item.inbound.length > 0);
  });
  const drawKept = zipf(kept.length, () => random.fraction());
  return Array.from({ length: count }, (_, index): ComparedOrder => {
    const wanted = oneByShare(random, sizes);
    const quantities = new Map<string, number>();
    while (quantities.size < wanted) {
      const code = random.happens(KEPT_ITEMS) ? (kept[drawKept()] ?? '') : random.oneOf(all);
      const qty = 1 + Math.floor(-Math.log(1 - random.fraction()) * (MEAN_QTY - 1));
      quantities.set(code, Math.min(qty, MOST_QTY));
    }
    return { id: `${seed}/${index}`, lines: [...quantities].map(([item_code, qty]) => ({ item_code, qty })) };
  });
}
