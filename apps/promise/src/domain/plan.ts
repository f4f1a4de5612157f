import type { Fill, Take } from './allocation.js';
import type { Fulfillment, PlanLine } from './answer.js';
import type { CheckedLine, Demand } from './checked-line.js';
import { dayText } from './day.js';
import type { OrderAllocation } from './order-allocation.js';
import { numberOf } from './quantity.js';
import type { Terms } from './terms.js';

/** A plan for each line, in the order of the lines. */
export function planOf(lines: readonly CheckedLine[], allocation: OrderAllocation, terms: Terms): PlanLine[] {
  return lines.map((line) => {
    const fulfillment: Fulfillment[] = [];
    let required = 0n;
    let shortage = 0n;
    for (const demand of line.demands) {
      required += demand.need;
      const fill = allocation.fills[demand.index];
      if (fill === undefined) fulfillment.push(withoutSupply(demand, terms));
      else {
        shortage += fill.shortage;
        for (const take of fill.takes) fulfillment.push(fromSource(fill, take));
      }
    }
    return {
      item_code: line.item.code,
      qty_required: numberOf(required),
      fulfillment,
      shortage: numberOf(shortage),
    };
  });
}

function fromSource({ demand }: Fill, { source, quantity }: Take): Fulfillment {
  return {
    source: source.row === null ? 'stock' : 'purchase_order',
    item_code: demand.item.code,
    qty: numberOf(quantity),
    available_date: dayText(source.available),
    ship_ready_date: dayText(source.ready),
    warehouse: source.warehouse?.name ?? null,
    po_id: source.row?.purchaseOrder ?? null,
    expected_date: source.row?.expectedText ?? null,
  };
}

function withoutSupply(demand: Demand, terms: Terms): Fulfillment {
  const day = dayText(terms.orderDay);
  return {
    source: 'non_stock',
    item_code: demand.item.code,
    qty: numberOf(demand.need),
    available_date: day,
    ship_ready_date: day,
    warehouse: null,
    po_id: null,
    expected_date: null,
  };
}
