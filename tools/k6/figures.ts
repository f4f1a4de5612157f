import { measures, type ScenarioSummary } from '../../k6/lib/measures.js';

/** What the orders of a stretch met. Times in milliseconds. */
export interface Figures {
  /** Answers that can be right, a second. */
  readonly rightPerS: number;
  /** Orders that were sent. */
  readonly sent: number;
  /** Arrivals that were not sent: too many before them still waited, or the machine had no time for k6. */
  readonly dropped: number;
  /** Share of all arrivals without a right answer. */
  readonly errorShare: number;
  readonly mean: number;
  readonly least: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly most: number;
}

/** At the edges of a phase some arrivals fall to its neighbours. */
const MISSED_AT_EDGES = { count: 2, share: 0.005 };

/**
 * Figures of the answers with these tags (k6's spelling, `scenario:hold`), which took `seconds` together. Where it is
 * known how many orders should have arrived, those that did not are errors: a rate that was not sent was not held.
 */
export function figuresOf(
  { metrics }: ScenarioSummary,
  tags: string,
  seconds: number,
  arrivals = 0,
): Figures {
  const ms = metrics[`${measures.ms}{${tags}}`] ?? {};
  // k6 counts as `passes` what was recorded as true: here the wrong answers.
  const { passes: wrong = 0, fails: right = 0 } = metrics[`${measures.wrong}{${tags}}`] ?? {};
  const { count: refused = 0 } = metrics[`dropped_iterations{${tags}}`] ?? {};
  const missed = arrivals - wrong - right - refused;
  const isMissed = missed > Math.max(MISSED_AT_EDGES.count, MISSED_AT_EDGES.share * arrivals);
  const dropped = refused + (isMissed ? missed : 0);
  const sent = wrong + right;
  return {
    rightPerS: right / seconds,
    sent,
    dropped,
    errorShare: sent + dropped === 0 ? 1 : (wrong + dropped) / (sent + dropped),
    mean: ms['avg'] ?? NaN,
    least: ms['min'] ?? NaN,
    p50: ms['p(50)'] ?? NaN,
    p95: ms['p(95)'] ?? NaN,
    p99: ms['p(99)'] ?? NaN,
    most: ms['max'] ?? NaN,
  };
}

/** When a scenario began to record, in milliseconds since 1970. */
export function beginOf({ metrics }: ScenarioSummary, scenario: string): number {
  return metrics[`${measures.began}{scenario:${scenario}}`]?.['min'] ?? NaN;
}

/** From where on a rate counts as broken. */
export const breaking = { p95Ms: 800, errorShare: 0.01 };

export function isBroken({ p95, errorShare }: Figures): boolean {
  return !(p95 <= breaking.p95Ms && errorShare <= breaking.errorShare);
}

/** P95 in milliseconds up to which a state is called so. */
const states = [
  ['Optimal', 100],
  ['Good', 150],
  ['OK', 250],
  ['Stress', breaking.p95Ms],
] as const;

export function stateOf(figures: Figures): string {
  if (isBroken(figures)) return 'Fail';
  return states.find(([, most]) => figures.p95 <= most)?.[0] ?? 'Fail';
}
