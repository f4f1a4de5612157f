import type { Violation } from '#libs/kernel';
import type { Confidence, PromiseAnswer } from './answer.js';
import { blockersOf } from './blockers.js';
import type { Calculation } from './calculation.js';
import { checkOrder } from './checked-order.js';
import { confidenceOf, worseOf } from './confidence.js';
import { dayText, NEVER } from './day.js';
import { distrustedAnswer } from './distrusted-answer.js';
import { optionsOf } from './options.js';
import type { Order } from './order.js';
import { allocateOrder } from './order-allocation.js';
import { planOf } from './plan.js';
import { promiseDateOf } from './promise-date.js';
import { reasonsOf } from './reasons.js';
import { Terms } from './terms.js';
import type { World } from './world.js';

export type PromiseResult =
  | { readonly kind: 'answer'; readonly answer: PromiseAnswer }
  | { readonly kind: 'invalid'; readonly violations: readonly Violation[] };

/**
 * The promise for one order: a pure function of order, world and now (milliseconds since 1970).
 * Throws SUPPLY_INVALID when a document that it depends on can't be used.
 */
export function calculatePromise(order: Order, world: World, now: number): PromiseResult {
  const checked = checkOrder(order, world, now);
  if (!('lines' in checked)) {
    return world.distrust.length > 0
      ? { kind: 'answer', answer: distrustedAnswer(order, world) }
      : { kind: 'invalid', violations: checked };
  }
  const terms = new Terms(checked, world);
  const allocation = allocateOrder(checked.lines, terms);
  const date = allocation.isShort ? null : promiseDateOf(allocation.ready, checked, terms);
  return { kind: 'answer', answer: answerOf({ checked, terms, allocation, date }, world) };
}

function answerOf(calculation: Calculation, world: World): PromiseAnswer {
  const { checked, terms, allocation, date } = calculation;
  const status = statusOf(calculation, world);
  return {
    status,
    promise_date: status === 'OK' ? dayText(date?.promise ?? NEVER) : null,
    promise_date_raw: date === null ? null : dayText(date.raw),
    desired_date: checked.order.desired_date,
    desired_date_mode: checked.order.desired_date_mode,
    on_time: date?.onTime ?? null,
    adjusted_due_to_no_early_delivery: date?.movedToDesired ?? false,
    can_fulfill: !allocation.isShort,
    confidence: confidenceIn(calculation, world, status),
    plan: planOf(checked.lines, allocation, terms),
    reasons: reasonsOf(calculation, world),
    blockers: blockersOf(calculation, world),
    options: world.distrust.length > 0 ? [] : optionsOf(calculation),
    order_day: dayText(terms.orderDay),
    data_as_of: new Date(world.dataAsOfMs).toISOString(),
    data_source: world.dataSource,
  };
}

function statusOf({ terms, allocation, date }: Calculation, world: World): PromiseAnswer['status'] {
  const unreliable =
    world.distrust.length > 0 || terms.orderDay === NEVER || (allocation.isShort && !terms.inboundKnown);
  if (unreliable) return 'CANNOT_PROMISE_RELIABLY';
  if (date === null) return 'CANNOT_FULFILL';
  if (date.promise !== null) return 'OK';
  return date.onTime === false ? 'CANNOT_FULFILL' : 'CANNOT_PROMISE_RELIABLY';
}

function confidenceIn(
  { terms, allocation, date }: Calculation,
  world: World,
  status: PromiseAnswer['status'],
): Confidence {
  const blind = !terms.inboundKnown || world.dataSource === 'STALE' || status === 'CANNOT_PROMISE_RELIABLY';
  if (blind || date?.raw === NEVER) return 'LOW';
  const confidence = confidenceOf(allocation);
  return terms.calendar.unreadable === undefined ? confidence : worseOf(confidence, 'MEDIUM');
}
