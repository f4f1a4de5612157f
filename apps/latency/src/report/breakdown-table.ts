import type { Breakdown, ComponentRow, Quantiles } from './breakdown.js';

interface Line extends Quantiles {
  readonly label: string;
  readonly percent: number;
}

const NAME_WIDTH = 26;
const RULE = '─'.repeat(NAME_WIDTH + 57);

/** The breakdown for people: a group of components as a line with its parts below. P50 to P99 of a group: its parts'. */
export function breakdownTable(breakdown: Breakdown): string {
  const blocks: string[][] = [];
  for (const row of breakdown.components) {
    if (row.group === null) blocks.push([write({ label: row.title, ...row })]);
    else if (isFirstOfGroup(row, breakdown)) blocks.push(writeGroup(row.group, breakdown));
  }
  blocks.push([write({ label: 'Whole request', percent: breakdown.requests === 0 ? 0 : 100, ...breakdown })]);
  return [
    `Where the time goes (${breakdown.requests.toLocaleString('en-US')} requests)`,
    `┌${RULE}┐`,
    `│ ${'Component'.padEnd(NAME_WIDTH)}│ ${['Time', '%', 'P50', 'P95', 'P99'].map((title) => title.padStart(9)).join(' │')} │`,
    ...blocks.flatMap((lines) => [`├${RULE}┤`, ...lines]),
    `└${RULE}┘`,
    '',
  ].join('\n');
}

function isFirstOfGroup(row: ComponentRow, { components }: Breakdown): boolean {
  return components.find(({ group }) => group === row.group) === row;
}

function writeGroup(group: string, { components }: Breakdown): string[] {
  const parts = components.filter((row) => row.group === group);
  const sum = (of: (row: ComponentRow) => number): number => parts.reduce((total, row) => total + of(row), 0);
  const cells = [`${ms(sum((row) => row.mean_ms))}`, `${percent(sum((row) => row.percent))}`, '', '', ''];
  return [writeCells(group, cells), ...parts.map((row) => write({ label: ` └─ ${row.title}`, ...row }))];
}

const write = ({ label, mean_ms, percent: share, p50_ms, p95_ms, p99_ms }: Line): string =>
  writeCells(label, [ms(mean_ms), percent(share), ms(p50_ms), ms(p95_ms), ms(p99_ms)]);

const writeCells = (label: string, cells: readonly string[]): string =>
  `│ ${label.padEnd(NAME_WIDTH)}│ ${cells.map((cell) => cell.padStart(9)).join(' │')} │`;

const ms = (value: number): string => `${value < 10 ? value.toFixed(2) : value.toFixed(1)}ms`;
const percent = (value: number): string => `${value.toFixed(1)}%`;
