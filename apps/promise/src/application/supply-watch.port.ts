/** Counts what becomes of lookups and reads. */
export interface SupplyWatch {
  /** Items that a layer was asked for. */
  looked(layer: 'l1' | 'redis' | 'negative', hits: number, misses: number): void;
  /** A read of so many items together. */
  read(from: 'redis' | 'erpnext', items: number): void;
  /** An order's supply: how old its oldest figure is in milliseconds, and where its farthest one came from. */
  supplied(ageMs: number, source: 'LIVE' | 'REPLICA' | 'STALE', layer: 'l1' | 'redis' | 'erpnext'): void;
  /** Items were refused, because too many wait to be read. */
  refused(): void;
  /** Everything kept was dropped, because changes may have been missed. */
  reset(): void;
  /** Changes are not heard any more. */
  lostContact(): void;
}
