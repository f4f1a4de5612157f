import { serveBacklog } from './backlog.js';
import type { Demand } from './checked-line.js';
import type { Day } from './day.js';
import type { CompanySupply, PreparedItem } from './prepared-item.js';
import { lesser, type Quantity } from './quantity.js';
import { inboundOf, isOpen, type Source, stockOf } from './source.js';
import type { Terms } from './terms.js';
import type { Warehouse } from './warehouse-tree.js';

/** What fills a demand, in the order in which it was taken. */
export interface Fill {
  readonly demand: Demand;
  readonly takes: readonly Take[];
  readonly shortage: Quantity;
  /** When the last of it can leave; 0 when nothing was taken. */
  readonly ready: Day;
}

export interface Take {
  readonly source: Source;
  readonly quantity: Quantity;
}

/** How all demands for one item share its sources. */
export interface ItemAllocation {
  readonly item: PreparedItem;
  readonly fills: readonly Fill[];
  /** When the last of it can leave; 0 when nothing was taken. */
  readonly ready: Day;
  readonly isShort: boolean;
  /** Inbound that went to older orders. */
  readonly servedBacklog: Quantity;
  /** What the order's own Sales Order had reserved. */
  readonly givenBack: Quantity;
}

/** Sources open to one scope, best first, and the first that is not used up. */
interface Queue {
  readonly sources: readonly Source[];
  next: number;
}

/**
 * Shares the sources of one item among all demands for it: narrowest scope first, then in the order's order,
 * each taking what is ready earliest. Items do not compete with each other, so that an order is the sum of
 * its items.
 */
export function allocateItem(
  demands: readonly Demand[],
  item: PreparedItem,
  terms: Terms,
  expedited: string | null = null,
): ItemAllocation {
  const supply = item.supply.get(terms.company);
  const { sources, servedBacklog, givenBack } = supplyFor(item, supply, terms, expedited);
  const served =
    demands.length === 1
      ? demands
      : demands.toSorted((a, b) => a.scope.leaves - b.scope.leaves || a.index - b.index);
  const queues = new Map<Warehouse, Queue>();
  const fills: Fill[] = [];
  let ready = 0;
  let isShort = false;
  for (const demand of served) {
    let queue = queues.get(demand.scope);
    if (queue === undefined) {
      queue = { sources: queueFor(demand.scope, sources, terms), next: 0 };
      queues.set(demand.scope, queue);
    }
    const fill = fillFrom(queue, demand);
    if (fill.ready > ready) ready = fill.ready;
    if (fill.shortage > 0n) isShort = true;
    fills.push(fill);
  }
  return { item, fills, ready, isShort, servedBacklog, givenBack };
}

function supplyFor(
  item: PreparedItem,
  supply: CompanySupply | undefined,
  terms: Terms,
  expedited: string | null,
) {
  if (supply === undefined) return { sources: [], servedBacklog: 0n, givenBack: 0n };
  const { sources, backlogs, givenBack } = stockOf(item, supply, terms);
  const inbound = inboundOf(item, supply, terms, expedited);
  const servedBacklog = backlogs.length > 0 ? serveBacklog(backlogs, inbound) : 0n;
  for (const source of inbound) if (source.remaining > 0n) sources.push(source);
  return { sources, servedBacklog, givenBack };
}

function queueFor(scope: Warehouse, sources: readonly Source[], terms: Terms): readonly Source[] {
  return sources
    .filter((source) => isOpen(source, scope, terms))
    .sort(
      (a, b) =>
        a.ready - b.ready ||
        a.preference - b.preference ||
        Number(a.warehouse !== scope) - Number(b.warehouse !== scope) ||
        a.rank - b.rank,
    );
}

function fillFrom(queue: Queue, demand: Demand): Fill {
  const takes: Take[] = [];
  let missing = demand.need;
  let ready = 0;
  for (let at = queue.next; at < queue.sources.length; at++) {
    const source = queue.sources[at];
    if (source === undefined || missing === 0n) break;
    if (source.remaining === 0n) {
      if (at === queue.next) queue.next++;
      continue;
    }
    const quantity = lesser(missing, source.remaining);
    source.remaining -= quantity;
    missing -= quantity;
    if (source.ready > ready) ready = source.ready;
    takes.push({ source, quantity });
  }
  return { demand, takes, shortage: missing, ready };
}
