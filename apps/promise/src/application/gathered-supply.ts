import type { PreparedItem } from '../domain/index.js';
import { isSameItem, itemKey } from './item-code.js';
import type { KeptItem } from './known-supply.js';
import type { HeldReference } from './reference-holder.js';

export type Source = 'LIVE' | 'REPLICA' | 'STALE';
/** This process, the replica in Redis, or ERPNext. */
export type Layer = 'l1' | 'redis' | 'erpnext';

/** What was found of an item; null: ERPNext does not know it. */
export type Found = {
  readonly item: KeptItem;
  readonly asOfMs: number;
  readonly source: Source;
  readonly layer: Layer;
} | null;

/** Gives what was found of an item, by its key; undefined: nothing yet. */
export type Lookup = (key: string, code: string) => Found | undefined;

/** Supply of one order, put together: as old as its oldest figure, and as good as its worst. */
export class GatheredSupply {
  readonly items = new Map<string, PreparedItem>();
  readonly canonicalCodes = new Map<string, string>();
  inboundUnreadable: string | null = null;
  asOfMs = Infinity;
  source: Source = 'LIVE';
  /** The farthest that any item came from. */
  layer: Layer = 'l1';

  private constructor(private readonly reference: HeldReference) {}

  /**
   * Undefined when something is missing, a part of a bundle among it, or was prepared with other reference data
   * than `reference`: then a bundle and its parts might be of two versions.
   */
  static from(
    itemCodes: readonly string[],
    reference: HeldReference,
    lookup: Lookup,
  ): GatheredSupply | undefined {
    const gathered = new GatheredSupply(reference);
    for (const code of itemCodes) {
      const item = gathered.add(code, lookup);
      if (item === undefined) return undefined;
      if (item === null) continue;
      for (const component of item.components) {
        if (gathered.add(component.code, lookup) === undefined) return undefined;
      }
    }
    return gathered;
  }

  private add(code: string, lookup: Lookup): PreparedItem | null | undefined {
    const key = itemKey(code);
    const found = key === '' ? null : lookup(key, code);
    if (found === undefined || found === null) return found;
    const { prepared, reference, inboundUnreadable } = found.item;
    if (reference !== this.reference) return undefined;
    if (!isSameItem(code, prepared.code)) return null;
    this.items.set(prepared.code, prepared);
    if (code !== prepared.code) this.canonicalCodes.set(code, prepared.code);
    this.inboundUnreadable ??= inboundUnreadable;
    if (found.asOfMs < this.asOfMs) this.asOfMs = found.asOfMs;
    if (found.source === 'STALE' || this.source === 'LIVE') this.source = found.source;
    if (found.layer === 'erpnext' || this.layer === 'l1') this.layer = found.layer;
    return prepared;
  }
}
