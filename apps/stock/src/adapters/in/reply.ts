import { stock } from '#libs/contracts';
import type { Health } from '../../application/check-health.js';
import type { OrderSupply, SharedReference } from '../../application/supply.js';

/** Own types have the field names of the contract; only lists have to be made writable. */
export function replyOfSupply(supply: OrderSupply): stock.GetSupplyResponse {
  return {
    ...supply,
    items: supply.items.map((item) => ({
      ...item,
      uoms: [...item.uoms],
      bins: [...item.bins],
      inbound: [...item.inbound],
      components: [...item.components],
    })),
    own_reservations: [...supply.own_reservations],
    data_source: stock.GetSupplyResponse_DataSource.LIVE,
    faults: [],
  };
}

export function replyOfReference(reference: SharedReference): stock.GetReferenceResponse {
  return {
    ...reference,
    warehouses: [...reference.warehouses],
    companies: [...reference.companies],
    holiday_lists: reference.holiday_lists.map((list) => ({ ...list, holidays: [...list.holidays] })),
    distrust: [...reference.distrust],
    bundles: [],
    bundles_unreadable: null,
    whole_number_uoms: [],
    as_of_ms: 0,
  };
}

export function replyOfHealth(health: Health): stock.GetHealthResponse {
  return { ...health, problems: [...health.problems] };
}
