import { civilDate, comparand, toFloat } from './values.js';

describe('comparand', () => {
  it.each([
    ['datetime', '2026-11-24 03:30:10.8', '2026-11-24 03:30:10.800000'],
    ['datetime', '2026-11-24T03:30:10+01:00', '2026-11-24 03:30:10.000000'],
    ['datetime', '2026-11-24T02:46:00Z', '2026-11-24 02:46:00.000000'],
    ['datetime', '2026-11-24', '2026-11-24 00:00:00.000000'],
    ['date', '2026-1-5', '2026-01-05'],
    ['float', '12.5', 12.5],
    ['check', '1', 1],
    ['int', true, 1],
    ['text', 'Bolt ', 'bolt'],
  ] as const)('%s %s', (kind, value, expected) => expect(comparand(kind, value)).toBe(expected));

  it.each(['not a date', '2026-13-45', '2026-02-30'])('refuses %s', (value) => {
    expect(() => comparand('date', value)).toThrow('is not a valid date string');
  });
});

describe('civilDate', () => {
  it('knows leap years', () => {
    expect(civilDate('2028-02-29')).toBe('2028-02-29');
    expect(civilDate('2027-02-29')).toBeUndefined();
  });
});

describe('toFloat', () => {
  it.each([
    ['1,200.5', 1200.5],
    ['', 0],
    [null, 0],
    ['abc', 0],
    [Number.NaN, 0],
  ])('%s', (value, number) => expect(toFloat(value)).toBe(number));
});
