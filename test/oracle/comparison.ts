import { type Answer, type AnswerLine } from './answer.js';
import { type Deployment, type OrderRequest } from './documents.js';
import { exact, nearestNumber } from './exact.js';
import { type LineReading, type Reading } from './reading.js';

/** The reading in the words of the HTTP API: all fields of an answer that follow from the rules alone. */
export function expectedAnswer(reading: Reading, request: OrderRequest, deployment: Deployment) {
  return {
    status: reading.status,
    promise_date: reading.promiseDate,
    promise_date_raw: reading.promiseDateRaw,
    desired_date: request.desired_date ?? null,
    desired_date_mode: request.rules?.desired_date_mode ?? deployment.rules.desired_date_mode,
    on_time: reading.onTime,
    adjusted_due_to_no_early_delivery: reading.adjusted,
    can_fulfill: reading.canFulfill,
    confidence: reading.confidence,
    order_day: reading.orderDay,
    plan: reading.lines.map(expectedLine),
  };
}

function expectedLine(line: LineReading): AnswerLine {
  return {
    item_code: line.itemCode,
    qty_required: nearestNumber(line.required),
    fulfillment: line.fulfillment.map((taken) => ({
      source: taken.source,
      item_code: taken.itemCode,
      qty: nearestNumber(taken.qty),
      available_date: taken.available,
      ship_ready_date: taken.shipReady,
      warehouse: taken.warehouse,
      po_id: taken.purchaseOrder,
      expected_date: taken.expected,
    })),
    shortage: nearestNumber(line.shortage),
  };
}

/** Where `actual`, given between two instants, says something else, one text each; empty: they agree. */
export function differences(
  reading: Reading,
  request: OrderRequest,
  deployment: Deployment,
  actual: Answer,
  given: { before: number; after: number },
): string[] {
  const expected = expectedAnswer(reading, request, deployment);
  const found: string[] = [];
  compare(expected, actual, '', found);
  found.push(...wrongSums(actual));
  for (const text of [...actual.reasons, ...actual.blockers]) {
    if (typeof text !== 'string' || text.trim() === '') found.push('an empty reason or blocker');
  }
  found.push(...wrongOrigin(actual, deployment, given));
  return found;
}

export function wrongSums(actual: Answer): string[] {
  const found: string[] = [];
  for (const line of actual.plan) {
    const given = line.fulfillment.reduce((sum, part) => sum + exact(part.qty), 0n);
    // Beyond that a JSON number does not hold nine decimals, and the nearest numbers of the parts need not add up.
    const holdsNineDecimals = line.qty_required < 2 ** 22;
    if (holdsNineDecimals && given + exact(line.shortage) !== exact(line.qty_required)) {
      found.push(`${line.item_code}: allocated + shortage is not what is required`);
    }
  }
  return found;
}

/** What is wrong with where and when an answer has its figures from, while nothing is broken. */
export function wrongOrigin(
  { data_as_of, data_source, promise_id }: Answer,
  { oldestFigures }: Deployment,
  { before, after }: { before: number; after: number },
): string[] {
  const found: string[] = [];
  const asOf = Date.parse(data_as_of);
  if (new Date(asOf).toJSON() !== data_as_of) found.push(`data_as_of is ${data_as_of}`);
  else if (asOf > after) found.push(`data_as_of lies ${asOf - after} ms after the answer`);
  else if (before - asOf > oldestFigures) found.push(`the figures are ${before - asOf} ms old`);
  if (!['LIVE', 'REPLICA'].includes(data_source)) found.push(`data_source is ${data_source}`);
  if (!promise_id) found.push('no promise_id');
  return found;
}

function compare(expected: unknown, actual: unknown, path: string, found: string[]): void {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const longer = Math.max(expected.length, actual.length);
    for (let i = 0; i < longer; i++) compare(expected[i], actual[i], `${path}/${i}`, found);
  } else if (isRecord(expected) && isRecord(actual)) {
    for (const key of Object.keys(expected)) {
      // Where something that needs no supply would lie is nobody's business.
      if (key === 'warehouse' && expected['source'] === 'non_stock') continue;
      compare(expected[key], actual[key], `${path}/${key}`, found);
    }
  } else if (expected !== actual) {
    found.push(`${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
