import { Calendar } from '../../apps/promise/src/domain/calendar.js';
import { type Day, dayOf } from '../../apps/promise/src/domain/day.js';
import { localTime } from '../../test/oracle/calendar.js';
import { readReference } from '../../test/oracle/erpnext-site.js';
import { list, type SiteAccess } from '../../test/oracle/site-access.js';

/** Where all orders are filled from: the default warehouse of the cluster. */
export const WAREHOUSE = 'Stores - AP';

/** A row of a submitted purchase order with goods that are still to come, in stock units. */
export interface Inbound {
  readonly row: string;
  readonly supplier: string;
  readonly openQty: number;
  readonly expected: Day;
  readonly isOnHold: boolean;
  /** Whether it names WAREHOUSE; otherwise it names none. */
  readonly hasDestination: boolean;
}

/** An item that may be ordered, as ERPNext sees it in WAREHOUSE. */
export interface ItemDay {
  readonly code: string;
  readonly leadTimeDays: number;
  readonly onHand: number;
  /** What other demand owns there, also beyond what is on hand. */
  readonly reserved: number;
  /** By expected day, then row. */
  readonly inbound: readonly Inbound[];
}

/** What ERPNext knows on one day, and the days on which it works. */
export interface CompanyDay {
  readonly today: Day;
  /** The first working day from today on: all orders are placed in time for it. */
  readonly orderDay: Day;
  readonly calendar: Calendar;
  /** By code, in the order of the codes. */
  readonly items: ReadonlyMap<string, ItemDay>;
}

interface OrderRow {
  readonly name: string;
  readonly parent: string;
  readonly item_code: string;
  readonly qty: number;
  readonly received_qty: number | null;
  readonly conversion_factor: number;
  readonly schedule_date: string;
  readonly expected_delivery_date: string | null;
  readonly warehouse: string | null;
}

const reservations = [
  'reserved_qty',
  'reserved_qty_for_production',
  'reserved_qty_for_sub_contract',
  'reserved_qty_for_production_plan',
] as const;
/** Closed and completed orders bring nothing more. */
const comingStatuses = ['To Receive', 'To Receive and Bill', 'Draft', 'On Hold'];

/** Reads the day of a site whose default company has WAREHOUSE. */
export async function readCompanyDay(site: SiteAccess): Promise<CompanyDay> {
  const reference = await readReference(site);
  const today = dayIn(localTime(Date.now(), reference.timeZone ?? 'UTC').day);
  const company = reference.warehouses.find(({ name }) => name === WAREHOUSE)?.company;
  if (company === undefined) throw new Error(`${site.url} has no warehouse ${WAREHOUSE}.`);
  const listName = reference.companies.find(({ name }) => name === company)?.default_holiday_list;
  const lists = reference.holidayLists === 'unreadable' ? [] : reference.holidayLists;
  const calendar = calendarOf(lists.find(({ name }) => name === listName));
  const items = await readItems(site);
  return { today, orderDay: calendar.firstFrom(today), calendar, items };
}

function calendarOf(
  listed: { from_date: string; to_date: string; holidays: readonly { holiday_date: string }[] } | undefined,
): Calendar {
  const weekend = new Set([0, 6]);
  if (listed === undefined) return new Calendar(weekend);
  const off = listed.holidays.map(({ holiday_date }) => dayIn(holiday_date)).sort((a, b) => a - b);
  return new Calendar(weekend, { from: dayIn(listed.from_date), to: dayIn(listed.to_date), off });
}

async function readItems(site: SiteAccess): Promise<Map<string, ItemDay>> {
  const items = await list<{ name: string; lead_time_days: number | null }>(site, {
    doctype: 'Item',
    fields: ['name', 'lead_time_days'],
    filters: [
      ['is_stock_item', '=', 1],
      ['has_variants', '=', 0],
      ['disabled', '=', 0],
    ],
  });
  const bins = await list<Record<string, number | null> & { item_code: string }>(site, {
    doctype: 'Bin',
    fields: ['item_code', 'actual_qty', ...reservations],
    filters: [['warehouse', '=', WAREHOUSE]],
  });
  const binOf = new Map(bins.map((bin) => [bin.item_code, bin]));
  const inbound = await readInbound(site);
  const known = items.map(({ name: code, lead_time_days }): ItemDay => {
    const bin = binOf.get(code);
    return {
      code,
      leadTimeDays: lead_time_days ?? 0,
      onHand: bin?.['actual_qty'] ?? 0,
      reserved: reservations.reduce((sum, field) => sum + (bin?.[field] ?? 0), 0),
      inbound: inbound.get(code) ?? [],
    };
  });
  known.sort((a, b) => (a.code < b.code ? -1 : 1));
  return new Map(known.map((item) => [item.code, item]));
}

async function readInbound(site: SiteAccess): Promise<Map<string, Inbound[]>> {
  const orders = await list<{ name: string; supplier: string; status: string }>(site, {
    doctype: 'Purchase Order',
    fields: ['name', 'supplier', 'status'],
    filters: [
      ['docstatus', '=', 1],
      ['status', 'in', comingStatuses],
    ],
  });
  const rows = await list<OrderRow>(site, {
    doctype: 'Purchase Order Item',
    parent: 'Purchase Order',
    fields: [
      ...['name', 'parent', 'item_code', 'qty', 'received_qty', 'conversion_factor'],
      ...['schedule_date', 'expected_delivery_date', 'warehouse'],
    ],
    filters: [
      ['docstatus', '=', 1],
      ['delivered_by_supplier', '=', 0],
    ],
  });
  const orderOf = new Map(orders.map((order) => [order.name, order]));
  const byItem = new Map<string, Inbound[]>();
  for (const row of rows) {
    const order = orderOf.get(row.parent);
    const openQty = (row.qty - (row.received_qty ?? 0)) * row.conversion_factor;
    if (order === undefined || openQty <= 0 || (row.warehouse ?? WAREHOUSE) !== WAREHOUSE) continue;
    const of = byItem.get(row.item_code) ?? [];
    of.push({
      row: row.name,
      supplier: order.supplier,
      openQty,
      expected: dayIn(row.expected_delivery_date ?? row.schedule_date),
      isOnHold: order.status === 'On Hold',
      hasDestination: row.warehouse !== null,
    });
    byItem.set(row.item_code, of);
  }
  for (const of of byItem.values()) of.sort((a, b) => a.expected - b.expected || (a.row < b.row ? -1 : 1));
  return byItem;
}

/** Of a text that ERPNext gives. Throws when it is no day. */
export function dayIn(text: string): Day {
  const day = dayOf(text);
  if (day === undefined) throw new Error(`"${text}" is no day.`);
  return day;
}

/** Working days after `from` up to `to`, which is included; 0 when `to` is not later. */
export function workingDaysBetween(calendar: Calendar, from: Day, to: Day): number {
  let count = 0;
  for (let day = from + 1; day <= to; day += 1) if (calendar.isWorking(day)) count += 1;
  return count;
}
