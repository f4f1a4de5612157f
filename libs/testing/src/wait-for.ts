import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks `condition` until it gives something truthy and gives that back. A condition that throws counts
 * as not yet. Throws after `timeoutMs`, with the last fault as its cause.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 30_000, everyMs = 25, what = 'the condition' } = {},
): Promise<NonNullable<T>> {
  const end = Date.now() + timeoutMs;
  let cause: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > end) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.`, { cause });
    await pause(everyMs);
  }
}
