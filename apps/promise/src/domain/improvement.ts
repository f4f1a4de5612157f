import type { ItemAllocation } from './allocation.js';
import type { Calculation } from './calculation.js';
import { type Day, dayText, NEVER, textOf } from './day.js';
import { outcomeOf } from './order-allocation.js';
import type { PreparedItem } from './prepared-item.js';
import { promiseDateOf } from './promise-date.js';

/** The promise when some items are allocated in another way; null unless it is earlier than it was. */
export function promiseWith(
  calculation: Calculation,
  changed: ReadonlyMap<PreparedItem, ItemAllocation>,
): Day | null {
  const items = calculation.allocation.items.map((allocation) => changed.get(allocation.item) ?? allocation);
  const { ready, isShort } = outcomeOf(items);
  return isShort ? null : promiseAt(calculation, ready);
}

/** The promise when the last goods are ready on a day; null unless it is earlier than it was. */
export function promiseAt({ checked, terms, date }: Calculation, ready: Day): Day | null {
  const { promise } = promiseDateOf(ready, checked, terms);
  const before = date?.promise ?? NEVER;
  return promise !== null && promise < before ? promise : null;
}

/** What an earlier promise brings, for a person. */
export function impactOf({ date }: Calculation, promise: Day): string {
  const before = date?.promise ?? NEVER;
  return `Promised for ${textOf(promise)} instead of ${dayText(before) ?? 'no date'}.`;
}
