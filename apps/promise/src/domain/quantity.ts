/**
 * An exact quantity: an integer number of 1e-9 units. ERPNext stores quantities as decimal(21,9), so every
 * figure that it can hold is one of these, and so is every sum and difference.
 */
export type Quantity = bigint;

export const ONE: Quantity = 1_000_000_000n;
/** Quantities are below 1e12 units: the integer part that an ERPNext quantity column has room for. */
export const QUANTITY_BOUND: Quantity = 1_000_000_000_000n * ONE;

const SCALE = 1e9;
const MOST_FAST = 1e15;
const MOST_EXACT = 9_007_199_254_740_992n;

/**
 * Reads a JSON number by its shortest decimal text, so that 0.1 is a tenth; digits beyond the ninth decimal
 * are rounded to the nearest. Undefined when it is no number or reaches the bound.
 */
export function quantityOf(value: number): Quantity | undefined {
  const scaled = Math.round(value * SCALE);
  // A decimal of up to 15 digits that reads back as the number is its shortest text.
  if (scaled < MOST_FAST && scaled > -MOST_FAST && scaled / SCALE === value) return BigInt(scaled);
  if (!Number.isFinite(value)) return undefined;
  const exact = quantityOfText(String(value));
  return exact < QUANTITY_BOUND && exact > -QUANTITY_BOUND ? exact : undefined;
}

/** `text` as `String(number)` writes it, for example 1.5, -2e-7 or 1e+21. */
function quantityOfText(text: string): Quantity {
  const [mantissa = '', exponent = '0'] = text.split('e');
  const [integer = '', fraction = ''] = mantissa.split('.');
  const value = BigInt(integer + fraction);
  const shift = Number(exponent) - fraction.length + 9;
  if (shift >= 0) return value * 10n ** BigInt(Math.min(shift, 400));
  const divisor = 10n ** BigInt(-shift);
  const half = divisor / 2n;
  return (value < 0n ? value - half : value + half) / divisor;
}

/** The number nearest to a quantity. */
export function numberOf(quantity: Quantity): number {
  if (quantity < MOST_EXACT && quantity > -MOST_EXACT) return Number(quantity) / SCALE;
  return Number(`${quantity}e-9`);
}

/** The product in units; what needs more than nine decimals is rounded up: a need is never made smaller. */
export function timesUp(left: Quantity, right: Quantity): Quantity {
  if (right === ONE) return left;
  const product = left * right;
  const down = product / ONE;
  return product > down * ONE ? down + 1n : down;
}

/** The product of two figures that are not negative, rounded down: supply is never made larger. */
export function timesDown(left: Quantity, right: Quantity): Quantity {
  return right === ONE ? left : (left * right) / ONE;
}

/** Whether it is whole when rounded to `decimals` of its nine decimals. */
export function isWholeTo(decimals: number, quantity: Quantity): boolean {
  const part = quantity % ONE;
  if (part === 0n) return true;
  const half = 5n * 10n ** BigInt(8 - decimals);
  return part < half || part >= ONE - half;
}

export function lesser(left: Quantity, right: Quantity): Quantity {
  return left < right ? left : right;
}

/** Decimal text without trailing zeros or exponent, for sentences. */
export function quantityText(quantity: Quantity): string {
  const billionths = Number(quantity);
  // Below a millionth, and where a double is too short, String would not write all digits.
  if (billionths >= 1_000 && billionths < MOST_FAST) return String(billionths / SCALE);
  const size = quantity < 0n ? -quantity : quantity;
  const fraction = String(size % ONE)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${quantity < 0n ? '-' : ''}${size / ONE}${fraction === '' ? '' : `.${fraction}`}`;
}
