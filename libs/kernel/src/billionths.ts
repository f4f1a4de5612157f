/** Numbers as whole numbers of 1e-9, for sums, products and shares without float drift: ERPNext keeps nine decimals. */

/** One, in billionths. */
export const ONE = 1_000_000_000n;

const SCALE = 1e9;
const MOST_FAST = 1e15;
const MOST_EXACT = 9_007_199_254_740_992n;

/**
 * Reads a finite number by its shortest decimal text, so that 0.1 is a tenth; digits beyond the ninth decimal are
 * rounded, half away from zero.
 */
export function billionthsOf(value: number): bigint {
  const scaled = Math.round(value * SCALE);
  // A decimal of up to 15 digits that reads back as the number is its shortest text.
  if (scaled < MOST_FAST && scaled > -MOST_FAST && scaled / SCALE === value) return BigInt(scaled);
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  const [integer = '', fraction = ''] = mantissa.split('.');
  const digits = BigInt(integer + fraction);
  const shift = Number(exponent) - fraction.length + 9;
  return shift >= 0 ? digits * 10n ** BigInt(shift) : quotient(digits, 10n ** BigInt(-shift));
}

/** The number nearest to it. */
export function numberOf(billionths: bigint): number {
  if (billionths < MOST_EXACT && billionths > -MOST_EXACT) return Number(billionths) / SCALE;
  return Number(`${billionths}e-9`);
}

/** Division of whole numbers, rounded half away from zero, as the database rounds. The divisor is above zero. */
export function quotient(dividend: bigint, divisor: bigint): bigint {
  const half = dividend < 0n ? -divisor : divisor;
  return (2n * dividend + half) / (2n * divisor);
}
