import * as fc from 'fast-check';
import type { PromiseAnswer } from './answer.js';
import type { PromiseRequest } from './order.js';
import { answerTo, calendarOf, changedAt, sum, withItems, withLines } from './test/changes.js';
import { maximumFlow } from './test/maximum-flow.js';
import {
  availableIn,
  NEVER,
  plainDemands,
  plainOrderDay,
  plainScope,
  plainSources,
} from './test/plain-reading.js';
import { type Case, cases, codes } from './test/worlds.js';

const RUNS = { numRuns: 400 };
/** Inbound in scope only and every destination known: then serving lines one after the other is the best way. */
const laminarCase = cases({ laminar: true });
/** A date that does not come is the latest of all. */
const dateOr = (date: string | null): string => date ?? NEVER;

describe('with inbound in scope and every destination known', () => {
  /** `changed` makes a case and what became of it; null: not one that the claim is about. */
  const never = (change: string, changed: fc.Arbitrary<[before: Case, after: Case] | null>) =>
    it(`${change} never makes the promise later`, () => {
      fc.assert(
        fc.property(changed, (pair) => {
          fc.pre(pair !== null);
          const [then, now] = [answerTo(pair[0]), answerTo(pair[1])];
          expect(dateOr(now.promise_date_raw) <= dateOr(then.promise_date_raw)).toBe(true);
          expect(dateOr(now.promise_date) <= dateOr(then.promise_date)).toBe(true);
        }),
        RUNS,
      );
    });

  const item = fc.constantFrom(...codes);
  const place = fc.nat();
  const more = fc.constantFrom(0.1, 1, 7, 500);

  never(
    'more stock',
    fc.tuple(laminarCase, item, place, more).map(([one, code, at, amount]) => [
      one,
      withItems(one, ({ item_code, bins }) => ({
        bins:
          item_code === code
            ? changedAt(bins, at, (bin) => ({ ...bin, actual_qty: bin.actual_qty + amount }))
            : bins,
      })),
    ]),
  );

  never(
    'more inbound',
    fc.tuple(laminarCase, item, place, more).map(([one, code, at, amount]) => [
      one,
      withItems(one, ({ item_code, inbound }) => ({
        inbound:
          item_code === code ? changedAt(inbound, at, (row) => ({ ...row, qty: row.qty + amount })) : inbound,
      })),
    ]),
  );

  never(
    'another purchase order',
    fc.tuple(laminarCase, laminarCase, item).map(([one, other, code]) => {
      const extra = other.situation.items.find(({ item_code }) => item_code === code)?.inbound ?? [];
      const rows = extra.map((row) => ({
        ...row,
        purchase_order: `More ${row.purchase_order}`,
        row: `More ${row.row}`,
      }));
      return [
        one,
        withItems(one, ({ item_code, inbound }) => ({
          inbound: item_code === code ? [...inbound, ...rows] : inbound,
        })),
      ];
    }),
  );

  never(
    'a smaller quantity',
    fc.tuple(laminarCase, place).map(([one, at]) => [
      one,
      withLines(
        one,
        changedAt(one.request.items, at, (line) => ({
          ...line,
          qty: line.qty >= 1 ? Math.floor(line.qty) / 2 : line.qty,
        })),
      ),
    ]),
  );

  never(
    'less handling and buffer',
    laminarCase.map((one) => {
      const less = (days: number | null | undefined) => Math.max(0, (days ?? 1) - 1);
      const rules = {
        ...one.request.rules,
        lead_time_buffer_days: less(one.request.rules.lead_time_buffer_days),
        processing_lead_time_days: less(one.request.rules.processing_lead_time_days),
      };
      return [one, { ...one, request: { ...one.request, rules } }];
    }),
  );

  never(
    'an earlier purchase order, where no warehouse owes more than comes to it,',
    fc.tuple(laminarCase, item, place, fc.integer({ min: 1, max: 20 })).map(([one, code, at, days]) => {
      const affected = one.situation.items.find(({ item_code }) => item_code === code);
      if (affected === undefined || !owesNoMoreThanComes(affected, one)) return null;
      // Today is over by then in every zone, so that it is not overdue.
      const notBefore = one.situation.now + 86_400_000;
      const earlier = (text: string) => {
        const due = Date.parse(text);
        return new Date(Math.max(due - days * 86_400_000, Math.min(notBefore, due)))
          .toISOString()
          .slice(0, 10);
      };
      return [
        one,
        withItems(one, ({ item_code, inbound }) => ({
          inbound:
            item_code === code
              ? changedAt(inbound, at, (row) => ({
                  ...row,
                  expected_delivery_date: earlier(row.expected_delivery_date ?? row.schedule_date ?? ''),
                }))
              : inbound,
        })),
      ];
    }),
  );

  function owesNoMoreThanComes(item: Case['situation']['items'][number], one: Case): boolean {
    const sources = plainSources({ ...item, bins: [] }, one, calendarOf(one));
    return item.bins.every((bin) => {
      const coming = sources.filter(({ warehouse }) => warehouse === bin.warehouse);
      return availableIn(bin) + coming.reduce((total, { quantity }) => total + quantity, 0n) >= 0n;
    });
  }

  it('two lines for one with the same total change no date', () => {
    fc.assert(
      fc.property(laminarCase, place, (one, at) => {
        const lines = one.request.items.flatMap((line, index) => {
          if (index !== at % one.request.items.length || line.qty < 2) return [line];
          const part = Math.floor(line.qty / 2);
          return [
            { ...line, qty: part },
            { ...line, qty: Number(((line.qty * 1e9 - part * 1e9) / 1e9).toFixed(9)) },
          ];
        });
        const total = (items: PromiseRequest['items']) => sum(items.map(({ qty }) => qty));
        fc.pre(total(lines) === total(one.request.items));
        const [whole, split] = [answerTo(one), answerTo(withLines(one, lines))];
        expect([split.promise_date, split.promise_date_raw]).toEqual([
          whole.promise_date,
          whole.promise_date_raw,
        ]);
      }),
      RUNS,
    );
  });

  it('another order of the lines changes no date, total or shortage', () => {
    fc.assert(
      fc.property(laminarCase, fc.integer({ min: 0, max: 5 }), (one, turns) => {
        const { items } = one.request;
        const lines = turns === 5 ? items.toReversed() : [...items.slice(turns), ...items.slice(0, turns)];
        const [before, after] = [answerTo(one), answerTo(withLines(one, lines))];
        const figures = ({ plan, promise_date, promise_date_raw }: PromiseAnswer) => ({
          promise_date,
          promise_date_raw,
          shortage: sum(plan.map(({ shortage }) => shortage)),
          given: sum(plan.flatMap((line) => line.fulfillment.map(({ qty }) => qty))),
        });
        expect(figures(after)).toEqual(figures(before));
      }),
      RUNS,
    );
  });

  it('no other sharing of the same sources is earlier or leaves less short', () => {
    fc.assert(
      fc.property(laminarCase, (one) => {
        const answer = answerTo(one);
        const calendar = calendarOf(one);
        const { items, reference } = one.situation;
        const demands = plainDemands(one.request, items);
        let missing = 0n;
        let ready = '';
        for (const code of codes) {
          const wanted = demands.filter((demand) => demand.item === code);
          const item = items.find(({ item_code }) => item_code === code);
          if (item === undefined || wanted.length === 0) continue;
          const sources = plainSources(item, one, calendar);
          const scopes = wanted.map(({ scope }) => plainScope(scope, reference));
          const servedBy = (day: string) => {
            const early = sources.filter((source) => source.ready <= day);
            return maximumFlow(
              early.map(({ quantity }) => quantity),
              wanted.map(({ need }) => need),
              (source, demand) => scopes[demand]?.includes(early[source]?.warehouse ?? '') ?? false,
            );
          };
          const most = servedBy(NEVER);
          missing += wanted.reduce((total, { need }) => total + need, 0n) - most;
          const days = [...new Set(sources.map((source) => source.ready))].sort();
          const enough = days.find((day) => servedBy(day) === most) ?? '';
          if (enough > ready) ready = enough;
        }
        expect(sum(answer.plan.map(({ shortage }) => shortage))).toBe(missing);
        if (missing > 0n) return;
        const start = ready === '' ? plainOrderDay(one, calendar) : ready;
        expect(answer.promise_date_raw ?? NEVER).toBe(
          calendar.after(start, one.request.rules.lead_time_buffer_days ?? 1),
        );
      }),
      RUNS,
    );
  });
});
