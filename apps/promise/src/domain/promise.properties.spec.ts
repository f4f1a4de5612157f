import * as fc from 'fast-check';
import { answerTo, calendarOf, sum, withItems } from './test/changes.js';
import { availableIn, billionths, NEVER, openOf, plainOrderDay, plainSources } from './test/plain-reading.js';
import { cases, leaves } from './test/worlds.js';

const RUNS = { numRuns: 400 };
const anyCase = cases({ laminar: false });

describe('for every order', () => {
  it('what is allocated and what is short are what is required, exactly', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        for (const [at, line] of answerTo(one).plan.entries()) {
          expect(sum([...line.fulfillment.map(({ qty }) => qty), line.shortage])).toBe(
            billionths(line.qty_required),
          );
          const asked = one.request.items[at];
          const perLine = asked?.item_code === 'Kit' ? 3.5 : 1;
          const required = billionths(asked?.qty ?? 0) * billionths(perLine);
          expect(billionths(line.qty_required) - required / 1_000_000_000n).toBeLessThanOrEqual(2n);
          expect(billionths(line.qty_required) * 1_000_000_000n).toBeGreaterThanOrEqual(required);
        }
      }),
      RUNS,
    );
  });

  it('no source gives more than it has, and what older orders are owed is not given', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const parts = answerTo(one).plan.flatMap((line) => line.fulfillment);
        for (const item of one.situation.items) {
          const ofItem = parts.filter((part) => part.item_code === item.item_code);
          for (const warehouse of leaves) {
            const bin = item.bins.find((known) => known.warehouse === warehouse);
            const given = ofItem.filter((part) => part.source === 'stock' && part.warehouse === warehouse);
            const available = bin === undefined ? 0n : availableIn(bin);
            expect(sum(given.map(({ qty }) => qty))).toBeLessThanOrEqual(available > 0n ? available : 0n);
          }
          const inbound = ofItem.filter((part) => part.source === 'purchase_order');
          for (const order of new Set(inbound.map((part) => part.po_id))) {
            const rows = item.inbound.filter((row) => row.purchase_order === order);
            const open = rows.reduce((total, row) => total + openOf(row), 0n);
            expect(
              sum(inbound.filter((part) => part.po_id === order).map(({ qty }) => qty)),
            ).toBeLessThanOrEqual(open);
          }
          const left = plainSources(item, one, calendarOf(one)).filter(({ isStock }) => !isStock);
          const free = left.reduce((total, { quantity }) => total + quantity, 0n);
          expect(sum(inbound.map(({ qty }) => qty))).toBeLessThanOrEqual(free);
        }
      }),
      RUNS,
    );
  });

  it('order day and promise date are working days, in this order', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const answer = answerTo(one);
        const calendar = calendarOf(one);
        expect(answer.order_day ?? NEVER).toBe(plainOrderDay(one, calendar));
        for (const date of [answer.promise_date, answer.promise_date_raw]) {
          if (date === null) continue;
          expect(calendar.works(date)).toBe(true);
          expect(date >= (answer.order_day ?? '')).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('the same input gives the same answer, in whatever order supply is listed, and is left as it was', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const before = JSON.stringify(one);
        const answer = answerTo(one);
        expect(answerTo(one)).toEqual(answer);
        const turned = withItems(one, ({ bins, inbound }) => ({
          bins: bins.toReversed(),
          inbound: inbound.toReversed(),
        }));
        const { plan, options, promise_date, confidence } = answerTo(turned);
        expect({ plan, options, promise_date, confidence }).toEqual({
          plan: answer.plan,
          options: answer.options,
          promise_date: answer.promise_date,
          confidence: answer.confidence,
        });
        expect(JSON.stringify(one)).toBe(before);
      }),
      RUNS,
    );
  });

  it('status, dates and shortage agree with each other', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const answer = answerTo(one);
        const isShort = answer.plan.some(({ shortage }) => shortage > 0);
        expect(answer.can_fulfill).toBe(!isShort);
        expect(answer.promise_date !== null).toBe(answer.status === 'OK');
        if (isShort) {
          expect([answer.promise_date_raw, answer.on_time]).toEqual([null, null]);
          expect(answer.status).toBe(
            answer.order_day === null ? 'CANNOT_PROMISE_RELIABLY' : 'CANNOT_FULFILL',
          );
          expect(answer.blockers.some((blocker) => blocker.includes('missing'))).toBe(true);
        } else if (answer.promise_date_raw === null) {
          expect([answer.status, answer.on_time]).toEqual(['CANNOT_PROMISE_RELIABLY', null]);
        } else expect(answer.on_time === null).toBe(answer.desired_date === null);
      }),
      RUNS,
    );
  });
});
