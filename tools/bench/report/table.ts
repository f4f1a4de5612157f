import { figures, isMet, numberText, targetText } from '../figures.js';
import type { Rounds } from '../measurement.js';
import type { Results } from './results.js';

/** What was measured of the figures that people are shown, a row each. */
function rowsOf(results: Results) {
  return Object.entries(figures).flatMap(([name, figure]) => {
    const value = results[name];
    if (typeof value !== 'number') return [];
    const target = targetText(figure);
    return [{ name, ...figure, value, target, verdict: verdictOf(target, isMet(figure, value)) }];
  });
}

function verdictOf(target: string, met: boolean): string {
  if (target === '') return '';
  return met ? 'met' : 'missed';
}

/** For a terminal, with the least and greatest of the rounds behind the median. */
export function textTable(results: Results, rounds: Rounds): string {
  return rowsOf(results)
    .map(({ name, value, target, verdict }) => {
      const values = rounds.get(name) ?? [value];
      const spread = `${numberText(Math.min(...values))} … ${numberText(Math.max(...values))}`;
      const columns = [name.padEnd(28), numberText(value).padStart(10), spread.padStart(22)];
      return `${columns.join('  ')}  ${target.padStart(9)}  ${verdict}`.trimEnd();
    })
    .join('\n');
}

export function markdownTable(results: Results): string {
  const rows = rowsOf(results).map(
    ({ name, what, value, target, verdict }) =>
      `| ${what} | \`${name}\` | ${numberText(value)} | ${target} | ${verdict} |`,
  );
  return ['| figure | name | measured | target | |', '|---|---|---:|---|---|', ...rows].join('\n');
}
