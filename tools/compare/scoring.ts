import type { Day } from '../../apps/promise/src/domain/day.js';
import { quantile } from '../bench/statistics.js';

/** What somebody was told, and when the goods came in each of the futures. */
export interface Told {
  /** Null: no date was promised. */
  readonly promised: Day | null;
  readonly delivered: readonly Day[];
}

/** Days are calendar days. */
export interface Score {
  /** Share of the orders that got a date. */
  readonly promised: number;
  /** Share of the promises that were kept, over all futures. */
  readonly kept: number;
  /** Of those that were broken. */
  readonly late_days_mean: number;
  readonly late_days_p95: number;
  /** Of those that were kept: how much sooner the goods came than was said. */
  readonly early_days_mean: number;
  readonly early_days_p95: number;
}

/** NaN where there is nothing to take a mean of. */
export function score(told: readonly Told[]): Score {
  const dated = told.flatMap(({ promised, delivered }) =>
    promised === null ? [] : delivered.map((day) => day - promised),
  );
  const late = dated.filter((days) => days > 0);
  const early = dated.filter((days) => days <= 0).map((days) => -days);
  return {
    promised: told.filter(({ promised }) => promised !== null).length / told.length,
    kept: early.length / dated.length,
    late_days_mean: mean(late),
    late_days_p95: quantile(late, 0.95),
    early_days_mean: mean(early),
    early_days_p95: quantile(early, 0.95),
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
