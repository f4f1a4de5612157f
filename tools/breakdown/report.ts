import type { Breakdown, GroupedBreakdown } from '../../apps/latency/src/report/breakdown.js';
import { markdownTable } from '../markdown-table.js';

/** What the latency service told of one way of making promises. */
export interface PhaseBreakdown {
  readonly phase: 'before' | 'cold' | 'warm';
  /** Requests that were sent; those that it put together are in `all`. */
  readonly sent: number;
  readonly all: Breakdown;
  readonly groups: readonly GroupedBreakdown[];
  /** The table for people. */
  readonly text: string;
}

export const titles: Readonly<Record<PhaseBreakdown['phase'], string>> = {
  before: 'Before optimisation: one query an item and kind, in sequence, no cache',
  cold: 'Parallel and batched, nothing cached',
  warm: 'Warm: the engine as it runs',
};

/** By how much the components miss the whole, in percent of it. */
export function missingPercent({ mean_ms, components }: Breakdown): number {
  const sum = components.reduce((total, row) => total + row.mean_ms, 0);
  return mean_ms === 0 ? 0 : (100 * Math.abs(sum - mean_ms)) / mean_ms;
}

/** The phases beside each other, in Markdown: mean milliseconds of each component. */
export function comparisonTable(phases: readonly PhaseBreakdown[]): string {
  const [first] = phases;
  const cell = (value: number, whole: number): string =>
    `${value.toFixed(value < 10 ? 2 : 1)} ms (${whole === 0 ? 0 : Math.round((100 * value) / whole)} %)`;
  const rows = (first?.all.components ?? []).map(({ component, title, group }) => [
    group === null ? title : `${group}: ${title}`,
    ...phases.map(({ all }) =>
      cell(all.components.find((row) => row.component === component)?.mean_ms ?? 0, all.mean_ms),
    ),
  ]);
  const line = (name: string, of: (all: Breakdown) => number): string[] => [
    name,
    ...phases.map(({ all }) => `${of(all).toFixed(1)} ms`),
  ];
  return markdownTable(
    ['Component, mean', ...phases.map(({ phase }) => titles[phase])],
    [
      ...rows,
      line('**Whole request, mean**', (all) => all.mean_ms),
      line('P50', (all) => all.p50_ms),
      line('P95', (all) => all.p95_ms),
      line('P99', (all) => all.p99_ms),
      ['Requests', ...phases.map(({ all }) => String(all.requests))],
    ],
  );
}

/** Share of ERPNext in a whole request, in percent. */
export function erpnextPercent({ components }: Breakdown): number {
  return components
    .filter(({ group }) => group === 'ERPNext I/O')
    .reduce((sum, { percent }) => sum + percent, 0);
}
