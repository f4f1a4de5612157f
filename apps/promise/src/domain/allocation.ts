import { serveBacklog } from './backlog.js';
import type { Demand } from './checked-line.js';
import type { Day } from './day.js';
import type { PreparedItem } from './prepared-item.js';
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
  const { sources, servedBacklog, givenBack } = supplyFor(demands, item, terms, expedited);
  const fills = fillsOf(demands, sources, terms);
  let ready = 0;
  let isShort = false;
  for (const fill of fills) {
    if (fill.ready > ready) ready = fill.ready;
    if (fill.shortage > 0n) isShort = true;
  }
  return { item, fills, ready, isShort, servedBacklog, givenBack };
}

/** What older orders leave to these demands. */
function supplyFor(
  demands: readonly Demand[],
  item: PreparedItem,
  terms: Terms,
  expedited: string | null,
): { sources: Source[]; servedBacklog: Quantity; givenBack: Quantity } {
  const supply = item.supply.get(terms.company);
  if (supply === undefined) return { sources: [], servedBacklog: 0n, givenBack: 0n };
  const { sources, backlogs, givenBack } = stockOf(item, supply, demands, terms);
  if (!terms.inboundKnown || supply.inbound.length === 0) return { sources, servedBacklog: 0n, givenBack };
  const inbound = inboundOf(item, supply, terms, expedited);
  const servedBacklog = backlogs.length > 0 ? serveBacklog(backlogs, inbound) : 0n;
  for (const source of inbound) if (source.remaining > 0n) sources.push(source);
  return { sources, servedBacklog, givenBack };
}

function fillsOf(demands: readonly Demand[], sources: readonly Source[], terms: Terms): Fill[] {
  const [first, ...others] = demands;
  if (first === undefined) return [];
  if (others.length === 0) return [fillFrom(queueFor(first.scope, sources, terms), first)];
  const queues = new Map<Warehouse, Queue>();
  return demands
    .toSorted((a, b) => a.scope.leaves - b.scope.leaves || a.index - b.index)
    .map((demand) => {
      let queue = queues.get(demand.scope);
      if (queue === undefined) {
        queue = queueFor(demand.scope, sources, terms);
        queues.set(demand.scope, queue);
      }
      return fillFrom(queue, demand);
    });
}

function queueFor(scope: Warehouse, sources: readonly Source[], terms: Terms): Queue {
  const open = sources.filter((source) => isOpen(source, scope, terms));
  if (open.length > 1) {
    open.sort(
      (a, b) =>
        a.ready - b.ready ||
        a.preference - b.preference ||
        Number(a.warehouse !== scope) - Number(b.warehouse !== scope) ||
        a.rank - b.rank,
    );
  }
  return { sources: open, next: 0 };
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
