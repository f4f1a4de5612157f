import { Refusal } from './allocation.js';
import { type Answer } from './answer.js';
import { differences } from './comparison.js';
import { type Deployment, type Documents, type OrderRequest } from './documents.js';
import { type Disagreement, disagreement, type Posted, problemDifferences } from './judgement.js';
import { read } from './reading.js';
import { type Sightings } from './sightings.js';

/** What an answer to one order turned out to be, given while documents moved. */
export type MovingVerdict = 'agrees' | 'unsettled' | 'not judged' | Disagreement;

/** How long after a change it may still be answered from before, where an answer does not say how old it is; in ms. */
export interface Delays {
  /** Warehouses, bundles, units. */
  reference: number;
  /** That an item can't be ordered. */
  refusal: number;
}

/**
 * An answer must be the one to what was true at some instant from its `data_as_of` on, of each item by itself. That
 * supply moves too fast is an answer as well.
 */
export function judgeMoving(
  order: OrderRequest,
  posted: Posted,
  sightings: Sightings,
  deployment: Deployment,
  delays: Delays,
): MovingVerdict {
  const { httpStatus, body, before, after } = posted;
  if (httpStatus === 503 && (body as { code?: unknown }).code === 'SUPPLY_UNSETTLED') {
    return 'unsettled';
  }
  const asOf = httpStatus === 200 ? Date.parse((body as Answer).data_as_of) : before - delays.refusal;
  const codes = order.items.map((line) => line.item_code);
  const possible = sightings.possible(codes, asOf, before - delays.reference, after);
  if (possible === null) return 'not judged';
  let least: { found: string[]; documents: Documents } | undefined;
  for (const documents of possible) {
    const found = differencesAt(order, posted, documents, deployment);
    if (found.length === 0) return 'agrees';
    if (least === undefined || found.length < least.found.length) least = { found, documents };
  }
  const { found, documents } = least ?? { found: ['nothing was ever true'], documents: null };
  const nearest = `nearest of ${possible.length} possible states`;
  return disagreement(order, nearest, found, posted, documents);
}

function differencesAt(
  order: OrderRequest,
  posted: Posted,
  documents: Documents,
  deployment: Deployment,
): string[] {
  const instants = [...new Set([posted.before, posted.after].map((at) => Math.floor(at / 60_000) * 60_000))];
  const each = instants.map((now) => {
    try {
      const reading = read(documents, deployment, order, now);
      if (posted.httpStatus !== 200) return [`HTTP status ${posted.httpStatus}`];
      return differences(reading, order, deployment, posted.body as Answer, posted);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return problemDifferences(error.httpStatus, posted);
    }
  });
  return each.find((found) => found.length === 0) ?? each[0] ?? [];
}
