import { type Calendar, type Day } from './calendar.js';
import {
  type BinDocument,
  type Deployment,
  type Documents,
  type RequestRules,
  type SalesOrderDocument,
  type WarehouseClass,
  type WarehouseDocument,
} from './documents.js';
import { atLeastZero, exact, type Exact, proportion, smaller, times, total } from './exact.js';

/** ERPNext compares item codes without regard to case and to spaces at the end. */
export const foldedCode = (code: string): string => code.trimEnd().toLowerCase();
export const sameItem = (a: string, b: string): boolean => foldedCode(a) === foldedCode(b);

/** Text order by UTF-16 code units. */
export const textOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Rule 3. */
export function classOf(
  warehouse: WarehouseDocument,
  documents: Documents,
  deployment: Deployment,
): WarehouseClass {
  const configured = deployment.warehouseClasses[warehouse.name];
  if (configured) return configured;
  if (warehouse.is_group) return 'GROUP';
  if (warehouse.is_rejected_warehouse) return 'NOT_AVAILABLE';
  if (warehouse.warehouse_type === 'Transit') return 'IN_TRANSIT';
  const abbr = documents.companies.find((company) => company.name === warehouse.company)?.abbr;
  const suffix = abbr ? ` - ${abbr}` : (/ - [^-]*$/.exec(warehouse.name)?.[0] ?? '');
  const bare = warehouse.name.endsWith(suffix)
    ? warehouse.name.slice(0, warehouse.name.length - suffix.length)
    : warehouse.name;
  const words = ` ${bare
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .join(' ')} `;
  const says = (phrase: string) => words.includes(` ${phrase} `);
  if (says('transit')) return 'IN_TRANSIT';
  if (['wip', 'work in progress', 'scrap', 'reject', 'rejects', 'rejected', 'quarantine'].some(says))
    return 'NOT_AVAILABLE';
  if (says('finished goods')) return 'NEEDS_PROCESSING';
  return 'SELLABLE';
}

/** Everything a reading of one order needs besides its lines. */
export interface Circumstances {
  documents: Documents;
  deployment: Deployment;
  rules: Omit<RequestRules, 'order_created_at'>;
  calendar: Calendar;
  company: string;
  today: Day;
  orderDay: Day;
  /** The Sales Order that the request is for. */
  salesOrder: SalesOrderDocument | undefined;
}

/** Rule 7: what can be given once. */
export interface Source {
  kind: 'stock' | 'purchase_order';
  itemCode: string;
  /** null: an inbound row without destination. */
  warehouse: string | null;
  warehouseClass: WarehouseClass | null;
  remaining: Exact;
  available: Day;
  shipReady: Day;
  purchaseOrder: { name: string; idx: number; expected: Day } | null;
}

/** Rule 8. */
function shipReady(available: Day, itemCode: string, warehouse: string | null, given: Circumstances): Day {
  const byItem = Object.entries(given.deployment.itemLeadTimes).find(([code]) => sameItem(code, itemCode));
  const byWarehouse = warehouse === null ? undefined : given.deployment.warehouseLeadTimes[warehouse];
  const handling = byItem?.[1] ?? byWarehouse ?? given.rules.processing_lead_time_days;
  const found = given.documents.warehouses.find((w) => w.name === warehouse);
  const needsProcessing =
    found !== undefined && classOf(found, given.documents, given.deployment) === 'NEEDS_PROCESSING';
  return given.calendar.addWorkingDays(available, handling + (needsProcessing ? 1 : 0));
}

/** What the Sales Order of the request has reserved of an item in a warehouse, in stock units. */
function ownReservation(itemCode: string, warehouse: string, salesOrder: SalesOrderDocument): Exact {
  if (salesOrder.docstatus !== 1 || ['On Hold', 'Closed'].includes(salesOrder.status)) return 0n;
  const rows = salesOrder.items.filter((row) => !row.delivered_by_supplier);
  const undelivered = (row: { qty: number; delivered_qty: number | null }) =>
    atLeastZero(exact(row.qty) - exact(row.delivered_qty));
  const direct = rows
    .filter((row) => sameItem(row.item_code, itemCode) && row.warehouse === warehouse)
    .map((row) => times(undelivered(row), exact(row.conversion_factor)));
  const packed = (salesOrder.packed_items ?? [])
    .filter((part) => sameItem(part.item_code, itemCode) && part.warehouse === warehouse)
    .map((part) => {
      const row = rows.find((r) => r.name === part.parent_detail_docname);
      return row && row.qty > 0 ? proportion(exact(part.qty), undelivered(row), exact(row.qty)) : 0n;
    });
  return total([...direct, ...packed]);
}

