import * as fc from 'fast-check';
import type { Option, PromiseAnswer } from './answer.js';
import type { OrderLine } from './order.js';
import { promised } from './test/promised.js';
import { type Case, cases } from './test/worlds.js';

const RUNS = { numRuns: 600 };
const anyCase = cases({ laminar: false });

const answerTo = ({ request, situation }: Case): PromiseAnswer => promised(request, situation);

/** Runs `check` for each option of a type, with the order that it belongs to. */
function forEachOption(
  type: Option['type'],
  check: (option: Option, one: Case, answer: PromiseAnswer) => void,
): void {
  let seen = 0;
  fc.assert(
    fc.property(anyCase, (one) => {
      const answer = answerTo(one);
      for (const option of answer.options.filter((offered) => offered.type === type)) {
        seen++;
        check(option, one, answer);
      }
    }),
    RUNS,
  );
  expect(seen).toBeGreaterThan(20);
}

describe('every option', () => {
  it('is earlier than the promise, and there are few of them, the earliest first', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const { options, promise_date } = answerTo(one);
        expect(options.length).toBeLessThanOrEqual(8);
        expect(options.map((option) => option.promise_date)).toEqual(
          options.map((option) => option.promise_date).sort(),
        );
        for (const option of options) expect(option.promise_date < (promise_date ?? '9999-99-99')).toBe(true);
      }),
      RUNS,
    );
  });

  it('to expedite is what comes out when the purchase order arrives on the order day', () => {
    forEachOption('expedite_po', (option, { request, situation }, answer) => {
      const items = situation.items.map((item) => ({
        ...item,
        inbound: item.inbound.map((row) =>
          row.purchase_order === option.po_id ? { ...row, expected_delivery_date: answer.order_day } : row,
        ),
      }));
      expect(promised(request, { ...situation, items }).promise_date).toBe(option.promise_date);
    });
  });

  it('to deliver from elsewhere is what comes out when the lines name the other warehouse', () => {
    forEachOption('alternate_warehouse', (option, { request, situation }) => {
      const moves = [
        ...option.description.matchAll(/(?:Deliver |, | and )(\w+) from (.+? - AP) instead of (.+? - AP)/g),
      ];
      const isMoved = (line: OrderLine, [, code, , scope]: RegExpMatchArray) =>
        line.item_code === code && line.warehouse === scope;
      const moved = request.items.filter((line) => moves.some((move) => isMoved(line, move)));
      expect(moved.length).toBeGreaterThanOrEqual(moves.length);
      // Of two equal lines, one may be moved and the other not.
      if (moved.length > moves.length) return;
      const items = request.items.map((line) => {
        const at = moves.findIndex((move) => isMoved(line, move));
        return at < 0 ? line : { ...line, warehouse: moves.splice(at, 1)[0]?.[2] };
      });
      expect(promised({ ...request, items }, situation).promise_date).toBe(option.promise_date);
    });
  });

  it('to split is what comes out when only the part is ordered', () => {
    forEachOption('split_shipment', (option, { request, situation }) => {
      const [part = ''] = option.description.split(';');
      const amounts = new Map(
        [...part.matchAll(/([\d.]+) Nos of (\w+)/g)].map(([, qty, code]) => [code, Number(qty)]),
      );
      // The sentence adds up lines of one item.
      const codes = request.items.map((line) => line.item_code);
      if (new Set(codes).size < codes.length) return;
      const items = request.items.flatMap((line) => {
        const qty = amounts.get(line.item_code);
        return qty === undefined ? [] : [{ ...line, qty }];
      });
      expect(items.length).toBe(amounts.size);
      expect(promised({ ...request, items }, situation).promise_date).toBe(option.promise_date);
    });
  });
});
