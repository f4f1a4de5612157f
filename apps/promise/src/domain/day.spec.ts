import * as fc from 'fast-check';
import { dayOf, dayText, LAST_DAY, NEVER, textOf, weekdayOf } from './day.js';

describe('dayOf', () => {
  it.each([
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['2000-02-29', 11_016],
    ['2026-11-24', 20_781],
    ['9999-12-31', LAST_DAY],
  ])('%s is %d', (text, day) => expect(dayOf(text)).toBe(day));

  it.each([
    '2026-02-29',
    '1900-02-29',
    '2026-02-30',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-1-1',
    '2026/01/01',
    '2026-01-01 ',
    '2026-01-0x',
    '-026-01-01',
    '24-11-2026',
    '',
  ])('"%s" is no day', (text) => expect(dayOf(text)).toBeUndefined());

  it('and its text are the same for every day', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: LAST_DAY }), (day) => {
        const text = new Date(day * 86_400_000).toISOString().slice(0, 10);
        expect([textOf(day), dayText(day), dayOf(text)]).toEqual([text, text, day]);
        expect(weekdayOf(day)).toBe(new Date(day * 86_400_000).getUTCDay());
      }),
      { numRuns: 2_000 },
    );
  });

  it('still writes days when it has forgotten those that it kept', () => {
    for (let day = 0; day < 30_000; day++) textOf(day);
    expect([textOf(0), textOf(29_999)]).toEqual(['1970-01-01', '2052-02-19']);
  });
});

it('a day that does not come has no text', () => expect(dayText(NEVER)).toBeNull());
