/**
 * Exact decimals: a bigint that counts units of 10^-27. That holds the product of three ERPNext
 * quantities (9 decimals each: ordered quantity × conversion factor × bundle quantity) without a remainder.
 */
export type Exact = bigint;

const DECIMALS = 27;
const ONE = 10n ** BigInt(DECIMALS);

/** The decimal number that the JSON text of `value` spells; null counts as 0. */
export function exact(value: number | string | null | undefined): Exact {
  const text = String(value ?? 0).trim();
  const match = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text);
  if (!match || text === '') throw new Error(`not a decimal number: ${JSON.stringify(value)}`);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const shift = DECIMALS - fraction.length + Number(exponent);
  const digits = BigInt(whole + fraction || '0');
  const units = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
  return sign === '-' ? -units : units;
}

export const times = (a: Exact, b: Exact): Exact => (a * b) / ONE;

/** A need that has more than the 9 decimals of a quantity is the next larger one. */
export function roundedUp(a: Exact): Exact {
  const step = 10n ** BigInt(DECIMALS - 9);
  return ((a + step - 1n) / step) * step;
}

/** To the nearest, half up; `a` ≥ 0. */
export function roundedTo(a: Exact, decimals: number): Exact {
  const step = 10n ** BigInt(DECIMALS - decimals);
  return ((2n * a + step) / (2n * step)) * step;
}

export const isWhole = (a: Exact): boolean => a % ONE === 0n;

/** a × numerator ÷ denominator, rounded half up to the 9 decimals that ERPNext stores; all three ≥ 0. */
export function proportion(a: Exact, numerator: Exact, denominator: Exact): Exact {
  const step = 10n ** BigInt(DECIMALS - 9);
  return ((2n * a * numerator + denominator * step) / (2n * denominator * step)) * step;
}

export const atLeastZero = (a: Exact): Exact => (a > 0n ? a : 0n);
export const smaller = (a: Exact, b: Exact): Exact => (a < b ? a : b);
export const total = (parts: readonly Exact[]): Exact => parts.reduce((sum, part) => sum + part, 0n);

/** Decimal text without trailing zeros. */
export function decimalText(a: Exact): string {
  const digits = (a < 0n ? -a : a).toString().padStart(DECIMALS + 1, '0');
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, '');
  return (a < 0n ? '-' : '') + digits.slice(0, -DECIMALS) + (fraction ? `.${fraction}` : '');
}

/** The JSON number nearest to it. */
export const nearestNumber = (a: Exact): number => Number(decimalText(a));
