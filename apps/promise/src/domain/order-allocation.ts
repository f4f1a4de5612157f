import { allocateItem, type Fill, type ItemAllocation } from './allocation.js';
import type { CheckedLine, Demand } from './checked-line.js';
import type { Day } from './day.js';
import type { PreparedItem } from './prepared-item.js';
import type { Terms } from './terms.js';

/** How an order shares all its sources. */
export interface OrderAllocation {
  readonly items: readonly ItemAllocation[];
  /** By index of the demand; undefined where nothing is kept in stock. */
  readonly fills: readonly (Fill | undefined)[];
  /** When the last of it can leave; 0 when nothing is taken from stock or inbound. */
  readonly ready: Day;
  readonly isShort: boolean;
}

export function allocateOrder(lines: readonly CheckedLine[], terms: Terms): OrderAllocation {
  const demandsByItem = new Map<PreparedItem, Demand[]>();
  for (const line of lines) {
    for (const demand of line.demands) {
      if (!demand.item.isStockItem) continue;
      const demands = demandsByItem.get(demand.item);
      if (demands === undefined) demandsByItem.set(demand.item, [demand]);
      else demands.push(demand);
    }
  }
  const items: ItemAllocation[] = [];
  const fills: (Fill | undefined)[] = [];
  for (const [item, demands] of demandsByItem) {
    const allocation = allocateItem(demands, item, terms);
    for (const fill of allocation.fills) fills[fill.demand.index] = fill;
    items.push(allocation);
  }
  return { items, fills, ...outcomeOf(items) };
}

/** When an order is ready, and whether something is missing, when it is made of these items. */
export function outcomeOf(items: Iterable<ItemAllocation>): { ready: Day; isShort: boolean } {
  let ready = 0;
  let isShort = false;
  for (const item of items) {
    if (item.ready > ready) ready = item.ready;
    isShort ||= item.isShort;
  }
  return { ready, isShort };
}
