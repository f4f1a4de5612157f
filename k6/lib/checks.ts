import type { Asked, Expectation, Line } from './orders.ts';

/** An answer as it came. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** What is known beside the order. */
export interface Circumstances {
  /** UTC, YYYY-MM-DD. */
  readonly today: string;
  /** Where the figures must come from; undefined: from anywhere. */
  readonly dataSource: string | undefined;
}

interface Fulfillment {
  readonly source: string;
  readonly qty: number;
  readonly available_date: string;
  readonly ship_ready_date: string;
}

interface PlanLine {
  readonly item_code: string;
  readonly qty_required: number;
  readonly fulfillment: readonly Fulfillment[];
  readonly shortage: number;
}

interface PromiseAnswer {
  readonly status: string;
  readonly promise_date: string | null;
  readonly promise_date_raw: string | null;
  readonly on_time: boolean | null;
  readonly can_fulfill: boolean;
  readonly confidence: string;
  readonly plan: readonly PlanLine[];
  readonly reasons: readonly string[];
  readonly blockers: readonly string[];
  readonly order_day: string;
  readonly data_source: string;
}

/** Sums of quantities with at most 9 decimals. */
const ROUNDING = 1e-6;

/**
 * What is wrong with an answer, in words that are the same for all orders with that fault; undefined when it can be
 * right. A fast answer that can't be right is a failure, so every answer is looked at.
 */
export function faultOf(
  { request, expected }: Asked,
  { status, body }: Answer,
  { today, dataSource }: Circumstances,
): string | undefined {
  if (status === 0) return 'no answer';
  if (expected.outcome === 'refused') return faultOfRefusal(expected.naming, status, body);
  if (status !== 200) return `status ${status}`;
  const answer = parsed(body);
  if (answer === undefined) return 'not JSON';
  return (
    faultOfPlan(request.items, answer.plan) ??
    faultOfDates(answer, today) ??
    faultOfOutcome(expected, answer) ??
    (answer.reasons.length === 0 ? 'no reasons' : undefined) ??
    (dataSource !== undefined && answer.data_source !== dataSource
      ? `data_source ${answer.data_source}, not ${dataSource}`
      : undefined)
  );
}

function parsed(body: string): PromiseAnswer | undefined {
  try {
    return JSON.parse(body) as PromiseAnswer;
  } catch {
    return undefined;
  }
}

function faultOfRefusal(naming: string, status: number, body: string): string | undefined {
  if (status !== 422) return `status ${status} where 422 is right`;
  return body.includes(naming) ? undefined : 'a refusal that does not say why';
}

function faultOfPlan(items: readonly Line[], plan: readonly PlanLine[]): string | undefined {
  if (plan.length !== items.length) return 'plan without all lines';
  for (const [index, { item_code, qty_required, fulfillment, shortage }] of plan.entries()) {
    if (item_code !== items[index]?.item_code || qty_required !== items[index].qty)
      return 'plan of another order';
    let sum = shortage;
    for (const { qty, available_date, ship_ready_date } of fulfillment) {
      if (!(qty > 0)) return 'plan with nothing from a source';
      if (!(available_date <= ship_ready_date)) return 'ready before it is available';
      sum += qty;
    }
    if (!(shortage >= 0) || Math.abs(sum - qty_required) > ROUNDING) return 'plan does not sum up';
  }
  return undefined;
}

function faultOfDates(answer: PromiseAnswer, today: string): string | undefined {
  const { status, promise_date: promised, promise_date_raw: raw, order_day: orderDay, plan } = answer;
  if ((promised !== null) !== (status === 'OK')) return 'a date without OK, or OK without a date';
  // Where the order desk is, it may still be yesterday.
  if (orderDay < dayBefore(today)) return 'order day in the past';
  if (raw === null) return undefined;
  if (raw < orderDay) return 'promised before the order day';
  if (promised !== null && promised < raw) return 'promised before it is possible';
  const late = plan.some(({ fulfillment }) => fulfillment.some((part) => part.ship_ready_date > raw));
  return late ? 'promised before all is ready' : undefined;
}

function faultOfOutcome(expected: Expectation, answer: PromiseAnswer): string | undefined {
  const short = answer.plan.some(({ shortage }) => shortage > 0);
  if (answer.can_fulfill === short) return 'can_fulfill does not fit the plan';
  switch (expected.outcome) {
    case 'promised':
      return faultOfPromise(expected, answer);
    case 'short':
      return short && answer.status === 'CANNOT_FULFILL' ? undefined : 'promised what nobody has';
    case 'too late':
      return answer.status === 'CANNOT_FULFILL' && answer.on_time === false && answer.blockers.length > 0
        ? undefined
        : 'a date that STRICT_FAIL forbids';
    case 'refused':
      return 'an answer to what must be refused';
  }
}

function faultOfPromise(
  { from, late }: { readonly from: string; readonly late?: true },
  answer: PromiseAnswer,
): string | undefined {
  if (answer.status !== 'OK') return `${answer.status} where goods are enough`;
  if (late && answer.on_time !== false) return 'on time for a date in the past';
  const fromStock = answer.plan.every(({ fulfillment }) =>
    fulfillment.every(({ source }) => source === 'stock'),
  );
  if (fromStock !== (from === 'stock'))
    return `not filled from ${from === 'stock' ? 'stock alone' : 'what comes in'}`;
  return from === 'stock' && answer.confidence !== 'HIGH' ? 'stock alone without confidence HIGH' : undefined;
}

/** The last answers are of the same day, and k6 is slow at dates. */
let known = { today: '', before: '' };

function dayBefore(today: string): string {
  if (known.today !== today) {
    known = { today, before: new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10) };
  }
  return known.before;
}
