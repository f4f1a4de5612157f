/**
 * Finds names as MariaDB's unicode collation does: without regard to case, accents and trailing spaces.
 */
export class ItemNames {
  readonly #exact: ReadonlySet<string>;
  /** By collation: made when a name is first asked for that is not written as ERPNext writes it. */
  #sorted: readonly string[] | undefined;

  constructor(names: Iterable<string>) {
    this.#exact = new Set(names);
  }

  /** The name as ERPNext writes it; undefined when there is none. */
  find(asked: string): string | undefined {
    if (this.#exact.has(asked)) return asked;
    const trimmed = asked.trimEnd();
    if (trimmed === '') return undefined;
    this.#sorted ??= [...this.#exact].sort(collation.compare);
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (collation.compare(this.#sorted[middle] ?? '', trimmed) < 0) low = middle + 1;
      else high = middle;
    }
    const name = this.#sorted[low];
    return name !== undefined && collation.compare(name, trimmed) === 0 ? name : undefined;
  }
}

const collation = new Intl.Collator('en', { sensitivity: 'base' });
