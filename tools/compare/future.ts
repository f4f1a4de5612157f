import type { Day } from '../../apps/promise/src/domain/day.js';
import type { Random } from '../../test/oracle/random.js';
import { assumptions } from './assumptions.js';
import type { CompanyDay, Inbound, ItemDay } from './company-day.js';
import { drawsFor, geometric, oneByShare } from './draws.js';
import type { ComparedOrder } from './orders.js';

const NEVER_COMES = undefined;

/**
 * One way in which it may go on after a day: when each purchase order really comes, what the shelves really hold,
 * who else orders. Every order is looked at as if it alone had been placed. The same company, world and number
 * give the same future.
 */
export class Future {
  private readonly arrivals = new Map<string, Day | undefined>();

  /** `world` decides how reliable each supplier is; `number` what happens. */
  constructor(
    private readonly day: CompanyDay,
    private readonly world: string,
    private readonly number: string,
  ) {}

  /** The day on which the customer has all lines. */
  deliveredOn(order: ComparedOrder): Day {
    const { calendar, orderDay } = this.day;
    const random = this.draws('order', order.id);
    const wait = oneByShare(random, assumptions.reservedAfter);
    const handling = oneByShare(random, assumptions.handlingDays);
    const carrier = oneByShare(random, assumptions.carrierDays);
    const complete = order.lines.reduce((latest, { item_code, qty }) => {
      const item = this.day.items.get(item_code);
      if (item === undefined) throw new Error(`${item_code} is not sold.`);
      return Math.max(latest, this.thereOn(item, qty, { wait, id: order.id }));
    }, orderDay);
    return calendar.after(calendar.after(complete, handling), carrier);
  }

  /** The first working day on which so much of the item is there that nobody before us owns. */
  private thereOn(item: ItemDay, qty: number, order: { wait: number; id: string }): Day {
    const { calendar, orderDay } = this.day;
    const needed = item.reserved + this.reservedBefore(item, order) + qty;
    let there = this.reallyOnHand(item);
    if (there >= needed) return orderDay;
    const coming = item.inbound.flatMap((inbound) => {
      const on = this.arrivalOf(inbound);
      return on === NEVER_COMES ? [] : [{ on, qty: inbound.openQty }];
    });
    coming.sort((a, b) => a.on - b.on);
    for (const { on, qty: brought } of coming) {
      there += brought;
      if (there >= needed) return Math.max(on, orderDay);
    }
    const placed = calendar.after(orderDay, 1);
    const promised = placed + item.leadTimeDays + assumptions.purchaseDays;
    const random = this.draws('purchase', item.code, order.id);
    return calendar.after(promised, this.lateness(random, 'the buyer'));
  }

  private reallyOnHand(item: ItemDay): number {
    const { share, least, most } = assumptions.miscounted;
    const random = this.draws('count', item.code);
    return random.happens(share) ? item.onHand * between(random, least, most) : item.onHand;
  }

  private reservedBefore(item: ItemDay, { wait, id }: { wait: number; id: string }): number {
    const { share, least, most } = assumptions.otherDemand;
    const random = this.draws('demand', item.code, id);
    let sum = 0;
    for (let day = 0; day < wait; day += 1) if (random.happens(share)) sum += random.integer(least, most);
    return sum;
  }

  /** Undefined: never, or somewhere else. */
  private arrivalOf(inbound: Inbound): Day | undefined {
    if (!this.arrivals.has(inbound.row)) this.arrivals.set(inbound.row, this.drawArrival(inbound));
    return this.arrivals.get(inbound.row);
  }

  private drawArrival({ row, supplier, expected, isOnHold, hasDestination }: Inbound): Day | undefined {
    const { calendar, today } = this.day;
    const { overdue, onHold, withoutDestination } = assumptions;
    const random = this.draws('arrival', row);
    if (!hasDestination && !random.happens(withoutDestination)) return NEVER_COMES;
    if (isOnHold) {
      if (!random.happens(onHold.released)) return NEVER_COMES;
      const released = calendar.after(today, random.integer(onHold.least, onHold.most));
      return Math.max(released, calendar.firstFrom(expected));
    }
    if (expected < today) {
      return random.happens(overdue.comes)
        ? calendar.after(today, geometric(random, overdue.days))
        : NEVER_COMES;
    }
    return calendar.after(expected, this.lateness(random, supplier));
  }

  /** Working days. */
  private lateness(random: Random, supplier: string): number {
    const { lateDays, veryLate } = assumptions;
    if (random.happens(onTimeShare(this.world, supplier))) return 0;
    const more = random.happens(veryLate.share) ? random.integer(veryLate.least, veryLate.most) : 0;
    return geometric(random, lateDays) + more;
  }

  private draws(...words: readonly string[]): Random {
    return drawsFor(this.world, this.number, ...words);
  }
}

/** The same in all futures of a world, so that the past tells something about it. */
export function onTimeShare(world: string, supplier: string): number {
  const { least, most } = assumptions.supplierOnTime;
  return between(drawsFor(world, 'reliability', supplier), least, most);
}

const between = (random: Random, least: number, most: number): number =>
  least + random.fraction() * (most - least);
