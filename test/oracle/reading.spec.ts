import { readFileSync } from 'node:fs';
import { defaultDeployment } from './documents.js';
import { nearestNumber, total } from './exact.js';
import { documentsOf, type GoldenCase } from './golden-case.js';
import { type Reading, read } from './reading.js';

const golden = (file: string) =>
  JSON.parse(readFileSync(`libs/testing/fixtures/golden/${file}`, 'utf8')) as GoldenCase[];

/** The reading in the fields that the golden files use. */
function inGoldenTerms(reading: Reading): Record<string, unknown> {
  const totalFrom = (source: string) =>
    reading.lines.map((line) =>
      nearestNumber(total(line.fulfillment.filter((t) => t.source === source).map((t) => t.qty))),
    );
  return {
    status: reading.status,
    promise_date: reading.promiseDate,
    promise_date_raw: reading.promiseDateRaw,
    on_time: reading.onTime,
    order_day: reading.orderDay,
    confidence: reading.confidence,
    shortage: reading.lines.map((line) => nearestNumber(line.shortage)),
    stock: totalFrom('stock'),
    purchase_order: totalFrom('purchase_order'),
  };
}

describe.each(['by-hand.json', 'random.json'])('golden cases of %s', (file) => {
  it.each(golden(file).map((one) => [one.case, one.why ?? '', one] as const))('%d %s', (_, __, one) => {
    const deployment = defaultDeployment(one.default_warehouse);
    const actual = inGoldenTerms(read(documentsOf(one), deployment, one.request, Date.parse(one.now)));
    expect(actual).toMatchObject(one.expected);
  });
});
