import { markdownTable } from '../markdown-table.js';
import type { Row } from './rolling.js';

/** Nothing failed, and every answer is what it was. */
export const isSound = ({ calls, differences }: Row): boolean =>
  calls.isAsAllowed && differences.length === 0;

const columns: readonly (readonly [string, (row: Row) => string | number])[] = [
  ['gateway', ({ mix }) => mix.gateway],
  ['promise', ({ mix }) => mix.promise],
  ['stock', ({ mix }) => mix.stock],
  ['replica by', ({ mix }) => mix.replica],
  ['calls', ({ calls }) => calls.calls],
  ['failed promises', ({ calls }) => calls.failed.promise],
  ['failed reads', ({ calls }) => calls.failed.read],
  ['failed writes', ({ calls }) => calls.failed.write],
  ['broken streams', ({ calls }) => calls.failed.stream],
  ['slowest promise', ({ calls }) => `${calls.slowestMs.toFixed(0)} ms`],
  ['compared', ({ asked }) => asked],
  ['other answers', ({ differences }) => differences.length],
  ['webhook seen after', ({ webhookMs }) => `${webhookMs.toFixed(0)} ms`],
];

/** Columns of builds. */
const TEXTS = 4;

/** In Markdown. */
export function skewTable(rows: readonly Row[]): string {
  return markdownTable(
    columns.map(([title]) => title),
    rows.map((row) => columns.map(([, cell]) => String(cell(row)))),
    TEXTS,
  );
}
