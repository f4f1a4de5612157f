import * as fc from 'fast-check';
import {
  isWholeTo,
  numberOf,
  ONE,
  QUANTITY_BOUND,
  quantityOf,
  quantityText,
  timesDown,
  timesUp,
} from './quantity.js';
import { billionths } from './test/plain-reading.js';

describe('quantityOf', () => {
  it.each([
    [0, 0n],
    [-0, 0n],
    [1, ONE],
    [0.1, 100_000_000n],
    [0.1 + 0.2, 300_000_000n],
    [1e-9, 1n],
    [4e-10, 0n],
    [6e-10, 1n],
    [-2.5e-7, -250n],
    [-6e-10, -1n],
    [12.345678901, 12_345_678_901n],
    [1e9, 1_000_000_000n * ONE],
    [999_999_999.1234567, 999_999_999_123_456_700n],
    [123_456_789_012.345, 123_456_789_012_345_000_000n],
    [999_999_999_999, QUANTITY_BOUND - ONE],
  ])('%d is %d billionths', (value, quantity) => expect(quantityOf(value)).toBe(quantity));

  it.each([NaN, Infinity, -Infinity, 1e12, -1e12, 1e21, 1.7e308])('%d can not be counted', (value) => {
    expect(quantityOf(value)).toBeUndefined();
  });

  it('reads every decimal as it is written, and gives it back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9 }),
        fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
        (decimals, digits) => {
          const value = Number(`${digits}e-${decimals}`);
          const quantity = quantityOf(value) ?? 0n;
          if (digits < 10n ** 12n && digits > -(10n ** 12n)) expect(quantity).toBe(billionths(value));
          if (quantityOf(value) !== undefined) expect(numberOf(quantity)).toBe(value === 0 ? 0 : value);
        },
      ),
    );
  });

  it('is nearest for every double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -9e11, max: 9e11 }), (value) => {
        const quantity = quantityOf(value) ?? 0n;
        expect(Math.abs(numberOf(quantity) - value)).toBeLessThanOrEqual(
          5.1e-10 + Math.abs(value) * 2 ** -52,
        );
      }),
    );
  });
});

describe('numberOf', () => {
  it.each([
    [1n, 1e-9],
    [-300_000_000n, -0.3],
    [9_007_199_254_740_993n, 9_007_199.254740993],
    [1_234_567_890_123_456_789n, Number('1234567890.123456789')],
    [QUANTITY_BOUND * 7n + 1n, 7e12],
  ])('of %d billionths is %d', (quantity, value) => expect(numberOf(quantity)).toBe(value));
});

describe('products', () => {
  it.each([
    [333_333_333n, 3n * ONE, 999_999_999n, 999_999_999n],
    [1n, 500_000_000n, 1n, 0n],
    [7n, ONE, 7n, 7n],
    [ONE, 7n, 7n, 7n],
    [ONE / 3n, ONE / 3n, 111_111_111n, 111_111_110n],
  ])('of %d and %d: a need of %d, a supply of %d', (left, right, need, supply) => {
    expect([timesUp(left, right), timesDown(left, right)]).toEqual([need, supply]);
  });
});

describe('quantityText', () => {
  it.each([
    [0n, '0'],
    [5n * ONE, '5'],
    [300_000_000n, '0.3'],
    [1n, '0.000000001'],
    [999n, '0.000000999'],
    [1_000n, '0.000001'],
    [-2_500_000_000n, '-2.5'],
    [12_345_678n * ONE + 123_456_789n, '12345678.123456789'],
    [QUANTITY_BOUND, '1000000000000'],
  ])('of %d billionths is %s', (quantity, text) => expect(quantityText(quantity)).toBe(text));

  it('is the quantity itself', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -QUANTITY_BOUND, max: QUANTITY_BOUND }), (quantity) => {
        const [, sign = '', whole = '', fraction = ''] =
          /^(-?)(\d+)(?:\.(\d+))?$/.exec(quantityText(quantity)) ?? [];
        expect(BigInt(`${sign}${whole}${fraction.padEnd(9, '0')}`)).toBe(quantity);
      }),
    );
  });
});

describe('isWholeTo', () => {
  it.each([
    [2, true],
    [0.999_999_999, true],
    [0.9995, true],
    [1.000_499_999, true],
    [1.0005, false],
    [0.999_499_999, false],
    [0.5, false],
  ])('rounds %d to three decimals: %s', (value, whole) => {
    expect(isWholeTo(3, quantityOf(value) ?? 0n)).toBe(whole);
  });
});
