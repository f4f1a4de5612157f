import { type Clock, OtpError } from '#libs/kernel';
import type { Limits } from './limits.js';
import type { ItemFaults, Reading, ReadingRequest, Stamped, SupplySource } from './supply-source.port.js';
import type { Bin, InboundRow, OwnReservation, Stamp } from './supply.js';

/** The moving figures of one item, all true at one instant. */
export interface SettledItem {
  readonly bins: readonly Stamped<Bin>[];
  readonly inbound: readonly Stamped<InboundRow>[];
  readonly reserved: readonly OwnReservation[];
  /** Why its purchase orders could not be read, as a sentence. */
  readonly inboundUnreadable: string | null;
}

export interface SettledSupply {
  /** By item code as ERPNext writes it; an item of which nothing is known is not in it. */
  readonly items: ReadonlyMap<string, SettledItem>;
  /** Items that did not settle, or of which a figure can't be used. */
  readonly faults: ItemFaults;
  /** The same for the items of which nothing is known. */
  readonly inboundUnreadable: string | null;
  /** No figure is older, in milliseconds since 1970. */
  readonly asOf: number;
}

interface ItemReading extends SettledItem {
  readonly modifiedOfSalesOrder: Stamp;
}

/**
 * Reads the moving figures so that no movement is seen by half. Bins, purchase orders and the Sales
 * Order come from separate statements; a receipt between them would count goods twice, or not at all.
 * An item of which nothing was written around the first reading is as it was found. Any other is read
 * again until two readings in a row are the same, stamps included: nothing happened to it between the
 * end of the one and the start of the other, so they show one state.
 *
 * An item for which `rounds` more readings were not enough has the fault SUPPLY_UNSETTLED; the others are
 * not concerned.
 */
export async function settleSupply(
  source: SupplySource,
  request: ReadingRequest,
  limits: Limits,
  { clock, rounds }: { readonly clock: Clock; readonly rounds: number },
): Promise<SettledSupply> {
  const asOf = clock.now();
  const first = await source.read(request, limits);
  const items = byItem(first);
  const faults = new Map(first.faults);
  const withoutFault = (code: string): boolean => !faults.has(code);
  let unsettled = touchedSince(request.since, first, items).filter(withoutFault);

  for (let round = 0; round < rounds && unsettled.length > 0; round += 1) {
    const again = await source.read({ ...request, itemCodes: unsettled }, limits);
    const now = byItem(again);
    for (const [code, fault] of again.faults) faults.set(code, fault);
    unsettled = unsettled.filter(withoutFault).filter((code) => {
      const before = items.get(code);
      const after = now.get(code) ?? nothing(again);
      items.set(code, after);
      return before === undefined || fingerprint(before) !== fingerprint(after);
    });
  }
  for (const code of unsettled) faults.set(code, unsettledFault(code));
  return { items, faults, inboundUnreadable: first.inboundUnreadable, asOf };
}

function byItem(reading: Reading): Map<string, ItemReading> {
  const items = new Map<string, ItemReading & { bins: unknown[]; inbound: unknown[]; reserved: unknown[] }>();
  const itemOf = (code: string) => {
    const known = items.get(code);
    if (known) return known;
    const fresh = { ...nothing(reading), bins: [], inbound: [], reserved: [] };
    items.set(code, fresh);
    return fresh;
  };
  for (const bin of reading.bins) itemOf(bin.item_code).bins.push(bin);
  for (const row of reading.inbound) itemOf(row.item_code).inbound.push(row);
  for (const part of reading.salesOrder?.reserved ?? []) itemOf(part.item_code).reserved.push(part);
  return items;
}

function nothing(reading: Reading): ItemReading {
  const { inboundUnreadable, salesOrder } = reading;
  const modifiedOfSalesOrder = salesOrder?.modified ?? null;
  return { bins: [], inbound: [], reserved: [], inboundUnreadable, modifiedOfSalesOrder };
}

/** The items that may have moved while `reading` was made, and with them all of a Sales Order in motion. */
function touchedSince(since: string, reading: Reading, items: ReadonlyMap<string, ItemReading>): string[] {
  const touched = (modified: Stamp): boolean => modified === null || modified >= since;
  const codes = new Set(
    [...reading.bins, ...reading.inbound].filter((row) => touched(row.modified)).map((row) => row.item_code),
  );
  const { salesOrder } = reading;
  if (salesOrder && touched(salesOrder.modified)) for (const code of items.keys()) codes.add(code);
  return [...codes];
}

function fingerprint(item: ItemReading): string {
  const { bins, inbound, reserved, inboundUnreadable, modifiedOfSalesOrder } = item;
  return JSON.stringify([bins, inbound, reserved, inboundUnreadable, modifiedOfSalesOrder]);
}

function unsettledFault(itemCode: string): OtpError {
  return new OtpError(
    'SUPPLY_UNSETTLED',
    `Stock or purchase orders of ${itemCode} changed during every attempt to read them; ask again in a moment.`,
  );
}
