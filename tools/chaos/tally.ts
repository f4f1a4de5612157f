import { markdownTable } from '../markdown-table.js';
import type { Disturbance } from './disturbance.js';
import { type CallKind, NO_RETRY_AFTER, type Outcome } from './traffic.js';

/** What callers saw of one disturbance. */
export interface Row {
  readonly what: string;
  readonly calls: number;
  readonly failed: Readonly<Record<CallKind, number>>;
  /** Writes and streams whose repeats failed, too. */
  readonly lost: number;
  /** Of answered promises. */
  readonly slowestMs: number;
  /** From the disturbance, or from its end when it lasts, to the last failure; 0: none failed after that. */
  readonly recoveredAfterMs: number;
  /** From the same moment until the replica was in step with ERPNext again. */
  readonly inStepAfterMs?: number;
  /** What was wrong, with how often. */
  readonly faults: Readonly<Record<string, number | string>>;
  readonly mayFail: Disturbance['loses'];
  readonly isAsAllowed: boolean;
}

/** Calls of which none may fail. */
const lossless: Readonly<Record<Disturbance['loses'], readonly CallKind[]>> = {
  nothing: ['promise', 'read', 'write', 'stream'],
  writes: ['promise', 'read'],
  'reads and writes': ['promise'],
  everything: [],
};

/** Judges the calls that ended between the disturbance and the next one. `at`: from when on it recovers (performance.now()). */
export function tallyOf(
  { what, loses }: Pick<Disturbance, 'what' | 'loses'>,
  at: number,
  outcomes: readonly Outcome[],
): Row {
  const failed = { promise: 0, read: 0, write: 0, stream: 0 };
  const faults: Record<string, number> = {};
  let lost = 0;
  let slowestMs = 0;
  let recoveredAfterMs = 0;
  for (const { kind, sentAt, ms, fault, repeatFault } of outcomes) {
    if (fault === undefined) {
      if (kind === 'promise') slowestMs = Math.max(slowestMs, ms);
      continue;
    }
    failed[kind] += 1;
    faults[`${kind}: ${fault}`] = (faults[`${kind}: ${fault}`] ?? 0) + 1;
    if (repeatFault !== undefined) lost += 1;
    recoveredAfterMs = Math.max(recoveredAfterMs, sentAt + ms - at);
  }
  const isMute = Object.keys(faults).some((fault) => fault.includes(NO_RETRY_AFTER));
  const isAsAllowed = lost === 0 && !isMute && lossless[loses].every((kind) => failed[kind] === 0);
  return {
    what,
    calls: outcomes.length,
    failed,
    lost,
    slowestMs,
    recoveredAfterMs,
    faults,
    mayFail: loses,
    isAsAllowed,
  };
}

const columns: readonly (readonly [string, (row: Row) => string | number])[] = [
  ['what happens', ({ what }) => what],
  ['calls', ({ calls }) => calls],
  ['failed promises', ({ failed }) => failed.promise],
  ['failed reads', ({ failed }) => failed.read],
  ['failed writes', ({ failed }) => failed.write],
  ['broken streams', ({ failed }) => failed.stream],
  ['lost', ({ lost }) => lost],
  ['slowest promise', ({ slowestMs }) => `${slowestMs.toFixed(0)} ms`],
  ['recovered after', ({ recoveredAfterMs }) => `${(recoveredAfterMs / 1_000).toFixed(1)} s`],
  ['in step after', ({ inStepAfterMs: ms }) => (ms === undefined ? '' : `${(ms / 1_000).toFixed(1)} s`)],
  ['may fail', ({ mayFail }) => mayFail],
  ['as allowed', ({ isAsAllowed }) => (isAsAllowed ? 'yes' : 'NO')],
];

/** In Markdown. */
export function chaosTable(rows: readonly Row[]): string {
  return markdownTable(
    columns.map(([title]) => title),
    rows.map((row) => columns.map(([, cell]) => String(cell(row)))),
  );
}
