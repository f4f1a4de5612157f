import type { Disturbance } from './disturbances.js';
import type { CallKind, Outcome } from './traffic.js';

/** What callers saw of one disturbance. */
export interface Row {
  readonly what: string;
  readonly calls: number;
  readonly failed: Readonly<Record<CallKind, number>>;
  /** Writes whose repeats failed, too. */
  readonly lostWrites: number;
  /** Of answered promises. */
  readonly slowestMs: number;
  /** From the disturbance to the last failure; 0: none failed. */
  readonly recoveredAfterMs: number;
  /** What was wrong, with how often. */
  readonly faults: Readonly<Record<string, number>>;
  readonly isAsAllowed: boolean;
}

/** Judges the calls that ended between the disturbance and the next one. `at`: performance.now(). */
export function tallyOf({ what, loses }: Disturbance, at: number, outcomes: readonly Outcome[]): Row {
  const failed = { promise: 0, read: 0, write: 0 };
  const faults: Record<string, number> = {};
  let lostWrites = 0;
  let slowestMs = 0;
  let recoveredAfterMs = 0;
  for (const { kind, sentAt, ms, fault, repeatFault } of outcomes) {
    if (fault === undefined) {
      if (kind === 'promise') slowestMs = Math.max(slowestMs, ms);
      continue;
    }
    failed[kind] += 1;
    faults[`${kind}: ${fault}`] = (faults[`${kind}: ${fault}`] ?? 0) + 1;
    if (repeatFault !== undefined) lostWrites += 1;
    recoveredAfterMs = Math.max(recoveredAfterMs, sentAt + ms - at);
  }
  const readsAndPromises = failed.promise + failed.read;
  const isAsAllowed =
    lostWrites === 0 &&
    (loses === 'until it is back' || readsAndPromises === 0) &&
    (loses !== 'nothing' || failed.write === 0);
  return {
    what,
    calls: outcomes.length,
    failed,
    lostWrites,
    slowestMs,
    recoveredAfterMs,
    faults,
    isAsAllowed,
  };
}

const columns: readonly (readonly [string, (row: Row) => string | number])[] = [
  ['what happens', ({ what }) => what],
  ['calls', ({ calls }) => calls],
  ['failed promises', ({ failed }) => failed.promise],
  ['failed reads', ({ failed }) => failed.read],
  ['failed writes', ({ failed }) => failed.write],
  ['lost writes', ({ lostWrites }) => lostWrites],
  ['slowest promise', ({ slowestMs }) => `${slowestMs.toFixed(0)} ms`],
  ['recovered after', ({ recoveredAfterMs }) => `${(recoveredAfterMs / 1_000).toFixed(1)} s`],
  ['as allowed', ({ isAsAllowed }) => (isAsAllowed ? 'yes' : 'NO')],
];

/** In Markdown. */
export function chaosTable(rows: readonly Row[]): string {
  return [
    columns.map(([title]) => title),
    columns.map((_, at) => (at === 0 ? '---' : '--:')),
    ...rows.map((row) => columns.map(([, cell]) => String(cell(row)))),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
