import { readFileSync } from 'node:fs';
import { type Answer } from './answer.js';
import { expectedAnswer } from './comparison.js';
import { defaultDeployment, type Documents, type OrderRequest } from './documents.js';
import { documentsOf, type GoldenCase } from './golden-case.js';
import { judge } from './judgement.js';
import { type GeneratedOrder, OrderGenerator } from './order-generator.js';
import { Random } from './random.js';
import { read } from './reading.js';

const NOW = Date.parse('2026-07-22T09:00:00Z');
const deployment = defaultDeployment('North 1 - AP');

function someDocuments(): Documents {
  const cases = JSON.parse(readFileSync('libs/testing/fixtures/golden/random.json', 'utf8')) as GoldenCase[];
  const [first] = cases.filter((one) => one.documents.purchase_orders.length > 4);
  if (!first) throw new Error('no golden case with purchase orders');
  const documents = documentsOf(first);
  const boxed = documents.items.map((item) => ({ ...item, uoms: [{ uom: 'Box', conversion_factor: 12 }] }));
  return { ...documents, items: boxed };
}

/** The answer that agrees with the reading. */
function rightAnswer(request: OrderRequest, documents: Documents): Answer {
  return {
    ...expectedAnswer(read(documents, deployment, request, NOW), request, deployment),
    reasons: ['in stock'],
    blockers: [],
    options: [],
    data_as_of: new Date(NOW).toISOString(),
    data_source: 'LIVE',
    promise_id: 'p1',
  };
}

const posted = (httpStatus: number, body: unknown) => ({ httpStatus, body, before: NOW, after: NOW });
const problem = (status: number) => ({ type: 't', title: 't', detail: 'd', status, errors: [{}] });

describe('judgement of answers', () => {
  const documents = someDocuments();
  const generator = new OrderGenerator(documents, deployment, new Random(7));
  const orders = Array.from({ length: 300 }, (): GeneratedOrder => generator.next(NOW));
  const valid = orders.filter((order) => order.refusedWith === null);
  const judged = (order: GeneratedOrder, answer: unknown, httpStatus = 200) =>
    judge(order, posted(httpStatus, answer), documents, deployment);
  const answered = valid.map((order) => ({
    order,
    answer: rightAnswer(order.body as OrderRequest, documents),
  }));
  /** Those that need no option. */
  const plain = answered.filter(({ order, answer }) => judged(order, answer) === null);

  it('agrees with the right answer, but for options left out', () => {
    expect(plain.length).toBeGreaterThan(valid.length / 2);
    for (const { order, answer } of answered) {
      for (const difference of judged(order, answer)?.differences ?? []) {
        expect(difference).toMatch(/^expediting .* not offered$/);
      }
    }
  });

  it.each<[string, (answer: Answer) => void]>([
    ['status', (a) => (a.status = 'MAYBE')],
    ['promise_date', (a) => (a.promise_date = '2026-07-01')],
    ['promise_date_raw', (a) => (a.promise_date_raw = '2026-07-01')],
    ['on_time', (a) => (a.on_time = a.on_time === null ? true : !a.on_time)],
    ['adjusted', (a) => (a.adjusted_due_to_no_early_delivery = !a.adjusted_due_to_no_early_delivery)],
    ['can_fulfill', (a) => (a.can_fulfill = !a.can_fulfill)],
    ['order_day', (a) => (a.order_day = '2026-07-01')],
    ['a line too few', (a) => a.plan.pop()],
    ['shortage', (a) => a.plan.forEach((line) => (line.shortage += 1))],
    ['a source too many', (a) => a.plan[0]?.fulfillment.push({ ...a.plan[0].fulfillment[0]! })],
    [
      'a later ship-ready date',
      (a) => a.plan.forEach((l) => l.fulfillment.forEach((f) => (f.ship_ready_date = null))),
    ],
    ['data_source', (a) => (a.data_source = 'STALE')],
    ['age', (a) => (a.data_as_of = new Date(NOW - deployment.oldestFigures - 1).toISOString())],
    ['instant that is yet to come', (a) => (a.data_as_of = new Date(NOW + 1).toISOString())],
    ['an empty reason', (a) => a.reasons.push(' ')],
    [
      'an option of its own',
      (a) =>
        a.options.push({
          type: 'split_shipment',
          description: 'd',
          impact: 'i',
          po_id: null,
          promise_date: '1970-01-01',
        }),
    ],
  ])('sees a wrong %s', (_, tamper) => {
    const filled = plain.filter(({ answer }) => answer.plan[0]?.fulfillment.length);
    expect(filled.length).toBeGreaterThan(30);
    for (const { order, answer } of filled) {
      const wrong = structuredClone(answer);
      tamper(wrong);
      expect(judged(order, wrong)).not.toBeNull();
    }
  });

  it('wants the status of an invalid order, in a problem document', () => {
    const invalid = orders.filter((order) => order.refusedWith !== null);
    expect(invalid.length).toBeGreaterThan(10);
    for (const order of invalid) {
      const status = order.refusedWith ?? 0;
      expect(judged(order, problem(status), status)).toBeNull();
      expect(judged(order, problem(500), 500)).not.toBeNull();
      expect(judged(order, { ...problem(status), detail: '' }, status)).not.toBeNull();
    }
  });
});
