import { breaking, type Figures } from './figures.js';

/**
 * Seconds from the end of an overload until all is well and stays well, told by stretches of `secondsEach`; undefined:
 * not within them. Well: errors are rare, and P95 is at most `p95Ms`.
 */
export function recoveryS(
  stretches: readonly Figures[],
  secondsEach: number,
  p95Ms: number,
): number | undefined {
  const isWell = ({ p95, errorShare }: Figures): boolean => p95 <= p95Ms && errorShare <= breaking.errorShare;
  const lastBad = stretches.findLastIndex((stretch) => !isWell(stretch));
  return lastBad === stretches.length - 1 ? undefined : (lastBad + 1) * secondsEach;
}
