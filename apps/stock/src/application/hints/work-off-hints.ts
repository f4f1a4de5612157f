import type { Limits } from '../limits.js';
import type { ItemOutcome } from '../read-items.js';
import type { HintBatch } from './hint-queue.port.js';

export interface HintedReads {
  refresh(codes: readonly string[], limits: Limits): Promise<readonly ItemOutcome[]>;
  publishReference(limits: Limits): Promise<void>;
  /** Items that the purchase orders hold now. */
  itemsInOrders(names: readonly string[], limits: Limits): Promise<readonly string[]>;
  /** Items that had rows in them when they were last read. */
  itemsOnceInOrders(names: readonly string[]): Promise<readonly string[]>;
}

/** Most items that are read at once. */
const MOST_ITEMS = 500;
/** ERPNext has no longer names. */
const LONGEST_NAME = 140;

/** Reads again what hints speak of: each item once, however many hints name it. */
export class WorkOffHints {
  constructor(private readonly reads: HintedReads) {}

  /** Rejects with an OtpError when not all could be read and kept; the whole batch is then to be tried again. */
  async work({ hints }: HintBatch, limits: Limits): Promise<void> {
    const codes = new Set(hints.flatMap((hint) => ('codes' in hint ? hint.codes : [])));
    const orders = [...new Set(hints.flatMap((hint) => (hint.kind === 'order' ? [hint.name] : [])))];
    if (orders.length > 0) {
      const found = await Promise.all([
        this.reads.itemsInOrders(orders, limits),
        this.reads.itemsOnceInOrders(orders),
      ]);
      for (const code of found.flat()) codes.add(code);
    }
    const readable = [...codes].filter((code) => code.trim() !== '' && code.length <= LONGEST_NAME);
    for (let at = 0; at < readable.length; at += MOST_ITEMS)
      await this.reads.refresh(readable.slice(at, at + MOST_ITEMS), limits);
    if (hints.some((hint) => hint.kind === 'reference')) await this.reads.publishReference(limits);
  }
}
