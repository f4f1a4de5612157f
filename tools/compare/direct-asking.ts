import type { Day } from '../../apps/promise/src/domain/day.js';
import { get, type SiteAccess } from '../../test/oracle/site-access.js';
import { type CompanyDay, dayIn, WAREHOUSE } from './company-day.js';
import type { ComparedOrder } from './orders.js';

/** As the engine's defaults, in working days. */
const PROCESSING_DAYS = 1;
const BUFFER_DAYS = 1;

interface Bin {
  readonly actual_qty: number;
  readonly reserved_qty: number;
  readonly reserved_qty_for_production: number;
  readonly reserved_qty_for_sub_contract: number;
  readonly reserved_qty_for_production_plan: number;
}

interface ComingRow {
  readonly qty: number;
  readonly received_qty: number;
  readonly conversion_factor: number;
  readonly schedule_date: string;
  readonly expected_delivery_date: string | null;
  readonly warehouse: string | null;
}

/**
 * What a plain script does: for one line after the other it asks ERPNext for the Bin and for the open purchase
 * order rows, and adds up until the quantity is there. Null: that never happens. Of the day it takes the calendar.
 */
export async function askDirectly(
  site: SiteAccess,
  order: ComparedOrder,
  { calendar, orderDay, today }: CompanyDay,
): Promise<Day | null> {
  let ready = orderDay;
  for (const { item_code, qty } of order.lines) {
    const [bin] = await rows<Bin>(site, 'Bin', binFields, [
      ['Bin', 'item_code', '=', item_code],
      ['Bin', 'warehouse', '=', WAREHOUSE],
    ]);
    const coming = await rows<ComingRow>(site, 'Purchase Order', rowFields, [
      ['Purchase Order', 'docstatus', '=', 1],
      ['Purchase Order', 'status', 'in', ['To Receive', 'To Receive and Bill', 'Draft']],
      ['Purchase Order Item', 'item_code', '=', item_code],
      ['Purchase Order Item', 'delivered_by_supplier', '=', 0],
    ]);
    const there = addUp(bin === undefined ? 0 : freeOf(bin), qty, comingHere(coming, today));
    if (there === null) return null;
    ready = Math.max(ready, calendar.firstFrom(there));
  }
  return calendar.after(calendar.after(ready, PROCESSING_DAYS), BUFFER_DAYS);
}

const binFields = [
  'actual_qty',
  'reserved_qty',
  'reserved_qty_for_production',
  'reserved_qty_for_sub_contract',
  'reserved_qty_for_production_plan',
];
const rowFields = [
  'qty',
  'received_qty',
  'conversion_factor',
  'schedule_date',
  'expected_delivery_date',
  'warehouse',
].map((column) => `\`tabPurchase Order Item\`.${column}`);

async function rows<T>(
  site: SiteAccess,
  doctype: string,
  fields: readonly string[],
  filters: unknown,
): Promise<T[]> {
  const query = new URLSearchParams({
    fields: JSON.stringify(fields),
    filters: JSON.stringify(filters),
    order_by: `\`tab${doctype}\`.name asc`,
    limit_page_length: '0',
  });
  const answer = await get<{ data: T[] }>(
    site,
    `/api/resource/${encodeURIComponent(doctype)}?${query.toString()}`,
  );
  return answer.data;
}

/** Below zero: older demand that is owed. */
const freeOf = (bin: Bin): number =>
  bin.actual_qty -
  bin.reserved_qty -
  bin.reserved_qty_for_production -
  bin.reserved_qty_for_sub_contract -
  bin.reserved_qty_for_production_plan;

/** As the engine by default: what is overdue does not count. */
function comingHere(coming: readonly ComingRow[], today: Day): { on: Day; qty: number }[] {
  return coming
    .filter(({ warehouse }) => (warehouse ?? WAREHOUSE) === WAREHOUSE)
    .map((row) => ({
      on: dayIn(row.expected_delivery_date ?? row.schedule_date),
      qty: (row.qty - row.received_qty) * row.conversion_factor,
    }))
    .filter(({ on }) => on >= today)
    .sort((a, b) => a.on - b.on);
}

/** The day on which `wanted` is there; 0 when it is there at once. */
export function addUp(
  free: number,
  wanted: number,
  coming: readonly { readonly on: Day; readonly qty: number }[],
): Day | null {
  let sum = free;
  if (sum >= wanted) return 0;
  for (const { on, qty } of coming) {
    sum += qty;
    if (sum >= wanted) return on;
  }
  return null;
}
