import { fromUnits, toUnits } from '../exact-quantity.js';
import type { Bin } from '../supply.js';
import type { StockLevel } from './documents.js';

/** The sum over bins, without float drift; of none it is zeros. */
export function stockLevel(bins: readonly Bin[]): StockLevel {
  let actual = 0n;
  let reserved = 0n;
  for (const bin of bins) {
    actual += toUnits(bin.actual_qty);
    reserved +=
      toUnits(bin.reserved_qty) +
      toUnits(bin.reserved_qty_for_production) +
      toUnits(bin.reserved_qty_for_sub_contract) +
      toUnits(bin.reserved_qty_for_production_plan);
  }
  return {
    actual: fromUnits(actual),
    reserved: fromUnits(reserved),
    available: fromUnits(actual - reserved),
  };
}
