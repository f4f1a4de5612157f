import { lesser, type Quantity } from './quantity.js';
import type { Backlog, Source } from './source.js';

/**
 * Lets older orders take what they are owed from inbound: first from what comes to the warehouse that owes it,
 * then, from all of the company's inbound together; each time what is ready earliest goes first. Takes from
 * `remaining` of the sources; returns how much.
 */
export function serveBacklog(backlogs: readonly Backlog[], inbound: readonly Source[]): Quantity {
  const earliestFirst = inbound.toSorted((a, b) => a.ready - b.ready || a.rank - b.rank);
  let owed = 0n;
  let unserved = 0n;
  for (const backlog of backlogs) {
    const own = earliestFirst.filter((source) => source.warehouse === backlog.warehouse);
    owed += backlog.owed;
    unserved += takeFrom(own, backlog.owed);
  }
  return owed - takeFrom(earliestFirst, unserved);
}

/** What could not be taken. */
function takeFrom(sources: readonly Source[], wanted: Quantity): Quantity {
  let left = wanted;
  for (const source of sources) {
    if (left === 0n) break;
    const taken = lesser(left, source.remaining);
    source.remaining -= taken;
    left -= taken;
  }
  return left;
}
