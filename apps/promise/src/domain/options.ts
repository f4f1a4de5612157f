import { alternateWarehouses } from './alternate-warehouse.js';
import type { Option } from './answer.js';
import type { Calculation } from './calculation.js';
import { NEVER } from './day.js';
import { expeditedOrders } from './expedited-order.js';
import { splitShipments } from './split-shipment.js';

/**
 * Changes that bring an earlier date, earliest first: at most three of warehouse, three of purchase orders, two
 * of splitting. None when the goods wait for the desired date, or when there is no calendar to date them.
 */
export function optionsOf(calculation: Calculation): Option[] {
  const { terms, allocation, date } = calculation;
  if (allocation.items.length === 0 || terms.orderDay === NEVER || date?.movedToDesired === true) return [];
  const options = [
    ...alternateWarehouses(calculation),
    ...expeditedOrders(calculation),
    ...splitShipments(calculation),
  ];
  return options.length < 2
    ? options
    : options.sort((a, b) =>
        a.promise_date < b.promise_date ? -1 : a.promise_date > b.promise_date ? 1 : 0,
      );
}
