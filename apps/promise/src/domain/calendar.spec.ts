import * as fc from 'fast-check';
import { Calendar, type ListedDaysOff } from './calendar.js';
import { type Day, dayOf, LAST_DAY, NEVER, textOf, weekdayOf } from './day.js';

const day = (text: string): Day => dayOf(text) ?? NaN;
const weekend = new Set([0, 6]);
const everyDay = new Set([0, 1, 2, 3, 4, 5, 6]);
const list = (from: string, to: string, ...off: string[]): ListedDaysOff => ({
  from: day(from),
  to: day(to),
  off: off.map(day),
});

describe('Calendar', () => {
  const plain = new Calendar(weekend);
  const listed = new Calendar(weekend, list('2026-11-23', '2026-11-29', '2026-11-25', '2026-11-29'));

  it.each([
    ['a working day', plain, '2026-11-24', 0, '2026-11-24'],
    ['a Saturday', plain, '2026-11-28', 0, '2026-11-30'],
    ['one day from a Friday', plain, '2026-11-27', 1, '2026-11-30'],
    ['ten days', plain, '2026-11-24', 10, '2026-12-08'],
    ['days from a Saturday count from Monday', plain, '2026-11-28', 2, '2026-12-02'],
    ['over a listed holiday', listed, '2026-11-24', 1, '2026-11-26'],
    ['a Saturday that the list leaves out works', listed, '2026-11-27', 1, '2026-11-28'],
    ['out of the list', listed, '2026-11-28', 1, '2026-11-30'],
    ['after the list the week goes on', listed, '2026-12-04', 1, '2026-12-07'],
    ['before the list, too', listed, '2026-11-20', 1, '2026-11-23'],
    ['long before the list', listed, '1970-01-02', 1, '1970-01-05'],
    ['no day off at all', new Calendar(new Set()), '2026-11-27', 3, '2026-11-30'],
  ])('%s', (_, calendar, from, days, to) => expect(textOf(calendar.after(day(from), days))).toBe(to));

  it.each([
    ['nothing works', new Calendar(everyDay), '2026-11-24', 0],
    [
      'nothing works after the list',
      new Calendar(everyDay, list('2026-11-23', '2026-11-24')),
      '2026-11-24',
      1,
    ],
    ['the end of time', plain, '9999-12-31', 1],
    ['very far', plain, '2026-11-24', 3_000_000],
  ])('%s: never', (_, calendar, from, days) => expect(calendar.after(day(from), days)).toBe(NEVER));

  it('stays never', () => {
    expect([plain.firstFrom(NEVER), plain.after(NEVER, 3), plain.firstFrom(LAST_DAY)]).toEqual([
      NEVER,
      NEVER,
      LAST_DAY,
    ]);
  });

  it.each([
    [3_659, true],
    [3_660, false],
  ])('closed for %d days: %s', (closed, opens) => {
    const from = day('2026-11-25');
    const off = Array.from({ length: closed }, (_, at) => from + at);
    const calendar = new Calendar(new Set(), { from, to: from + closed + 30, off });
    // The first day of the closure is asked for, and the day before it, on which work was done.
    const found = [calendar.firstFrom(from), calendar.after(from - 1, 1)];
    expect(found.map((one) => one !== NEVER)).toEqual([true, opens]);
    expect(calendar.after(from + closed, 3)).toBe(from + closed + 3);
  });

  it('walks as one would on a wall calendar', () => {
    const weeklyOff = fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { maxLength: 6 });
    const bounds = fc.tuple(fc.integer({ min: 20_700, max: 20_800 }), fc.integer({ min: 0, max: 120 }));
    const off = fc.uniqueArray(fc.integer({ min: 0, max: 120 }), { maxLength: 60 });
    const start = fc.integer({ min: 20_650, max: 20_950 });
    fc.assert(
      fc.property(weeklyOff, bounds, off, start, fc.nat(40), (weekly, [from, length], offs, begin, days) => {
        const inside = offs.filter((each) => each <= length).map((each) => from + each);
        const calendar = new Calendar(new Set(weekly), {
          from,
          to: from + length,
          off: inside.sort((a, b) => a - b),
        });
        const works = (each: Day) =>
          each >= from && each <= from + length ? !inside.includes(each) : !weekly.includes(weekdayOf(each));
        let at = begin;
        while (!works(at)) at++;
        expect(calendar.firstFrom(begin)).toBe(at);
        expect(calendar.isWorking(begin)).toBe(works(begin));
        for (let left = days; left > 0; left--)
          do at++;
          while (!works(at));
        expect(calendar.after(begin, days)).toBe(at);
      }),
      { numRuns: 2_000 },
    );
  });
});
