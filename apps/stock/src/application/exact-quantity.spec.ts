import fc from 'fast-check';
import { fromUnits, product, share, toUnits } from './exact-quantity.js';

it.each([
  [0.1, 100_000_000n],
  [-2.5, -2_500_000_000n],
  [1e-9, 1n],
  [1e-10, 0n],
  [5e-10, 1n],
  [-5e-10, -1n],
  [0.333333333, 333_333_333n],
  [999_999_999_999, 999_999_999_999_000_000_000n],
])('%p is %p units', (quantity, units) => expect(toUnits(quantity)).toBe(units));

it('adds without drift', () => expect(fromUnits(toUnits(0.1) + toUnits(0.2))).toBe(0.3));
it('multiplies a quantity with a factor', () =>
  expect(product(toUnits(0.7), toUnits(12))).toBe(toUnits(8.4)));
it('divides in proportion, rounded to 9 decimals', () =>
  expect(fromUnits(share(toUnits(1), toUnits(1), toUnits(3)))).toBe(0.333333333));

it('gives back every number of 9 decimals', () => {
  const number = fc.integer({ min: -1e15, max: 1e15 }).map((units) => Number(`${units}e-9`));
  fc.assert(fc.property(number, (value) => fromUnits(toUnits(value)) === value || Object.is(value, -0)));
});
