/** Quantities as whole numbers of 10^-9 stock units: sums, products and shares without float drift. */
const DECIMALS = 9;
const ONE = 10n ** BigInt(DECIMALS);

/** The decimal that a finite number prints as, rounded half up to 9 decimals. */
export function toUnits(quantity: number): bigint {
  const [mantissa = '0', exponent = '0'] = String(quantity).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const shift = DECIMALS - fraction.length + Number(exponent);
  const digits = BigInt(whole + fraction);
  return shift >= 0 ? digits * 10n ** BigInt(shift) : quotient(digits, 10n ** BigInt(-shift));
}

export function fromUnits(units: bigint): number {
  const size = (units < 0n ? -units : units).toString().padStart(DECIMALS + 1, '0');
  return Number(`${units < 0n ? '-' : ''}${size.slice(0, -DECIMALS)}.${size.slice(-DECIMALS)}`);
}

export function product(a: bigint, b: bigint): bigint {
  return quotient(a * b, ONE);
}

/** `whole` × `part` ÷ `of`; `of` is not 0. */
export function share(whole: bigint, part: bigint, of: bigint): bigint {
  return quotient(whole * part, of);
}

/** Division of whole numbers, rounded half away from zero, as the database rounds. */
function quotient(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n !== divisor < 0n;
  const top = dividend < 0n ? -dividend : dividend;
  const bottom = divisor < 0n ? -divisor : divisor;
  const rounded = (2n * top + bottom) / (2n * bottom);
  return negative ? -rounded : rounded;
}
