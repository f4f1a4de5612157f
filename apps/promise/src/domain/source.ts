import type { Demand } from './checked-line.js';
import type { Day } from './day.js';
import type { CompanySupply, OpenRow, PreparedItem, StockRecord } from './prepared-item.js';
import { lesser, type Quantity } from './quantity.js';
import type { Terms } from './terms.js';
import { inScope, type Warehouse } from './warehouse-tree.js';

/** Stock of an item in one warehouse, or one row of a purchase order, with what is left of it. */
export interface Source {
  /** Null: stock. */
  readonly row: OpenRow | null;
  readonly warehouse: Warehouse | null;
  readonly available: Day;
  readonly ready: Day;
  /** Inbound that is not near. */
  readonly late: boolean;
  /** Preference among sources that are ready on the same day: stock, then without further processing. */
  readonly preference: number;
  /** Order of the name among sources of the same kind. */
  readonly rank: number;
  remaining: Quantity;
}

/** What a warehouse owes to older orders beyond what it has. */
export interface Backlog {
  readonly warehouse: Warehouse;
  readonly owed: Quantity;
}

/**
 * Stock of an item that some demand may be filled from, what the company's warehouses owe, and what the order's
 * own Sales Order gives back.
 */
export function stockOf(
  item: PreparedItem,
  supply: CompanySupply,
  demands: readonly Demand[],
  terms: Terms,
): { sources: Source[]; backlogs: Backlog[]; givenBack: Quantity } {
  const sources: Source[] = [];
  const backlogs: Backlog[] = [];
  let givenBack = 0n;
  for (const record of supply.stock) {
    const { warehouse } = record;
    const isWanted = isInSomeScope(warehouse, demands);
    if (!isWanted && !supply.hasBacklog) continue;
    let { available } = record;
    const own = ownReserved(item, record, terms);
    if (own > 0n) {
      available += own;
      givenBack += own;
    }
    if (available < 0n) backlogs.push({ warehouse, owed: -available });
    else if (isWanted && available > 0n) {
      sources.push({
        row: null,
        warehouse,
        available: terms.orderDay,
        ready: terms.shipReady(terms.orderDay, item, warehouse),
        late: false,
        preference: warehouse.extraDays,
        rank: warehouse.nameRank,
        remaining: available,
      });
    }
  }
  return { sources, backlogs, givenBack };
}

function isInSomeScope(warehouse: Warehouse, demands: readonly Demand[]): boolean {
  for (const { scope } of demands) if (inScope(warehouse, scope)) return true;
  return false;
}

/** What the order's own Sales Order has reserved there: never more than is reserved at all. */
export function ownReserved(item: PreparedItem, record: StockRecord, terms: Terms): Quantity {
  const own = lesser(terms.ownReserved(item, record.warehouse), record.reservedForSales);
  return own > 0n ? own : 0n;
}

/**
 * All inbound of an item in a company that counts under the order's terms. A purchase order that is `expedited`
 * arrives on the order day.
 */
export function inboundOf(
  item: PreparedItem,
  supply: CompanySupply,
  terms: Terms,
  expedited: string | null,
): Source[] {
  const sources: Source[] = [];
  for (const row of supply.inbound) {
    const { warehouse } = row;
    const available = arrivalOf(row, terms, expedited);
    if (available === null) continue;
    sources.push({
      row,
      warehouse,
      available,
      ready: terms.shipReady(available, item, warehouse),
      late: row.expected > terms.nearUntil || row.expected < terms.today,
      preference: 2 + (warehouse?.extraDays ?? 0),
      rank: row.rank,
      remaining: row.open,
    });
  }
  return sources;
}

/** Null: overdue, and left out. */
function arrivalOf(row: OpenRow, terms: Terms, expedited: string | null): Day | null {
  if (row.purchaseOrder === expedited) return terms.orderDay;
  if (row.expected < terms.today) return terms.overdueArrival;
  if (row.expected <= terms.orderDay) return terms.orderDay;
  return terms.calendar.calendar.firstFrom(row.expected);
}

/** Whether a line with this scope may be filled from a source. */
export function isOpen(source: Source, scope: Warehouse, terms: Terms): boolean {
  if (source.warehouse === null || (source.row !== null && terms.companyWide)) return true;
  return inScope(source.warehouse, scope);
}
