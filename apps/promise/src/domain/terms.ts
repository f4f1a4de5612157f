import { OtpError } from '#libs/kernel';
import type { CheckedOrder } from './checked-order.js';
import type { CompanyCalendar } from './company-calendar.js';
import { type Day, NEVER } from './day.js';
import { orderDayOf } from './order-day.js';
import type { PreparedItem } from './prepared-item.js';
import { type Quantity, quantityOf } from './quantity.js';
import type { OwnReservation } from './supply.js';
import type { Warehouse } from './warehouse-tree.js';
import type { World } from './world.js';

/** Inbound expected within so many days is near. */
const NEAR_DAYS = 7;

/** What holds for all lines of one order. */
export class Terms {
  readonly company: string;
  readonly calendar: CompanyCalendar;
  readonly today: Day;
  readonly orderDay: Day;
  /** The last day on which inbound is near. */
  readonly nearUntil: Day;
  /** When overdue inbound is taken to arrive; null: it is left out. */
  readonly overdueArrival: Day | null;
  readonly inboundKnown: boolean;
  /** Inbound of the whole company counts, wherever it goes. */
  readonly companyWide: boolean;
  /** Undelivered, by item and warehouse; null without a Sales Order. */
  private readonly ownReservations: ReadonlyMap<string, ReadonlyMap<string, Quantity>> | null;
  private readonly processingDays: number;
  private readonly leastWarehouseDays: number;
  private lastReady: { readonly days: number; readonly ready: Day } = { days: -1, ready: NEVER };

  constructor(checked: CheckedOrder, world: World) {
    const { order } = checked;
    this.company = checked.company;
    this.calendar = world.reference.calendarOf(checked.company, order.no_weekends);
    this.today = checked.now.day;
    this.orderDay = orderDayOf(checked.now, checked.placed, checked.cutoff, this.calendar.calendar);
    this.nearUntil = this.today + NEAR_DAYS;
    const days = order.overdue_po === 'ASSUME_DAYS' ? order.overdue_po_days : null;
    this.overdueArrival = days === null ? null : this.calendar.calendar.after(this.orderDay, days);
    this.inboundKnown = world.inboundUnreadable === null;
    this.companyWide = order.inbound_scope === 'COMPANY';
    this.ownReservations = world.ownReservations.length === 0 ? null : byItem(world.ownReservations);
    this.processingDays = order.processing_lead_time_days;
    this.leastWarehouseDays = world.reference.leastWarehouseDays;
  }

  /** When goods of an item that are available on a day in a warehouse, or in none yet, can leave. */
  shipReady(available: Day, item: PreparedItem, warehouse: Warehouse | null): Day {
    const base = item.processingDays ?? warehouse?.processingDays ?? this.processingDays;
    const days = warehouse === null ? base : base + warehouse.extraDays;
    return available === this.orderDay
      ? this.readyFromOrderDay(days)
      : this.calendar.calendar.after(available, days);
  }

  /** No goods of the item can leave earlier, whatever is done. */
  earliestReady(item: PreparedItem): Day {
    return this.readyFromOrderDay(
      item.processingDays ?? Math.min(this.processingDays, this.leastWarehouseDays),
    );
  }

  private readyFromOrderDay(days: number): Day {
    if (this.lastReady.days !== days) {
      this.lastReady = { days, ready: this.calendar.calendar.after(this.orderDay, days) };
    }
    return this.lastReady.ready;
  }

  /** What the Sales Order of the request has itself reserved of an item in a warehouse. */
  ownReserved(item: PreparedItem, warehouse: Warehouse): Quantity {
    return this.ownReservations?.get(item.code)?.get(warehouse.name) ?? 0n;
  }
}

function byItem(reservations: readonly OwnReservation[]): Map<string, Map<string, Quantity>> {
  const items = new Map<string, Map<string, Quantity>>();
  for (const { item_code: code, warehouse, qty } of reservations) {
    const quantity = quantityOf(qty);
    if (quantity === undefined) {
      throw new OtpError(
        'SUPPLY_INVALID',
        `The Sales Order's own reservation of "${code}" in "${warehouse}" is ${qty}, which can not be used.`,
      );
    }
    const warehouses = items.get(code) ?? new Map<string, Quantity>();
    items.set(code, warehouses.set(warehouse, (warehouses.get(warehouse) ?? 0n) + quantity));
  }
  return items;
}
