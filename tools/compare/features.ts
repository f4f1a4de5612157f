import type { CompanyDay, ItemDay } from './company-day.js';
import type { ComparedOrder } from './orders.js';

/** Stands for "nothing is on its way", in days. */
const NOTHING_COMES = 90;

/**
 * What the model sees of an order, as numbers: the order, the worst of its lines, and from which of `suppliers` the
 * goods come that it waits for. Only of what ERPNext knows on the day.
 */
export function featuresOf(order: ComparedOrder, day: CompanyDay, suppliers: readonly string[]): number[] {
  const lines = order.lines.map(({ item_code, qty }) => {
    const item = day.items.get(item_code);
    if (item === undefined) throw new Error(`${item_code} is not sold.`);
    return lineOf(item, qty, day);
  });
  const short = lines.filter(({ missing }) => missing > 0);
  const worst = short.toSorted((a, b) => b.daysToNext - a.daysToNext || b.missing - a.missing)[0];
  return [
    order.lines.length,
    order.lines.reduce((sum, { qty }) => sum + qty, 0),
    short.length,
    Math.max(...lines.map(({ missing }) => missing)),
    worst?.daysToNext ?? 0,
    worst?.covered ?? 1,
    worst?.overdueRows ?? 0,
    Math.max(...lines.map(({ leadTimeDays }) => leadTimeDays)),
    ...suppliers.map((supplier) => (worst?.supplier === supplier ? 1 : 0)),
  ];
}

function lineOf(item: ItemDay, qty: number, { today }: CompanyDay) {
  const missing = Math.max(0, qty - (item.onHand - item.reserved));
  const coming = item.inbound.filter(({ expected, isOnHold }) => expected >= today && !isOnHold);
  const open = coming.reduce((sum, { openQty }) => sum + openQty, 0);
  return {
    missing,
    /** Share of what is missing that is on its way. */
    covered: missing === 0 ? 1 : Math.min(1, open / missing),
    daysToNext: missing === 0 ? 0 : (coming[0]?.expected ?? today + NOTHING_COMES) - today,
    supplier: coming[0]?.supplier,
    overdueRows: item.inbound.filter(({ expected }) => expected < today).length,
    leadTimeDays: missing === 0 ? 0 : item.leadTimeDays,
  };
}
