import fc from 'fast-check';
import { billionthsOf, numberOf, ONE, quotient } from './billionths.js';

it.each([
  [0.1, 100_000_000n],
  [-0, 0n],
  [-2.5, -2_500_000_000n],
  [1e-9, 1n],
  [1e-10, 0n],
  [5e-10, 1n],
  [-5e-10, -1n],
  [0.333333333, 333_333_333n],
  [999_999_999.1234567, 999_999_999_123_456_700n],
  [999_999_999_999, 999_999_999_999_000_000_000n],
  [1.5e21, 1_500_000_000_000n * ONE * ONE],
])('%p is %p billionths', (value, billionths) => expect(billionthsOf(value)).toBe(billionths));

it('adds without drift', () => expect(numberOf(billionthsOf(0.1) + billionthsOf(0.2))).toBe(0.3));

it.each([
  [1n, 3n, 0n],
  [1n, 2n, 1n],
  [2n, 3n, 1n],
  [-1n, 3n, 0n],
  [-1n, 2n, -1n],
  [-2n, 3n, -1n],
  [12n * 700_000_000n * ONE, ONE, 12n * 700_000_000n],
])('%p divided by %p is %p', (dividend, divisor, rounded) =>
  expect(quotient(dividend, divisor)).toBe(rounded),
);

it('gives back every number of 9 decimals', () => {
  const number = fc.integer({ min: -1e15, max: 1e15 }).map((units) => Number(`${units}e-9`));
  fc.assert(fc.property(number, (value) => numberOf(billionthsOf(value)) === value || Object.is(value, -0)));
});
