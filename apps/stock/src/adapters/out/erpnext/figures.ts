import { billionthsOf, numberOf, OtpError } from '#libs/kernel';

/** decimal(21,9) holds nothing larger. */
const LARGEST = 1e12;
const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i;

/**
 * One row or document of ERPNext, field by field. A value that is not what it must be throws
 * SUPPLY_INVALID, which names the document and the field: what can't be read is never taken for zero.
 */
export class Fields {
  constructor(
    /** For a person, for example `Bin of BOLT-M8 in Stores - AP`. */
    private readonly document: string,
    private readonly values: Readonly<Record<string, unknown>>,
  ) {}

  /** The same values under the name of their document. */
  static of(row: unknown, nameOf: (fields: Fields) => string): Fields {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      throw new OtpError('SUPPLY_INVALID', 'ERPNext sent a row that is not an object.');
    }
    const values = row as Readonly<Record<string, unknown>>;
    return new Fields(nameOf(new Fields('a row', values)), values);
  }

  /** A number, or the text of one; at most 9 decimals are kept, as ERPNext stores them. */
  quantity(field: string): number {
    const value = this.values[field];
    const number =
      typeof value === 'number'
        ? value
        : typeof value === 'string' && DECIMAL.test(value.trim())
          ? Number(value)
          : NaN;
    if (!Number.isFinite(number) || Math.abs(number) >= LARGEST) throw this.#invalid(field, 'a quantity');
    // Adding 0 makes a zero without sign.
    return Number.isInteger(number) ? number + 0 : numberOf(billionthsOf(number));
  }

  /** A quantity above zero. */
  factor(field: string): number {
    const factor = this.quantity(field);
    if (factor <= 0) throw this.#invalid(field, 'a factor above zero');
    return factor;
  }

  /** A text that must be there. */
  text(field: string): string {
    const text = this.optionalText(field);
    if (text === null) throw this.#invalid(field, 'a text');
    return text;
  }

  /** Null when it is null, empty or left out. */
  optionalText(field: string): string | null {
    const value = this.values[field] ?? null;
    if (value === null || value === '') return null;
    if (typeof value !== 'string') throw this.#invalid(field, 'a text');
    return value;
  }

  /** YYYY-MM-DD; null when it is null, empty or left out. */
  optionalDate(field: string): string | null {
    const text = this.optionalText(field);
    if (text === null) return null;
    const day = new Date(`${text}T00:00:00Z`);
    const real = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime());
    if (!real || day.toISOString().slice(0, 10) !== text || text < '1970') {
      throw this.#invalid(field, 'a date');
    }
    return text;
  }

  /** A Check field: 0 or 1, which must be there: taken for 0, it would turn stock into a service. */
  flag(field: string): boolean {
    const value = this.values[field];
    if (value === 0 || value === 1) return value === 1;
    if (value === '0' || value === '1') return value === '1';
    if (typeof value === 'boolean') return value;
    throw this.#invalid(field, '0 or 1');
  }

  /** A Check field for which null, as older sites have it, is 0 as in ERPNext's own filters. */
  optionalFlag(field: string): boolean {
    return (this.values[field] ?? null) !== null && this.flag(field);
  }

  /** A whole number from 0. */
  count(field: string): number {
    const value = Number(this.values[field] ?? NaN);
    if (!Number.isSafeInteger(value) || value < 0) throw this.#invalid(field, 'a whole number');
    return value;
  }

  /** Rows of a child table; a table that is left out has none. */
  children(field: string): readonly unknown[] {
    const value = this.values[field] ?? [];
    if (!Array.isArray(value)) throw this.#invalid(field, 'a table');
    return value;
  }

  /** When the document was last written; null when that is not known. */
  stamp(field: string): string | null {
    const value = this.values[field];
    return typeof value === 'string' && /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}/.test(value) ? value : null;
  }

  #invalid(field: string, wanted: string): OtpError {
    const value = this.values[field];
    // Columns of child rows are read under names of ours.
    const name = field.replace(/^row_/, '');
    const shown = value === undefined || value === null ? 'empty' : JSON.stringify(value).slice(0, 40);
    return new OtpError(
      'SUPPLY_INVALID',
      `${name} of ${this.document} is ${shown}, which is not ${wanted}: correct it in ERPNext.`,
    );
  }
}
