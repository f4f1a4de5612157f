import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer } from './answer.js';
import { type Asked } from './asking.js';
import { type OrderRequest } from './documents.js';
import { type Posted } from './judgement.js';
import { type OrderGenerator } from './order-generator.js';
import { type Random } from './random.js';

export interface Question {
  asked: Asked;
  order: OrderRequest;
  posted: Posted;
  /** `data_as_of` of the answer before this one to an order of the same item alone. */
  knownBefore: string | undefined;
}

/** After each answer, so that movements come at once. */
const REST_MS = 10;

/** Asks one order after the other, half of them for one of `items` alone, until `end` (ms since 1970). */
export async function askUntil(
  end: number,
  asked: Asked,
  generator: OrderGenerator,
  items: readonly string[],
): Promise<Question[]> {
  const { random } = generator;
  const known = new Map<string, string>();
  const questions: Question[] = [];
  while (Date.now() < end) {
    const { body, refusedWith } = generator.next(Date.now());
    if (refusedWith !== null) continue;
    const order = withoutSalesOrder(body as OrderRequest, items, random);
    const posted = await asked.ask(order);
    const [line, ...others] = order.items;
    const alone = others.length === 0 ? line?.item_code : undefined;
    questions.push({ asked, order, posted, knownBefore: alone === undefined ? alone : known.get(alone) });
    if (posted.httpStatus === 200 && alone !== undefined) {
      known.set(alone, (posted.body as Answer).data_as_of);
    }
    await sleep(REST_MS);
  }
  return questions;
}

/** What an order has itself reserved is read in another instant than what is written down of the movements. */
function withoutSalesOrder(order: OrderRequest, items: readonly string[], random: Random): OrderRequest {
  const rest = { ...order };
  delete rest.sales_order_id;
  return random.happens(0.5)
    ? { ...rest, items: [{ item_code: random.oneOf(items), qty: random.integer(1, 50) }] }
    : rest;
}
