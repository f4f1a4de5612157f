import type { ScenarioSummary } from './measures.ts';
import { settings } from './settings.ts';

/** Of every trend. */
export const summaryTrendStats = ['avg', 'min', 'p(50)', 'p(95)', 'p(99)', 'max', 'count'];

interface EndOfTest {
  readonly metrics: Readonly<Record<string, { readonly values: Record<string, number> }>>;
  readonly state: { readonly testRunDurationMs: number };
  readonly root_group: { readonly checks: readonly { readonly name: string; readonly fails: number }[] };
}

/** k6 calls it at the end. */
export function handleSummary({ metrics, state, root_group: { checks } }: EndOfTest): Record<string, string> {
  const summary: ScenarioSummary = {
    metrics: Object.fromEntries(Object.entries(metrics).map(([name, { values }]) => [name, values])),
    durationMs: state.testRunDurationMs,
    faults: Object.fromEntries(checks.map(({ name, fails }) => [name, fails])),
  };
  return { [settings.summary]: JSON.stringify(summary) };
}
