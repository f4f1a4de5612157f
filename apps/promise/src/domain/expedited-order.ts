import { allocateItem, type ItemAllocation } from './allocation.js';
import type { Option } from './answer.js';
import type { Calculation } from './calculation.js';
import { textOf } from './day.js';
import { impactOf, promiseWith } from './improvement.js';
import type { PreparedItem } from './prepared-item.js';

const MOST_TRIED = 3;

/** Purchase orders that decide the date, each arriving on the order day instead. */
export function expeditedOrders(calculation: Calculation): Option[] {
  const options: Option[] = [];
  for (const purchaseOrder of decisiveOrders(calculation)) {
    const promise = promiseWith(calculation, withExpedited(purchaseOrder, calculation));
    if (promise === null) continue;
    const arrival = textOf(calculation.terms.orderDay);
    options.push({
      type: 'expedite_po',
      description: `Get Purchase Order ${purchaseOrder} in by ${arrival}.`,
      impact: impactOf(calculation, promise),
      po_id: purchaseOrder,
      promise_date: textOf(promise),
    });
  }
  return options;
}

function decisiveOrders({ terms, allocation }: Calculation): Iterable<string> {
  const orders = new Set<string>();
  if (allocation.isShort) return orders;
  for (const { ready, fills } of allocation.items) {
    if (ready !== allocation.ready) continue;
    for (const { takes } of fills) {
      for (const { source } of takes) {
        if (source.row === null || source.ready !== ready || source.available === terms.orderDay) continue;
        orders.add(source.row.purchaseOrder);
        if (orders.size === MOST_TRIED) return orders;
      }
    }
  }
  return orders;
}

function withExpedited(
  purchaseOrder: string,
  { terms, allocation }: Calculation,
): Map<PreparedItem, ItemAllocation> {
  const changed = new Map<PreparedItem, ItemAllocation>();
  for (const { item, fills } of allocation.items) {
    const rows = item.supply.get(terms.company)?.inbound ?? [];
    if (!rows.some((row) => row.purchaseOrder === purchaseOrder)) continue;
    const demands = fills.map(({ demand }) => demand);
    changed.set(item, allocateItem(demands, item, terms, purchaseOrder));
  }
  return changed;
}
