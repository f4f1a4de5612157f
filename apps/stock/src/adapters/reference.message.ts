import type { stock } from '#libs/contracts';
import type { Reference } from '../application/supply.js';

/** Own types have the field names of the contract; only lists have to be made writable. */
export function referenceMessage({ shared, asOfMs }: Reference): stock.GetReferenceResponse {
  return {
    ...shared,
    warehouses: [...shared.warehouses],
    companies: [...shared.companies],
    holiday_lists: shared.holiday_lists.map((list) => ({ ...list, holidays: [...list.holidays] })),
    distrust: [...shared.distrust],
    bundles: shared.bundles.map((bundle) => ({ ...bundle, components: [...bundle.components] })),
    whole_number_uoms: [...shared.whole_number_uoms],
    as_of_ms: asOfMs,
  };
}
