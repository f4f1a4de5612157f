import type { Usage } from './process-sampler.js';
import { type Figures, stateOf } from './figures.js';

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Chart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
  /** Bars stand at these words instead of at numbers: the x of a point is a place in the list. */
  readonly words?: readonly string[];
}

export interface Section {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly tables: readonly Table[];
  readonly charts: readonly Chart[];
}

/** Something that should be so. `met` undefined: it could not be measured. */
export interface Verdict {
  readonly what: string;
  readonly measured: string;
  readonly limit: string;
  readonly met: boolean | undefined;
}

/** What a test found: for people, and as it was measured. */
export interface Outcome {
  readonly sections: readonly Section[];
  readonly verdicts: readonly Verdict[];
  readonly figures: unknown;
}

export interface Report {
  readonly title: string;
  /** When, where and how it was measured. */
  readonly circumstances: readonly (readonly [string, string])[];
  readonly sections: readonly Section[];
  readonly verdicts: readonly Verdict[];
}

export function ms(value: number): string {
  if (Number.isNaN(value)) return '–';
  return value < 10 ? `${value.toFixed(1)} ms` : `${value.toFixed(0)} ms`;
}

export const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
export const perSecond = (rate: number): string => rate.toFixed(0);

/** A row of figures as stress and soak show them. */
export interface RatedFigures extends Figures {
  readonly rate: number;
  readonly usage: Readonly<Record<string, Usage>>;
}

/** Per step: rate, times, errors, CPU % and MB of each kind of process, and the state in a word. */
export function stepTable(steps: readonly RatedFigures[]): Table {
  const kinds = kindsOf(steps);
  return {
    columns: [
      ...['orders/s', 'right/s', 'P50', 'P95', 'P99', 'errors'],
      ...kinds.map((kind) => `${kind} %/MB`),
      'state',
    ],
    rows: steps.map((step) => [
      ...[perSecond(step.rate), perSecond(step.rightPerS)],
      ...[ms(step.p50), ms(step.p95), ms(step.p99), percent(step.errorShare)],
      ...kinds.map((kind) => usageText(step.usage[kind])),
      stateOf(step),
    ]),
  };
}

export const kindsOf = (steps: readonly Pick<RatedFigures, 'usage'>[]): string[] => [
  ...new Set(steps.flatMap(({ usage }) => Object.keys(usage))),
];

function usageText(usage: Usage | undefined): string {
  return usage === undefined ? '–' : `${usage.cpuPercent.toFixed(0)} / ${usage.rssMb.toFixed(0)}`;
}

/** For the terminal. */
function tableText({ columns, rows }: Table): string {
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join('  ');
  return [line(columns), widths.map((width) => '─'.repeat(width)).join('──'), ...rows.map(line)]
    .map((text) => `${text.trimEnd()}\n`)
    .join('');
}

export function reportText({ title, circumstances, sections, verdicts }: Report): string {
  const parts = sections.map(
    (section) =>
      `\n${section.title}\n\n${section.tables.map(tableText).join('\n')}${section.sentences.map((sentence) => `${sentence}\n`).join('')}`,
  );
  const facts = circumstances.map(([what, value]) => `${what}: ${value}\n`).join('');
  return `${title}\n${facts}${parts.join('')}\n${tableText(verdictTable(verdicts))}`;
}

export function verdictTable(verdicts: readonly Verdict[]): Table {
  return {
    columns: ['what should be', 'measured', 'limit', ''],
    rows: verdicts.map(({ what, measured, limit, met }) => [what, measured, limit, verdictWord(met)]),
  };
}

function verdictWord(met: boolean | undefined): string {
  if (met === undefined) return 'not measured';
  return met ? 'met' : 'NOT MET';
}
