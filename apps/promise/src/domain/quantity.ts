import { billionthsOf, ONE } from '#libs/kernel';

export { numberOf, ONE } from '#libs/kernel';

/**
 * An exact quantity: an integer number of 1e-9 units. ERPNext stores quantities as decimal(21,9), so every
 * figure that it can hold is one of these, and so is every sum and difference.
 */
export type Quantity = bigint;

/** Quantities are below 1e12 units: the integer part that an ERPNext quantity column has room for. */
export const QUANTITY_BOUND: Quantity = 1_000_000_000_000n * ONE;

const SCALE = 1e9;
const MOST_FAST = 1e15;

/** Undefined when it is no number or reaches the bound. */
export function quantityOf(value: number): Quantity | undefined {
  if (!Number.isFinite(value)) return undefined;
  const exact = billionthsOf(value);
  return exact < QUANTITY_BOUND && exact > -QUANTITY_BOUND ? exact : undefined;
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
    .replace(/(?<!0)0+$/, '');
  return `${quantity < 0n ? '-' : ''}${size / ONE}${fraction === '' ? '' : `.${fraction}`}`;
}
