import type { ItemAllocation } from './allocation.js';
import type { Calculation } from './calculation.js';
import { LONGEST_CLOSURE } from './calendar.js';
import { NEVER, textOf } from './day.js';
import type { OpenRow } from './prepared-item.js';
import { quantityText } from './quantity.js';
import { inScope } from './warehouse-tree.js';
import { amountOf, announced, dateOrNone } from './wording.js';
import type { World } from './world.js';

/** What stands in the way, as sentences for an order desk. */
export function blockersOf(calculation: Calculation, world: World): string[] {
  const { checked, terms, allocation } = calculation;
  const blockers: string[] = [...world.distrust];
  if (world.inboundUnreadable !== null) blockers.push(world.inboundUnreadable);
  if (terms.orderDay === NEVER) {
    blockers.push(`The calendar of ${terms.company} has no working day in the next ${LONGEST_CLOSURE} days.`);
  }
  if (allocation.isShort) {
    for (const line of checked.lines) {
      for (const demand of line.demands) {
        const fill = allocation.fills[demand.index];
        if (fill === undefined || fill.shortage === 0n) continue;
        const bundle = demand.perBundle === null ? '' : ` for ${line.item.code}`;
        const needed = `${quantityText(demand.need - fill.shortage)} of ${quantityText(demand.need)}`;
        blockers.push(
          `${amountOf(fill.shortage, demand.item)}${bundle} are missing: ${demand.scope.name} can give ${needed}.`,
        );
      }
    }
  }
  if (terms.inboundKnown)
    for (const item of allocation.items) addInboundBlockers(blockers, item, calculation);
  addDateBlocker(blockers, calculation);
  return blockers;
}

function addInboundBlockers(blockers: string[], allocation: ItemAllocation, { terms }: Calculation): void {
  const { item, fills } = allocation;
  const supply = item.supply.get(terms.company);
  if (supply === undefined) return;
  const concerns = ({ warehouse }: OpenRow) =>
    warehouse === null || terms.companyWide || fills.some(({ demand }) => inScope(warehouse, demand.scope));
  const overdueMeans =
    terms.overdueArrival === null ? 'not counted' : `taken to arrive on ${dateOrNone(terms.overdueArrival)}`;
  for (const row of supply.inbound) {
    if (row.expected >= terms.today) break;
    if (!concerns(row)) continue;
    blockers.push(
      `Purchase Order ${row.purchaseOrder} is overdue: ${announced(row, item)}; ${overdueMeans}.`,
    );
  }
  for (const row of supply.held) {
    if (!concerns(row)) continue;
    blockers.push(`Purchase Order ${row.purchaseOrder} is On Hold: ${announced(row, item)}; not counted.`);
  }
  for (const row of supply.undated) {
    if (!concerns(row)) continue;
    blockers.push(`Purchase Order ${row.purchaseOrder} has no date: ${announced(row, item)}; not counted.`);
  }
}

function addDateBlocker(blockers: string[], { checked, terms, date }: Calculation): void {
  if (date === null || date.promise !== null || terms.orderDay === NEVER) return;
  blockers.push(
    date.onTime === false
      ? `The earliest date is ${textOf(date.raw)}, later than the desired date ${checked.order.desired_date}.`
      : `The date would come after 9999-12-31, or after more than ${LONGEST_CLOSURE} days without a working day.`,
  );
}
