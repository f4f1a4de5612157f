import type { PromiseRequest } from '../../apps/promise/src/domain/index.js';
import type { BenchmarkCompany } from './company.js';

const modes = ['LATEST_ACCEPTABLE', 'NO_EARLY_DELIVERY', 'STRICT_FAIL'] as const;

/**
 * Random orders, the same in each run. Four in five are filled from stock; of the rest a third has a line that
 * asks for more than there is, a third one that waits for a purchase order, a third a desired date.
 */
export function benchmarkOrders({ items }: BenchmarkCompany, lines: number, count: number): PromiseRequest[] {
  const next = randomNumbers(lines);
  const waiting = items.filter((item) =>
    item.inbound.some((row) => row.warehouse === 'Stores - AP' && row.status !== 'On Hold'),
  );
  const order = (number: number): PromiseRequest => {
    const kind = number % 5 === 0 ? (['short', 'late', 'desired'] as const)[(number / 5) % 3] : 'easy';
    const request = Array.from({ length: lines }, (_, at) => {
      const special = at === 0 && (kind === 'short' || kind === 'late');
      const pool = special && kind === 'late' ? waiting : items;
      const item = pool[next(pool.length)];
      return {
        item_code: item?.item_code ?? '',
        qty: special ? (kind === 'short' ? 5_000 : 100) : 1 + next(12),
        warehouse: !special && next(4) === 0 ? 'All Warehouses - AP' : 'Stores - AP',
      };
    });
    if (kind !== 'desired') return { items: request };
    return {
      items: request,
      desired_date: `2026-12-${String(next(20) + 1).padStart(2, '0')}`,
      rules: { desired_date_mode: modes[next(3)] ?? 'LATEST_ACCEPTABLE' },
    };
  };
  return Array.from({ length: count }, (_, number) => order(number));
}

/** Whole numbers below a bound; xorshift from a seed. */
function randomNumbers(seed: number): (bound: number) => number {
  let state = seed * 2_654_435_761 || 1;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}
