import type { Fill } from './allocation.js';
import type { Option } from './answer.js';
import type { Calculation } from './calculation.js';
import type { CheckedLine } from './checked-line.js';
import { type Day, NEVER, textOf } from './day.js';
import { impactOf, promiseAt } from './improvement.js';
import { allocateOrder } from './order-allocation.js';
import type { PreparedItem } from './prepared-item.js';
import { lesser, ONE, type Quantity, timesUp } from './quantity.js';
import { amountOf, dateOrNone, listed } from './wording.js';

/** Sending first what is ready on the earliest day, and sending first all that does not wait for the last goods. */
export function splitShipments(calculation: Calculation): Option[] {
  const options: Option[] = [];
  for (const day of cutsOf(calculation)) {
    const part = partReadyBy(day, calculation);
    if (part.length === 0) continue;
    const { ready, isShort } = allocateOrder(part, calculation.terms);
    const promise = isShort ? null : promiseAt(calculation, ready);
    if (promise === null) continue;
    const date = textOf(promise);
    // Both cuts may come to the same part, or to the same date because of the desired one.
    if (options.at(-1)?.promise_date === date) options.pop();
    options.push({
      type: 'split_shipment',
      description: `Send first ${contentOf(part)}; ${restOf(calculation)}.`,
      impact: impactOf(calculation, promise),
      po_id: null,
      promise_date: date,
    });
  }
  return options;
}

/** The earliest day on which some goods are ready, and the last one before the order as a whole. */
function cutsOf({ allocation }: Calculation): Day[] {
  const end = allocation.isShort ? NEVER : allocation.ready;
  let earliest = end;
  let last = 0;
  for (const { fills } of allocation.items) {
    for (const { takes } of fills) {
      for (const { source } of takes) {
        if (source.ready >= end) continue;
        if (source.ready < earliest) earliest = source.ready;
        if (source.ready > last) last = source.ready;
      }
    }
  }
  if (earliest === end) return [];
  return earliest === last ? [earliest] : [earliest, last];
}

/** The lines with what of them is ready by a day, in whole bundles where they are bundles. */
function partReadyBy(day: Day, { checked, allocation }: Calculation): CheckedLine[] {
  const part: CheckedLine[] = [];
  for (const line of checked.lines) {
    const fills = line.demands
      .map((demand) => allocation.fills[demand.index])
      .filter((fill) => fill !== undefined);
    if (fills.length === 0) continue;
    let quantity = line.quantity;
    for (const fill of fills) quantity = lesser(quantity, lineQuantityBy(day, fill));
    if (quantity === 0n) continue;
    const demands = fills.map(({ demand }) => ({
      ...demand,
      need: demand.perBundle === null ? quantity : timesUp(demand.perBundle, quantity),
    }));
    part.push({ ...line, quantity, demands });
  }
  return part;
}

/** How much of its line a demand makes with what is ready by a day. */
function lineQuantityBy(day: Day, { demand: { perBundle }, takes }: Fill): Quantity {
  let taken = 0n;
  for (const { source, quantity } of takes) if (source.ready <= day) taken += quantity;
  return perBundle === null ? taken : (taken / perBundle) * ONE;
}

function contentOf(lines: readonly CheckedLine[]): string {
  const amounts = new Map<PreparedItem, Quantity>();
  for (const { item, quantity } of lines) amounts.set(item, (amounts.get(item) ?? 0n) + quantity);
  return listed([...amounts].map(([item, quantity]) => amountOf(quantity, item)));
}

function restOf({ allocation }: Calculation): string {
  return allocation.isShort
    ? 'the rest when what is missing is there'
    : `the rest is ready on ${dateOrNone(allocation.ready)}`;
}
