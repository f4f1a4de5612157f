import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '#libs/testing';
import { breaks, type OrderKind } from './breaks.js';

/** One row of the table as it was seen last. */
export interface MeasuredBreak {
  readonly what: string;
  readonly answers: Partial<
    Record<OrderKind, { readonly outcomes: readonly string[]; readonly most_ms: number }>
  >;
  readonly recovery_seconds: number;
  /** The synchronisation began so often, in milliseconds: recovery waits for it. */
  readonly sync_interval_ms: number;
}

/** Writes what was measured to reports/breaks.json, beside the rows of earlier runs. */
export function reportBreaks(measured: readonly MeasuredBreak[]): void {
  const folder = join(projectFolder, 'reports');
  const file = join(folder, 'breaks.json');
  const earlier = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as MeasuredBreak[]) : [];
  const latest = new Map([...earlier, ...measured].map((row) => [row.what, row]));
  const rows = breaks.flatMap(({ what }) => latest.get(what) ?? []);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(rows, null, 2)}\n`);
}
