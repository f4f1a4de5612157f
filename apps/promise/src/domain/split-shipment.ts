import type { Fill } from './allocation.js';
import type { Option } from './answer.js';
import type { Calculation } from './calculation.js';
import type { CheckedLine } from './checked-line.js';
import { type Day, NEVER, textOf } from './day.js';
import { impactOf, promiseAt } from './improvement.js';
import { lesser, ONE, type Quantity, timesUp } from './quantity.js';
import { amountOf, listed } from './wording.js';

/**
 * Sending first what is ready on the earliest day, and sending first all that does not wait for the last goods.
 * A source is taken in the same order by a smaller order, so that the part is ready when its sources are.
 */
export function splitShipments(calculation: Calculation): Option[] {
  const options: Option[] = [];
  for (const day of cutsOf(calculation)) {
    const part = partReadyBy(day, calculation);
    if (part === null) continue;
    const promise = promiseAt(calculation, part.ready);
    const textOfPromise = promise === null ? null : textOf(promise);
    if (promise === null || textOfPromise === null || options.at(-1)?.promise_date === textOfPromise)
      continue;
    options.push({
      type: 'split_shipment',
      description: `Send first ${listed(part.amounts)}; ${restOf(calculation)}.`,
      impact: impactOf(calculation, promise),
      po_id: null,
      promise_date: textOfPromise,
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

/** What of the order is ready by a day, in whole bundles where it is one; null: nothing. */
function partReadyBy(day: Day, { checked, allocation }: Calculation) {
  const amounts: string[] = [];
  let ready = 0;
  for (const line of checked.lines) {
    const fills = line.demands
      .map((demand) => allocation.fills[demand.index])
      .filter((fill) => fill !== undefined);
    const bundles = fills[0]?.demand.perBundle == null ? null : bundlesReadyBy(day, fills, line);
    let sent = 0n;
    for (const fill of fills) {
      const { perBundle } = fill.demand;
      const wanted = perBundle === null || bundles === null ? fill.demand.need : timesUp(perBundle, bundles);
      const taken = takenBy(day, wanted, fill);
      if (taken.ready > ready) ready = taken.ready;
      sent = bundles ?? taken.quantity;
    }
    if (sent > 0n) amounts.push(amountOf(sent, line.item));
  }
  return amounts.length === 0 ? null : { amounts, ready };
}

function bundlesReadyBy(day: Day, fills: readonly Fill[], line: CheckedLine): Quantity {
  let bundles = line.quantity;
  for (const fill of fills) {
    const perBundle = fill.demand.perBundle ?? ONE;
    bundles = lesser(bundles, (takenBy(day, fill.demand.need, fill).quantity / perBundle) * ONE);
  }
  return bundles;
}

/** What a demand takes, up to a quantity, from sources that are ready by a day. */
function takenBy(day: Day, wanted: Quantity, fill: Fill): { quantity: Quantity; ready: Day } {
  let quantity = 0n;
  let ready = 0;
  for (const take of fill.takes) {
    if (take.source.ready > day || quantity === wanted) break;
    quantity += lesser(wanted - quantity, take.quantity);
    ready = take.source.ready;
  }
  return { quantity, ready };
}

function restOf({ allocation }: Calculation): string {
  return allocation.isShort
    ? 'the rest when what is missing is there'
    : `the rest is ready on ${textOf(allocation.ready)}`;
}
