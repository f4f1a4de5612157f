import { billionthsOf, numberOf } from '#libs/kernel';
import type { Bin } from '../supply.js';
import type { StockLevel } from './documents.js';

/** The sum over bins, without float drift; of none it is zeros. */
export function stockLevel(bins: readonly Bin[]): StockLevel {
  let actual = 0n;
  let reserved = 0n;
  for (const bin of bins) {
    actual += billionthsOf(bin.actual_qty);
    reserved +=
      billionthsOf(bin.reserved_qty) +
      billionthsOf(bin.reserved_qty_for_production) +
      billionthsOf(bin.reserved_qty_for_sub_contract) +
      billionthsOf(bin.reserved_qty_for_production_plan);
  }
  return {
    actual: numberOf(actual),
    reserved: numberOf(reserved),
    available: numberOf(actual - reserved),
  };
}
