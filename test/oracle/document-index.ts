import { type Documents, type PurchaseOrderDocument, type PurchaseOrderRow } from './documents.js';
import { foldedCode } from './supply.js';

/** Picks from a site's documents those that one order may depend on, so that reading it takes no time. */
export class DocumentIndex {
  readonly #items;
  readonly #bins;
  readonly #bundles;
  readonly #rows: Map<string, { order: PurchaseOrderDocument; row: PurchaseOrderRow }[]>;

  constructor(readonly documents: Documents) {
    const orders = documents.purchaseOrders === 'unreadable' ? [] : documents.purchaseOrders;
    const rows = orders.flatMap((order) => order.items.map((row) => ({ order, row })));
    this.#items = Map.groupBy(documents.items, (item) => foldedCode(item.name));
    this.#bins = Map.groupBy(documents.bins, (bin) => foldedCode(bin.item_code));
    this.#bundles = Map.groupBy(documents.bundles, (bundle) => foldedCode(bundle.new_item_code));
    this.#rows = Map.groupBy(rows, ({ row }) => foldedCode(row.item_code));
  }

  /** All masters, and of items, bins, bundles and orders those of these codes and of their components. */
  about(itemCodes: string[], salesOrder: unknown): Documents {
    const ordered = [...new Set(itemCodes.map(foldedCode))];
    const bundles = ordered.flatMap((code) => this.#bundles.get(code) ?? []);
    const parts = bundles.flatMap((bundle) => bundle.items.map((part) => foldedCode(part.item_code)));
    const codes = [...new Set([...ordered, ...parts])];
    const byOrder = Map.groupBy(
      codes.flatMap((code) => this.#rows.get(code) ?? []),
      ({ order }) => order,
    );
    return {
      ...this.documents,
      items: codes.flatMap((code) => this.#items.get(code) ?? []),
      bins: codes.flatMap((code) => this.#bins.get(code) ?? []),
      bundles,
      purchaseOrders:
        this.documents.purchaseOrders === 'unreadable'
          ? 'unreadable'
          : [...byOrder].map(([order, rows]) => ({ ...order, items: rows.map(({ row }) => row) })),
      salesOrders: this.documents.salesOrders.filter((order) => order.name === salesOrder),
    };
  }
}