/** On hand − reserved of one Bin; negative is backlog. */
function availableIn(bin: BinDocument, given: Circumstances): Exact {
  const own = given.salesOrder ? ownReservation(bin.item_code, bin.warehouse, given.salesOrder) : 0n;
  const reserved = exact(bin.reserved_qty) - smaller(own, atLeastZero(exact(bin.reserved_qty)));
  return (
    exact(bin.actual_qty) -
    reserved -
    exact(bin.reserved_qty_for_production) -
    exact(bin.reserved_qty_for_sub_contract) -
    exact(bin.reserved_qty_for_production_plan)
  );
}

/** Bins of an item in the company's warehouses that may sell it, disabled ones too. */
function binsThatSell(itemCode: string, given: Circumstances) {
  return given.documents.bins
    .filter((bin) => sameItem(bin.item_code, itemCode))
    .flatMap((bin) => {
      const warehouse = given.documents.warehouses.find((w) => w.name === bin.warehouse);
      if (warehouse?.company !== given.company) return [];
      const warehouseClass = classOf(warehouse, given.documents, given.deployment);
      if (warehouseClass !== 'SELLABLE' && warehouseClass !== 'NEEDS_PROCESSING') return [];
      return [{ warehouse, warehouseClass, available: availableIn(bin, given) }];
    });
}

/** Rule 4. */
function stockSources(itemCode: string, given: Circumstances): Source[] {
  return binsThatSell(itemCode, given)
    .filter(({ warehouse, available }) => !warehouse.disabled && available > 0n)
    .map(({ warehouse, warehouseClass, available }) => ({
      kind: 'stock',
      itemCode,
      warehouse: warehouse.name,
      warehouseClass,
      remaining: available,
      available: given.orderDay,
      shipReady: shipReady(given.orderDay, itemCode, warehouse.name, given),
      purchaseOrder: null,
    }));
}

/** Rule 5, before backlog. */
function inboundSources(itemCode: string, given: Circumstances): Source[] {
  const orders = given.documents.purchaseOrders;
  if (orders === 'unreadable') return [];
  const sources: Source[] = [];
  for (const order of orders) {
    if (order.docstatus !== 1) continue;
    if (!['To Receive', 'To Receive and Bill', 'Draft'].includes(order.status)) continue;
    for (const row of order.items) {
      if (!sameItem(row.item_code, itemCode) || row.delivered_by_supplier) continue;
      const open = times(exact(row.qty) - exact(row.received_qty), exact(row.conversion_factor));
      if (open <= 0n) continue;
      const destination = row.warehouse || order.set_warehouse || null;
      const warehouse = given.documents.warehouses.find((w) => w.name === destination);
      if (destination === null) {
        if (order.company !== given.company) continue;
      } else {
        if (!warehouse || warehouse.disabled || warehouse.company !== given.company) continue;
        if (classOf(warehouse, given.documents, given.deployment) === 'NOT_AVAILABLE') continue;
      }
      const expected = row.expected_delivery_date || row.schedule_date;
      if (!expected) throw new Error(`${order.name} row ${row.idx} has no date`);
      const overdue = expected < given.today;
      if (overdue && given.rules.overdue_po === 'EXCLUDE') continue;
      const arrives = given.calendar.firstWorkingDay(expected);
      const available = overdue
        ? given.calendar.addWorkingDays(given.orderDay, given.rules.overdue_po_days)
        : arrives > given.orderDay
          ? arrives
          : given.orderDay;
      sources.push({
        kind: 'purchase_order',
        itemCode,
        warehouse: destination,
        warehouseClass: warehouse ? classOf(warehouse, given.documents, given.deployment) : null,
        remaining: open,
        available,
        shipReady: shipReady(available, itemCode, destination, given),
        purchaseOrder: { name: order.name, idx: row.idx, expected },
      });
    }
  }
  return sources.sort(
    (a, b) =>
      textOrder(a.shipReady, b.shipReady) ||
      textOrder(a.purchaseOrder?.name ?? '', b.purchaseOrder?.name ?? '') ||
      (a.purchaseOrder?.idx ?? 0) - (b.purchaseOrder?.idx ?? 0),
  );
}

/** Takes `owed` from the sources in their order; returns what is still owed. */
function consume(owed: Exact, sources: Source[]): Exact {
  let left = owed;
  for (const source of sources) {
    const taken = smaller(left, source.remaining);
    source.remaining -= taken;
    left -= taken;
  }
  return left;
}

/** Rules 4 to 6: what may be given of an item of the company, in no particular order. */
export function sourcesOf(itemCode: string, given: Circumstances): Source[] {
  const inbound = inboundSources(itemCode, given);
  const stillOwed = binsThatSell(itemCode, given)
    .filter(({ available }) => available < 0n)
    .map(({ warehouse, available }) =>
      consume(
        -available,
        inbound.filter((source) => source.warehouse === warehouse.name),
      ),
    );
  consume(total(stillOwed), inbound);
  return [...stockSources(itemCode, given), ...inbound].filter((source) => source.remaining > 0n);
}
