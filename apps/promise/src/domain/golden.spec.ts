import type { Fulfillment, PromiseAnswer } from './answer.js';
import { type GoldenCase, goldenCases, itemsOf, referenceOf } from './test/golden-case.js';
import { promised } from './test/promised.js';

function answerTo({ request, documents, now, default_warehouse }: GoldenCase): PromiseAnswer {
  return promised(request, {
    reference: referenceOf(documents),
    items: itemsOf(documents),
    now,
    defaults: { default_warehouse },
  });
}

/** Totals of fractions with few decimals, in the shortest decimal form. */
function totals(answer: PromiseAnswer, source: Fulfillment['source']): number[] {
  return answer.plan.map((line) => {
    const billionths = line.fulfillment
      .filter((part) => part.source === source)
      .reduce((sum, part) => sum + Math.round(part.qty * 1e9), 0);
    return billionths / 1e9;
  });
}

describe.each(['by-hand.json', 'random.json'] as const)('%s', (file) => {
  const cases = goldenCases(file).map((one) => [one.case, one.title ?? 'random', one] as const);

  it.each(cases)('%d: %s', (_case, _title, one) => {
    const answer = answerTo(one);
    const comparable: Record<string, unknown> = {
      ...answer,
      shortage: answer.plan.map((line) => line.shortage),
      stock: totals(answer, 'stock'),
      purchase_order: totals(answer, 'purchase_order'),
    };
    const found = Object.fromEntries(Object.keys(one.expected).map((key) => [key, comparable[key]]));
    expect(found).toEqual(one.expected);
  });
});
