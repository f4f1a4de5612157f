import type { PromiseRequest } from '../order.js';
import type { Bin, InboundRow, ItemSupply, Reference } from '../supply.js';
import type { Case } from './worlds.js';

/**
 * Rules 1 to 6 and 8, read once more in the plainest way: days are texts and are walked one by one, quantities
 * are billionths. Slow, and with nothing in common with the code that it checks. Takes what the worlds of these
 * tests hold: one company, classes that follow from names.
 */
const DAY = 86_400_000;
/** Later than any day. */
export const NEVER = '9999-99-99';

export function billionths(value: number): bigint {
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const [head = '', tail = ''] = digits.split('.');
  const shift = Number(exponent) - tail.length + 9;
  const whole = BigInt(head + tail);
  return shift >= 0 ? whole * 10n ** BigInt(shift) : whole / 10n ** BigInt(-shift);
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
}

export class PlainCalendar {
  constructor(
    private readonly reference: Reference,
    private readonly noWeekends: boolean,
  ) {}

  works(day: string): boolean {
    const list = this.reference.holiday_lists.find(({ readable }) => readable);
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    if (list === undefined) return !this.noWeekends || (weekday > 0 && weekday < 6);
    const from = list.from_date ?? '';
    const to = list.to_date ?? '';
    const listed = list.holidays.filter(({ date }) => date >= from && date <= to);
    if (day >= from && day <= to) {
      return !listed.some(({ date, weekly_off }) => date === day && (this.noWeekends || !weekly_off));
    }
    if (!this.noWeekends) return true;
    const weekly = listed.filter(({ weekly_off }) => weekly_off);
    const marked = weekly.map(({ date }) => new Date(`${date}T00:00:00Z`).getUTCDay());
    return !(marked.length > 0 ? marked : [0, 6]).includes(weekday);
  }

  firstFrom(day: string): string {
    if (day === NEVER) return NEVER;
    let at = day;
    for (let walked = 0; !this.works(at); walked++) {
      if (walked > 3_660) return NEVER;
      at = dayAfter(at);
    }
    return at;
  }

  after(day: string, workingDays: number): string {
    let at = this.firstFrom(day);
    for (let left = workingDays; left > 0 && at !== NEVER; left--) at = this.firstFrom(dayAfter(at));
    return at;
  }
}

export interface PlainSource {
  readonly warehouse: string;
  readonly ready: string;
  readonly isStock: boolean;
  quantity: bigint;
}

/** Rule 2. */
export function plainOrderDay({ situation, request }: Case, calendar: PlainCalendar): string {
  const { cutoff_time: cutoff = '14:00', timezone, order_created_at: created } = request.rules;
  const local = localText(situation.now, timezone ?? 'UTC');
  const [day = '', time = ''] = (created ?? local).split('T');
  const start = calendar.works(day) && time <= (cutoff ?? '') ? day : calendar.firstFrom(dayAfter(day));
  const today = calendar.firstFrom(local.slice(0, 10));
  return start > today ? start : today;
}

/** YYYY-MM-DDTHH:mm on a clock in the zone. */
function localText(instant: number, timeZone: string): string {
  return new Date(instant).toLocaleString('sv-SE', { timeZone }).slice(0, 16).replace(' ', 'T');
}

