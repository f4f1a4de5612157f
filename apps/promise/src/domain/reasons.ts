import type { Fill, ItemAllocation } from './allocation.js';
import type { Calculation } from './calculation.js';
import { NEVER, textOf } from './day.js';
import { weekdays } from './prepared-reference.js';
import { inScope } from './warehouse-tree.js';
import { amount, amountOf, clockTime, dateOrNone, listed, origin, workingDays } from './wording.js';
import type { World } from './world.js';

/** Why the date is what it is, as sentences for an order desk. */
export function reasonsOf(calculation: Calculation, world: World): string[] {
  const { checked, terms, allocation } = calculation;
  const reasons: string[] = [];
  if (terms.orderDay !== NEVER) reasons.push(startOfWork(calculation));
  for (const line of checked.lines) {
    for (const demand of line.demands) {
      const subject =
        demand.perBundle === null ? demand.item.code : `${demand.item.code} for ${line.item.code}`;
      const fill = allocation.fills[demand.index];
      if (fill === undefined)
        reasons.push(`${subject}: ${amount(demand.need, demand.item)}, not kept in stock.`);
      else if (fill.takes.length > 0) reasons.push(`${subject}: ${filledFrom(fill)}.`);
    }
  }
  for (const item of allocation.items) addSupplyReasons(reasons, item, calculation);
  addDateReasons(reasons, calculation);
  addCalendarReasons(reasons, calculation);
  if (world.dataSource === 'STALE') {
    reasons.push(
      `The supply figures are older than they should be: ${new Date(world.dataAsOfMs).toISOString()}.`,
    );
  }
  return reasons;
}

function startOfWork({ checked, terms }: Calculation): string {
  const { day, minute } = checked.placed ?? checked.now;
  const { cutoff_time: cutoff, timezone } = checked.order;
  const start = textOf(terms.orderDay);
  if (day === terms.orderDay) return `Work on the order starts on ${start}, the day it came.`;
  const came = `${textOf(day)} at ${clockTime(minute)} (${timezone})`;
  return `Work on the order starts on ${start}: it came on ${came}, the cut-off is ${cutoff} on working days.`;
}

function filledFrom({ demand, takes, ready }: Fill): string {
  let text = '';
  for (const take of takes)
    text += text === '' ? origin(take, demand.item) : `; ${origin(take, demand.item)}`;
  return `${text}; ready on ${dateOrNone(ready)}`;
}

function addSupplyReasons(
  reasons: string[],
  allocation: ItemAllocation,
  { checked, terms }: Calculation,
): void {
  const { item, servedBacklog, givenBack, fills } = allocation;
  if (servedBacklog > 0n) {
    reasons.push(`${amountOf(servedBacklog, item)} that are coming in are owed to older orders.`);
  }
  if (givenBack > 0n) {
    reasons.push(
      `${amountOf(givenBack, item)} that Sales Order ${checked.order.sales_order_id} has itself reserved count as available.`,
    );
  }
  for (const { warehouse, onHand } of item.supply.get(terms.company)?.unsellable ?? []) {
    if (!fills.some(({ demand }) => inScope(warehouse, demand.scope))) continue;
    const why = warehouse.class === 'IN_TRANSIT' ? 'in transit' : 'not for sale';
    reasons.push(`${amountOf(onHand, item)} in ${warehouse.name} are ${why} and not counted.`);
  }
}

function addDateReasons(reasons: string[], { checked, terms, allocation, date }: Calculation): void {
  if (date === null || date.raw === NEVER) return;
  const buffer = checked.order.lead_time_buffer_days;
  const ready = textOf(allocation.ready === 0 ? terms.orderDay : allocation.ready);
  reasons.push(
    buffer === 0
      ? `All is ready on ${ready}.`
      : `All is ready on ${ready}; with ${workingDays(buffer)} of buffer that is ${textOf(date.raw)}.`,
  );
  if (date.onTime === null) return;
  const desired = `the desired date ${checked.order.desired_date}`;
  if (date.movedToDesired && date.promise !== null) {
    reasons.push(`Not earlier than ${desired}: promised for ${textOf(date.promise)}.`);
  } else reasons.push(date.onTime ? `That is in time for ${desired}.` : `That is later than ${desired}.`);
}

function addCalendarReasons(reasons: string[], { terms, allocation, date }: Calculation): void {
  const { list, unreadable, weeklyOff } = terms.calendar;
  if (unreadable !== undefined) {
    reasons.push(
      `The Holiday List ${unreadable} may not be read: holidays are not known, ${daysOff(weeklyOff)} off.`,
    );
  }
  if (list === undefined) return;
  const last = Math.max(terms.orderDay, allocation.ready, date?.raw ?? 0, date?.promise ?? 0);
  if (last > list.to) {
    reasons.push(
      `The Holiday List ${list.name} ends on ${textOf(list.to)}: after it, ${daysOff(weeklyOff)} off.`,
    );
  }
  if (terms.orderDay < list.from) {
    reasons.push(
      `The Holiday List ${list.name} begins on ${textOf(list.from)}: before it, ${daysOff(weeklyOff)} off.`,
    );
  }
}

/** Saturday and Sunday are */
function daysOff(weeklyOff: ReadonlySet<number>): string {
  const names = [...weeklyOff].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7)).map((day) => `${weekdays[day]}`);
  return names.length === 0 ? 'no day is' : `${listed(names)} ${names.length === 1 ? 'is' : 'are'}`;
}
