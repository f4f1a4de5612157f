import { overlap } from './index-catalogue.js';
import type { CandidateResult, Comparison } from './measurement.js';
import { quantile } from './timing.js';
import { effectOf, verdictOf } from './verdict.js';

const timing = (medianMs: number) => ({ medianMs, p95Ms: medianMs, plan: { steps: [], sorts: false } });
const comparison = (name: string, before: number, after: number, used = true): Comparison => {
  return { name, before: timing(before), after: timing(after), used };
};

describe('the effect of an index', () => {
  it.each([
    ['a plan that does not use it', 200, 10, false, 'same'],
    ['less than 5 ms', 5, 0.5, true, 'same'],
    ['5 ms', 6, 1, true, 'faster'],
    ['less than a fifth', 100, 81, true, 'same'],
    ['a fifth', 100, 80, true, 'faster'],
    ['5 ms more', 12, 22, true, 'slower'],
  ])('%s', (_what, before, after, used, effect) => {
    expect(effectOf(comparison('page', before, after, used))).toBe(effect);
  });

  it.each<[string, Partial<CandidateResult>, string]>([
    ['refused', { refusal: 'ERROR 1064' }, 'Rejected by MariaDB: ERROR 1064'],
    [
      'unused',
      { comparisons: [comparison('page', 20, 1, false)] },
      'Does not help: no statement of ours uses it.',
    ],
    [
      'mixed',
      {
        overlaps: ['Starts like modified'],
        comparisons: [comparison('a', 20, 10), comparison('b', 10, 20), comparison('c', 1, 2)],
      },
      'Starts like modified. Harms: b 10.0 ms → 20.0 ms. Helps: a 20.0 ms → 10.0 ms. Makes no difference that counts: c 1.00 ms → 2.00 ms.',
    ],
  ])('%s, in words', (_what, result, words) => {
    const candidate = { name: 'x', from: 'ourselves' as const, sql: '' };
    expect(verdictOf({ candidate, comparisons: [], ...result })).toBe(words);
  });
});

describe('what an index repeats', () => {
  const index = (name: string, columns: string, unique = false) => {
    return { table: 'tabBin', name, columns: columns.split(','), unique };
  };
  const existing = [
    index('warehouse', 'warehouse'),
    index('pair', 'item_code,warehouse', true),
    { ...index('other', 'modified'), table: 'tabItem' },
  ];
  it.each([
    [
      'item_code,warehouse,docstatus',
      "ERPNext's unique index pair (item_code, warehouse) already finds the single row",
    ],
    ['item_code,schedule_date', "Starts like ERPNext's index pair (item_code)"],
    ['warehouse', "Starts like ERPNext's index warehouse (warehouse)"],
    ['modified', undefined],
  ])('%s', (columns, words) => {
    expect(overlap(index('new', columns), existing)).toBe(words);
  });
});

describe('quantiles', () => {
  it.each([
    [0.5, 10, 5],
    [0.95, 10, 10],
    [0.95, 30, 29],
    [0.5, 1, 1],
  ])('%d of %d values', (share, count, rank) => {
    expect(
      quantile(
        Array.from({ length: count }, (_, at) => at + 1),
        share,
      ),
    ).toBe(rank);
  });
  it('needs values', () => {
    expect(() => quantile([], 0.5)).toThrow('no values');
  });
});
