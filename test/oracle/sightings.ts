import { type BinDocument, type Documents } from './documents.js';
import { DocumentIndex } from './document-index.js';
import { readReference, readSupply, type ReferenceDocuments, type SupplyDocuments } from './erpnext-site.js';
import { exact, type Exact, total } from './exact.js';
import { type Movement } from './movement.js';
import { type Witness } from './mover.js';
import { type SiteAccess } from './site-access.js';
import { foldedCode } from './supply.js';

/** What was true from one instant to another, ms since 1970; who looks in between may see what was before or after. */
interface Span<T> {
  from: number;
  to: number;
  seen: T;
}

/** Most combinations of what was true that an answer is held against. */
const MOST_COMBINATIONS = 300;

/** Everything that was true of items, warehouses and bundles while documents moved, and when. */
export class Sightings implements Witness {
  readonly #initial: DocumentIndex;
  readonly #items = new Map<string, Span<SupplyDocuments>[]>();
  readonly #reference: Span<ReferenceDocuments>[];
  /** Codes that belong to nobody knows whom. */
  readonly #lost = new Set<string>();
  #begun = 0;

  constructor(
    private readonly site: SiteAccess,
    private readonly documents: Documents,
  ) {
    this.#initial = new DocumentIndex({ ...documents, bundles: [] });
    this.#reference = [{ from: 0, to: Infinity, seen: documents }];
  }

  begins({ codes, movesCodes }: Movement): void {
    this.#begun = Date.now();
    if (movesCodes) for (const code of codes) this.#lost.add(foldedCode(code));
  }

  async ended({ codes, movesReference }: Movement): Promise<void> {
    const over = Date.now();
    if (codes.length > 0) {
      const supply = await readSupply(this.site, codes);
      const now = new DocumentIndex({ ...this.documents, ...supply, bundles: [] });
      for (const code of new Set(codes.map(foldedCode))) {
        const spans = this.#spans(code);
        const before = spans.at(-1);
        if (before) before.to = over;
        spans.push({ from: this.#begun, to: Infinity, seen: now.about([code], null) });
      }
    }
    if (!movesReference) return;
    const before = this.#reference.at(-1);
    if (before) before.to = over;
    this.#reference.push({ from: this.#begun, to: Infinity, seen: await readReference(this.site) });
  }

  /**
   * The documents that an answer may have been given from, one for each combination of what was true: of items at
   * some instant from `asOf` to `until`, of the rest from `referenceFrom` on. null: too many, or nobody can say.
   * It is known when all movements have ended.
   */
  possible(codes: string[], asOf: number, referenceFrom: number, until: number): Documents[] | null {
    const reference = this.#reference.filter(({ from, to }) => from <= until && to >= referenceFrom);
    const parts = reference.flatMap(({ seen }) =>
      seen.bundles
        .filter((bundle) => codes.some((code) => foldedCode(code) === foldedCode(bundle.new_item_code)))
        .flatMap((bundle) => bundle.items.map((part) => part.item_code)),
    );
    const wanted = [...new Set([...codes, ...parts].map(foldedCode))];
    let combinations: SupplyDocuments[] = [{ items: [], bins: [], purchaseOrders: [] }];
    for (const code of wanted) {
      if (this.#lost.has(code)) return null;
      const seen = this.#between(code, asOf, until);
      if (combinations.length * seen.length * reference.length > MOST_COMBINATIONS) return null;
      combinations = combinations.flatMap((known) => seen.map((more) => joined(known, more)));
    }
    return reference.flatMap(({ seen }) =>
      combinations.map((supply) => ({ ...this.documents, ...seen, ...supply })),
    );
  }

  /** The most that a warehouse had of an item that no other demand owns, at some instant; null: nobody can say. */
  mostStock(code: string, warehouse: string, asOf: number, until: number): Exact | null {
    if (this.#lost.has(foldedCode(code))) return null;
    return this.#between(foldedCode(code), asOf, until)
      .flatMap(({ bins }) => bins.filter((bin) => bin.warehouse === warehouse))
      .map(unreserved)
      .reduce((most, qty) => (qty > most ? qty : most), 0n);
  }

  #between(code: string, asOf: number, until: number): SupplyDocuments[] {
    const spans = this.#spans(code).filter(({ from, to }) => from <= until && to >= asOf);
    return spans.map(({ seen }) => seen);
  }

  #spans(code: string): Span<SupplyDocuments>[] {
    const known = this.#items.get(code);
    if (known) return known;
    const first: Span<SupplyDocuments>[] = [
      { from: 0, to: Infinity, seen: this.#initial.about([code], null) },
    ];
    this.#items.set(code, first);
    return first;
  }
}

function joined(a: SupplyDocuments, b: SupplyDocuments): SupplyDocuments {
  const orders = (from: SupplyDocuments) => (from.purchaseOrders === 'unreadable' ? [] : from.purchaseOrders);
  return {
    items: [...a.items, ...b.items],
    bins: [...a.bins, ...b.bins],
    purchaseOrders:
      a.purchaseOrders === 'unreadable' || b.purchaseOrders === 'unreadable'
        ? 'unreadable'
        : [...orders(a), ...orders(b)],
  };
}

const unreserved = (bin: BinDocument): Exact =>
  exact(bin.actual_qty) -
  total(
    [
      bin.reserved_qty,
      bin.reserved_qty_for_production,
      bin.reserved_qty_for_sub_contract,
      bin.reserved_qty_for_production_plan,
    ].map(exact),
  );
