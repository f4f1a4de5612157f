import { Refusal } from './allocation.js';
import { type Answer } from './answer.js';
import { differences, wrongOrigin, wrongSums } from './comparison.js';
import { type Deployment, type Documents, type OrderRequest } from './documents.js';
import { exact, total } from './exact.js';
import { type Disagreement, disagreement, type Posted, problemDifferences } from './judgement.js';
import { read } from './reading.js';
import { type Sightings } from './sightings.js';

/** What an answer to one order turned out to be, given while documents moved. */
export type MovingVerdict = 'agrees' | 'unsettled' | 'not judged' | Disagreement;

/**
 * An answer must be the one to what was true at some instant from its `data_as_of` on, of each item by itself. Of
 * what has no such instant, warehouses, bundles, units and items that can't be ordered, it must have been true at
 * most `delay` ms ago. That supply moves too fast is an answer as well.
 */
export function judgeMoving(
  order: OrderRequest,
  posted: Posted,
  sightings: Sightings,
  deployment: Deployment,
  delay: number,
): MovingVerdict {
  const { httpStatus, body, before, after } = posted;
  if (httpStatus === 503 && (body as { code?: unknown }).code === 'SUPPLY_UNSETTLED') {
    return 'unsettled';
  }
  const asOf = httpStatus === 200 ? Date.parse((body as Answer).data_as_of) : before - delay;
  const codes = order.items.map((line) => line.item_code);
  const possible = sightings.possible(codes, asOf, before - delay, after);
  if (possible === null) {
    const found = httpStatus === 200 ? wrongAnyway(order, posted, sightings, deployment) : [];
    return found.length > 0 ? disagreement(order, 'any promise', found, posted, null) : 'not judged';
  }
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

/** What holds whatever was true: the sums, the age, and that no warehouse gives more than the most it had. */
function wrongAnyway(
  order: OrderRequest,
  { body, before, after }: Posted,
  sightings: Sightings,
  deployment: Deployment,
): string[] {
  const answer = body as Answer;
  const found = [...wrongSums(answer), ...wrongOrigin(answer, deployment, { before, after })];
  if (answer.plan.length !== order.items.length) found.push(`${answer.plan.length} lines`);
  const given = answer.plan.flatMap((line) => line.fulfillment).filter(({ source }) => source === 'stock');
  for (const [place, parts] of Map.groupBy(given, (part) =>
    JSON.stringify([part.item_code, part.warehouse]),
  )) {
    const [code = '', warehouse = ''] = JSON.parse(place) as [string, string];
    const most = sightings.mostStock(code, warehouse, Date.parse(answer.data_as_of), after);
    if (most !== null && total(parts.map(({ qty }) => exact(qty))) > most) {
      found.push(`${warehouse} gives more of ${code} than it ever had`);
    }
  }
  return found;
}
