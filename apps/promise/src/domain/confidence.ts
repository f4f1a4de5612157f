import type { Fill } from './allocation.js';
import type { Confidence } from './answer.js';
import type { OrderAllocation } from './order-allocation.js';

const worse: Readonly<Record<Confidence, number>> = { HIGH: 0, MEDIUM: 1, LOW: 2 };

/** The worst of all demands for goods; HIGH when there are none. */
export function confidenceOf(allocation: OrderAllocation): Confidence {
  let confidence: Confidence = 'HIGH';
  for (const fill of allocation.fills) {
    if (fill !== undefined) confidence = worseOf(confidence, confidenceOfFill(fill));
  }
  return confidence;
}

export function worseOf(left: Confidence, right: Confidence): Confidence {
  return worse[left] >= worse[right] ? left : right;
}

function confidenceOfFill({ demand: { need }, takes, shortage }: Fill): Confidence {
  let stock = 0n;
  let near = 0n;
  let late = 0n;
  for (const { source, quantity } of takes) {
    if (source.row === null) stock += quantity;
    else if (source.late) late += quantity;
    else near += quantity;
  }
  if (shortage === 0n && (stock === need || stock * 100n >= need * 99n)) return 'HIGH';
  return shortage * 10n > need || late > stock + near ? 'LOW' : 'MEDIUM';
}