/** What older orders leave of an item, with the day on which each part can leave. */
export function plainSources(item: ItemSupply, plain: Case, calendar: PlainCalendar): PlainSource[] {
  const { situation, request } = plain;
  const { rules } = request;
  const orderDay = plainOrderDay(plain, calendar);
  const today = localText(situation.now, rules.timezone ?? 'UTC').slice(0, 10);
  const times = situation.settings?.processing_lead_times ?? { items: {}, warehouses: {} };
  const disabled = new Set(
    situation.reference.warehouses.filter((one) => one.disabled).map(({ name }) => name),
  );
  const readyFrom = (available: string, warehouse: string) => {
    const days =
      times.items[item.item_code] ?? times.warehouses[warehouse] ?? rules.processing_lead_time_days ?? 1;
    return calendar.after(available, days + (warehouse.includes('Finished') ? 1 : 0));
  };

  const sources: PlainSource[] = [];
  const backlogs: { warehouse: string; owed: bigint }[] = [];
  for (const bin of item.bins) {
    if (/Transit|Scrap/.test(bin.warehouse)) continue;
    const available = availableIn(bin);
    if (available < 0n) backlogs.push({ warehouse: bin.warehouse, owed: -available });
    else if (available > 0n && !disabled.has(bin.warehouse)) {
      const ready = readyFrom(orderDay, bin.warehouse);
      sources.push({ warehouse: bin.warehouse, ready, isStock: true, quantity: available });
    }
  }
  const inbound: (PlainSource & { name: string })[] = [];
  for (const row of item.inbound) {
    if (!['To Receive', 'To Receive and Bill', 'Draft'].includes(row.status) || row.delivered_by_supplier)
      continue;
    if (/Scrap/.test(row.warehouse ?? '') || disabled.has(row.warehouse ?? '')) continue;
    const expected = row.expected_delivery_date ?? row.schedule_date ?? '';
    if (expected < today && rules.overdue_po === 'EXCLUDE') continue;
    const arrival =
      expected < today ? calendar.after(orderDay, rules.overdue_po_days ?? 0) : calendar.firstFrom(expected);
    const available = arrival > orderDay ? arrival : orderDay;
    const ready = readyFrom(available, row.warehouse ?? '');
    const name = `${row.purchase_order} ${row.row}`;
    inbound.push({ warehouse: row.warehouse ?? '', ready, isStock: false, quantity: openOf(row), name });
  }
  inbound.sort((a, b) => (a.ready + a.name < b.ready + b.name ? -1 : 1));
  let owedByCompany = 0n;
  for (const { warehouse, owed } of backlogs) {
    owedByCompany += eat(
      inbound.filter((row) => row.warehouse === warehouse),
      owed,
    );
  }
  eat(inbound, owedByCompany);
  return [...sources, ...inbound.filter(({ quantity }) => quantity > 0n)];
}

export function availableIn(bin: Bin): bigint {
  return (
    billionths(bin.actual_qty) -
    billionths(bin.reserved_qty) -
    billionths(bin.reserved_qty_for_production) -
    billionths(bin.reserved_qty_for_sub_contract) -
    billionths(bin.reserved_qty_for_production_plan)
  );
}

export function openOf(row: InboundRow): bigint {
  const open = (billionths(row.qty) - billionths(row.received_qty)) * billionths(row.conversion_factor);
  return open > 0n ? open / 1_000_000_000n : 0n;
}

/** Leaves that a line may be filled from. */
export function plainScope(name: string, reference: Reference): string[] {
  const below = reference.warehouses.filter(({ parent_warehouse: parent }) => parent === name);
  const node = reference.warehouses.find((one) => one.name === name);
  if (node?.is_group === false) return node.disabled ? [] : [name];
  return below.flatMap((child) => plainScope(child.name, reference));
}

/** What is wanted of each kept item: components of bundles instead of the bundle. */
export function plainDemands(request: PromiseRequest, items: readonly ItemSupply[]) {
  return request.items.flatMap((line) => {
    const item = items.find(({ item_code: code }) => code === line.item_code);
    const parts = item?.components.length ? item.components : [{ item_code: line.item_code, qty: 1 }];
    return parts
      .filter((part) => items.find(({ item_code: code }) => code === part.item_code)?.is_stock_item === true)
      .map((part) => {
        const product = billionths(part.qty) * billionths(line.qty);
        const need = (product + 999_999_999n) / 1_000_000_000n;
        return { item: part.item_code, scope: line.warehouse ?? '', need };
      });
  });
}

/** Takes from the first on; returns what is left over. */
function eat(rows: PlainSource[], amount: bigint): bigint {
  let left = amount;
  for (const row of rows) {
    const eaten = left < row.quantity ? left : row.quantity;
    row.quantity -= eaten;
    left -= eaten;
  }
  return left;
}
