/**
 * Finds names as MariaDB's unicode collation does: without regard to case, accents and trailing spaces.
 */
export class ItemNames {
  readonly #exact: ReadonlySet<string>;
  readonly #names: readonly string[];

  constructor(names: Iterable<string>) {
    this.#exact = new Set(names);
    this.#names = [...this.#exact];
  }

  /** The name as ERPNext writes it; undefined when there is none. */
  find(asked: string): string | undefined {
    if (this.#exact.has(asked)) return asked;
    const trimmed = asked.trimEnd();
    if (trimmed === '') return undefined;
    return this.#names.find((name) => collation.compare(name, trimmed) === 0);
  }
}

const collation = new Intl.Collator('en', { sensitivity: 'base' });
