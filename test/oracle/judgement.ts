import { Refusal } from './allocation.js';
import { type Answer } from './answer.js';
import { differences, expectedAnswer } from './comparison.js';
import { type Deployment, type Documents, type OrderRequest } from './documents.js';
import { wrongOptions } from './options.js';
import { type GeneratedOrder } from './order-generator.js';
import { read } from './reading.js';

export interface Disagreement {
  order: unknown;
  at: string;
  differences: string[];
  expected: unknown;
  actual: unknown;
  documents: unknown;
}

/** An answer, and the instants (milliseconds since 1970) between which it was given. */
export interface Posted {
  httpStatus: number;
  body: unknown;
  before: number;
  after: number;
}

/**
 * What is wrong with the answer to one order; null: nothing. `documents` may be narrowed to what the order
 * depends on; all of it is shown with a disagreement.
 */
export function judge(
  order: GeneratedOrder,
  posted: Posted,
  documents: Documents,
  deployment: Deployment,
): Disagreement | null {
  if (order.refusedWith !== null) {
    const found = problemDifferences(order.refusedWith, posted);
    return found.length > 0 ? disagreement(order.body, order.refusedWith, found, posted, documents) : null;
  }
  const request = order.body as OrderRequest;
  const minute = (instant: number) => Math.floor(instant / 60_000);
  const first = judgeAt(posted.before, request, posted, documents, deployment);
  if (first === null || minute(posted.before) === minute(posted.after)) return first;
  return judgeAt(posted.after, request, posted, documents, deployment);
}

function judgeAt(
  now: number,
  request: OrderRequest,
  posted: Posted,
  documents: Documents,
  deployment: Deployment,
): Disagreement | null {
  let reading;
  try {
    reading = read(documents, deployment, request, now);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const found = problemDifferences(error.httpStatus, posted);
    return found.length > 0
      ? disagreement(request, { httpStatus: error.httpStatus, why: error.message }, found, posted, documents)
      : null;
  }
  const expected = expectedAnswer(reading, request, deployment);
  if (posted.httpStatus !== 200) {
    return disagreement(request, expected, [`HTTP status ${posted.httpStatus}`], posted, documents);
  }
  const answer = posted.body as Answer;
  const found = differences(reading, request, deployment, answer, posted);
  if (found.length === 0)
    found.push(...wrongOptions({ documents, deployment, request, now, reading }, answer));
  return found.length > 0 ? disagreement(request, expected, found, posted, documents) : null;
}

/** An error must have the status, and be a problem document that says in words what is wrong. */
export function problemDifferences(httpStatus: number, posted: Posted): string[] {
  if (posted.httpStatus !== httpStatus)
    return [`HTTP status: expected ${httpStatus}, got ${posted.httpStatus}`];
  const problem = posted.body as Record<string, unknown>;
  const found = ['type', 'title', 'detail'].filter(
    (field) => typeof problem[field] !== 'string' || problem[field] === '',
  );
  if (problem['status'] !== httpStatus) found.push('status');
  const errors = problem['errors'];
  if (httpStatus === 422 && !(Array.isArray(errors) && errors.length > 0)) found.push('errors');
  return found.map((field) => `the problem document has no right ${field}`);
}

export function disagreement(
  order: unknown,
  expected: unknown,
  found: string[],
  posted: Posted,
  documents: Documents | null,
): Disagreement {
  const { items, bundles, bins, purchaseOrders, salesOrders } = documents ?? {};
  return {
    order,
    at: new Date(posted.before).toISOString(),
    differences: found,
    expected,
    actual: { httpStatus: posted.httpStatus, body: posted.body },
    documents: { items, bundles, bins, purchaseOrders, salesOrders },
  };
}
