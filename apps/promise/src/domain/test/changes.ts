import type { PromiseAnswer } from '../answer.js';
import type { PromiseRequest } from '../order.js';
import type { ItemSupply } from '../supply.js';
import { billionths, PlainCalendar } from './plain-reading.js';
import { promised } from './promised.js';
import type { Case } from './worlds.js';

export function answerTo({ request, situation }: Case): PromiseAnswer {
  return promised(request, situation);
}

export function calendarOf({ request, situation }: Case): PlainCalendar {
  return new PlainCalendar(situation.reference, request.rules.no_weekends ?? true);
}

/** In billionths. */
export function sum(values: readonly number[]): bigint {
  return values.reduce((total, value) => total + billionths(value), 0n);
}

export function withItems(one: Case, change: (item: ItemSupply) => Partial<ItemSupply>): Case {
  const items = one.situation.items.map((item) => ({ ...item, ...change(item) }));
  return { ...one, situation: { ...one.situation, items } };
}

export function withLines(one: Case, items: PromiseRequest['items']): Case {
  return { ...one, request: { ...one.request, items } };
}

export function changedAt<T>(values: readonly T[], at: number, change: (value: T) => T): T[] {
  return values.map((value, index) => (index === at % values.length ? change(value) : value));
}
