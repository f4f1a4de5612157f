import type { Day } from '../../apps/promise/src/domain/day.js';
import { type CompanyDay, dayIn } from './company-day.js';
import type { Speed, Way } from './load.js';
import { score, type Score, type Told } from './scoring.js';

export interface WayResult {
  readonly name: string;
  readonly speed: Speed;
  readonly erp_requests_per_order: number;
  readonly all: Score;
  /** Over the orders that every way gave a date. */
  readonly common: Score;
}

/** What became of the dates. */
export interface Judgement {
  readonly common_orders: number;
  readonly ways: readonly WayResult[];
  /** The engine's promises by what it said of them; with the share of its promises. */
  readonly by_confidence: readonly {
    readonly confidence: string;
    readonly share: number;
    readonly score: Score;
  }[];
  /** The engine's promises as a larger buffer would have made them, in working days. */
  readonly by_buffer: readonly { readonly buffer: number; readonly score: Score }[];
}

export interface Answer {
  readonly promise_date: string | null;
  readonly confidence?: string;
  readonly order_day?: string;
}

export interface ToldByWay {
  readonly answers: readonly Answer[];
  readonly erpRequestsPerOrder: number;
}

export const ENGINE = 'this engine';
const BUFFERS = [1, 2, 3, 5, 8];

export function judged({
  ways,
  told,
  delivered,
  speeds,
  day,
}: {
  ways: readonly Way[];
  told: ReadonlyMap<string, ToldByWay>;
  delivered: readonly (readonly Day[])[];
  speeds: ReadonlyMap<string, Speed>;
  day: CompanyDay;
}): Judgement {
  const promises = new Map(
    ways.map(({ name }) => [
      name,
      (told.get(name)?.answers ?? []).map(({ promise_date }, index): Told => {
        const promised = promise_date === null ? null : dayIn(promise_date);
        return { promised, delivered: delivered[index] ?? [] };
      }),
    ]),
  );
  const isCommon = delivered.map((_, index) =>
    [...promises.values()].every((list) => typeof list[index]?.promised === 'number'),
  );
  const own = promises.get(ENGINE) ?? [];
  const confidences = (told.get(ENGINE)?.answers ?? []).map(({ confidence }) => confidence);
  const dated = own.filter(({ promised }) => promised !== null);
  return {
    common_orders: isCommon.filter((is) => is).length,
    ways: ways.map(({ name }) => {
      const list = promises.get(name) ?? [];
      const speed = speeds.get(name);
      if (speed === undefined) throw new Error(`${name} was not measured.`);
      return {
        name,
        speed,
        erp_requests_per_order: told.get(name)?.erpRequestsPerOrder ?? NaN,
        all: score(list),
        common: score(list.filter((_, index) => isCommon[index])),
      };
    }),
    by_confidence: ['HIGH', 'MEDIUM', 'LOW'].map((confidence) => {
      const of = own.filter(({ promised }, index) => promised !== null && confidences[index] === confidence);
      return { confidence, share: of.length / dated.length, score: score(of) };
    }),
    by_buffer: BUFFERS.map((buffer) => {
      const later = ({ promised, delivered: on }: Told): Told => ({
        promised: promised === null ? null : day.calendar.after(promised, buffer - 1),
        delivered: on,
      });
      return { buffer, score: score(own.map(later)) };
    }),
  };
}
