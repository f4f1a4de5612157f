import { isUtf8 } from 'node:buffer';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, CsvError } from 'csv-parse/sync';
import { addDays } from '../database/site-clock.js';
import { civilDate } from '../query/values.js';
import { type CsvFault } from './csv-faults.js';

export interface CsvFile {
  readonly file: string;
  /** Columns that must be there. */
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** One line of a file; its readers note a fault and give a stand-in for a value that is wrong. */
export class CsvLine {
  constructor(
    private readonly file: string,
    private readonly line: number,
    private readonly values: Readonly<Record<string, string>>,
    private readonly faults: CsvFault[],
  ) {}

  fault(column: string, text: string): void {
    this.faults.push({ file: this.file, line: this.line, column, text });
  }

  text(column: string): string {
    return this.values[column]?.trim() ?? '';
  }

  required(column: string): string {
    const value = this.text(column);
    if (value === '') this.fault(column, 'must not be empty');
    return value;
  }

  /** A decimal number with at most nine decimals; `min` is the least that it may be. */
  number(column: string, fallback: number, min = Number.NEGATIVE_INFINITY): number {
    const value = this.text(column);
    if (value === '') return fallback;
    if (!/^-?\d{1,12}(\.\d{1,9})?$/.test(value)) {
      this.fault(column, `"${value}" is not a number such as 12 or 0.75, with at most 9 decimals`);
    } else if (Number(value) < min) {
      this.fault(column, `must be at least ${min}, not ${value}`);
    }
    return Number(value);
  }

  requiredNumber(column: string): number {
    return this.required(column) === '' ? 0 : this.number(column, 0);
  }

  /** A number above 0. */
  positive(column: string): number {
    if (this.required(column) === '') return 1;
    const value = this.number(column, 1);
    if (value <= 0) this.fault(column, `must be more than 0, not ${value}`);
    return value;
  }

  /** A civil date, or one that moves along: `today+7`. */
  date(column: string, today: string): string | null {
    const value = this.text(column);
    if (value === '') return null;
    const relative = /^today([+-]\d{1,4})?$/.exec(value);
    if (relative !== null) return addDays(today, Number(relative[1] ?? 0));
    const day = /^\d{4}-\d{2}-\d{2}$/.test(value) ? civilDate(value) : undefined;
    if (day === undefined) this.fault(column, `"${value}" is not a date such as 2026-12-24 or today+7`);
    return day ?? null;
  }

  flag(column: string, fallback: boolean): boolean {
    const value = this.text(column).toLowerCase();
    if (value === '') return fallback;
    if (['1', 'yes', 'true'].includes(value)) return true;
    if (!['0', 'no', 'false'].includes(value)) this.fault(column, `"${value}" is neither yes nor no`);
    return false;
  }

  oneOf(column: string, allowed: readonly string[], fallback: string): string {
    const value = this.text(column);
    if (value === '') return fallback;
    if (!allowed.includes(value)) this.fault(column, `"${value}" is not one of ${allowed.join(', ')}`);
    return value;
  }
}

/** The lines of a file of the folder; undefined when it is not there. Faults are added to `faults`. */
export function readCsvTable(folder: string, definition: CsvFile, faults: CsvFault[]): CsvLine[] | undefined {
  const { file, required, optional } = definition;
  const path = join(folder, file);
  if (!existsSync(path)) return undefined;
  const text = utf8Of(readFileSync(path), file, faults);
  if (text === undefined) return [];
  let records: { record: Record<string, string>; info: { lines: number } }[];
  let header: string[] = [];
  try {
    records = parse(text, {
      info: true,
      skip_empty_lines: true,
      columns: (names: string[]) => (header = names.map((name) => name.trim())),
    });
  } catch (error) {
    const line =
      error instanceof CsvError && typeof error['lines'] === 'number' ? { line: error['lines'] } : {};
    faults.push({ file, ...line, text: error instanceof Error ? error.message : String(error) });
    return [];
  }
  const missing = required.filter((column) => !header.includes(column));
  const unknown = header.filter((column) => !required.includes(column) && !optional.includes(column));
  for (const column of missing) faults.push({ file, line: 1, column, text: 'this column is missing' });
  for (const column of unknown) {
    faults.push({
      file,
      line: 1,
      column,
      text: `unknown; known are ${[...required, ...optional].join(', ')}`,
    });
  }
  if (missing.length > 0) return [];
  return records.map(({ record, info }) => new CsvLine(file, info.lines, record, faults));
}

/** The text without its byte order mark; undefined, and a fault, when the bytes are no UTF-8. */
function utf8Of(bytes: Buffer, file: string, faults: CsvFault[]): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Latin-1 text has the same line ends, and as many.
    const lines = bytes.toString('latin1').split('\n');
    const line = lines.findIndex((each) => !isUtf8(Buffer.from(each, 'latin1'))) + 1;
    faults.push({ file, line, text: 'is not UTF-8: save the file as "CSV UTF-8"' });
    return undefined;
  }
}

/** The lines of each file of a folder; a file that is not there has none. */
export type CsvTables = Readonly<
  Record<'items' | 'bins' | 'orders' | 'holidays' | 'warehouses' | 'uoms' | 'bundles', readonly CsvLine[]>
>;
