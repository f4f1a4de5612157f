import { type Clock, OtpError, type WorkSpan } from '#libs/kernel';
import type { Bundles } from './bundles.js';
import type { KeepReference } from './keep-reference.js';
import type { Limits } from './limits.js';
import type { ItemOutcome, ItemSnapshot, OrderReading, ReadItems } from './read-items.js';
import type { ItemFault, ItemSupply, OrderSupply } from './supply.js';

/** Keeps in the replica what was read for somebody who waits; that it can't be kept is no fault of his. */
export interface KeepsReadings {
  readThrough(
    read: () => Promise<OrderReading>,
    span?: WorkSpan,
  ): Promise<OrderReading & { readonly notKept: OtpError | null }>;
}

/** Supply of an order, or of several that wait together, as ERPNext has it now: three requests in all. */
export class GetSupply {
  constructor(
    private readonly items: ReadItems,
    private readonly replica: KeepsReadings,
    private readonly kept: KeepReference,
    private readonly clock: Clock,
  ) {}

  /**
   * `askedCodes` as the customer wrote them; the components of bundles among them are read, too. With a Sales
   * Order all figures are true at one instant with what it has reserved. Rejects with an OtpError (see
   * SupplySource) when nothing could be read; what is wrong with one item is among the faults.
   */
  async supplyOf(
    askedCodes: readonly string[],
    salesOrderId: string | null,
    limits: Limits,
  ): Promise<OrderSupply> {
    const { bundles, shared } = this.kept.current();
    const codes = withComponents(askedCodes, bundles);
    const beganAt = this.clock.now();
    const read = () => this.items.readForOrder(codes, salesOrderId, limits);
    // What is settled together with a Sales Order is of use to this order alone.
    const reading = salesOrderId === null ? await this.replica.readThrough(read, limits.span) : await read();

    const snapshots = snapshotsIn(reading.outcomes);
    const told = snapshots.map(({ item }) => itemSupply(item, bundles, shared.bundles_unreadable));
    const unreadable = snapshots.find((snapshot) => snapshot.inbound_unreadable !== null);
    return {
      items: told.flatMap((each) => ('fault' in each ? [] : [each])),
      canonical_codes: canonicalCodes(askedCodes, reading.outcomes),
      own_reservations: reading.ownReservations,
      faults: [...told, ...reading.outcomes].flatMap((each) => ('fault' in each ? [faultOf(each)] : [])),
      inbound_unreadable: unreadable?.inbound_unreadable ?? null,
      reference_version: shared.version,
      as_of_ms: snapshots.length === 0 ? beganAt : Math.min(...snapshots.map((each) => each.as_of_ms)),
    };
  }
}

/** Codes to read: those asked for, without doubles, and what the bundles among them consist of. */
function withComponents(askedCodes: readonly string[], bundles: Bundles): string[] {
  const codes = new Set(askedCodes.map((code) => code.trimEnd()).filter((code) => code !== ''));
  for (const code of [...codes])
    for (const component of bundles.find(code)?.components ?? []) codes.add(component.item_code);
  return [...codes];
}

/** Each item once, though it may have been asked for in several spellings. */
function snapshotsIn(outcomes: readonly ItemOutcome[]): readonly ItemSnapshot[] {
  const snapshots = outcomes.flatMap((outcome) => (outcome.kind === 'snapshot' ? [outcome.snapshot] : []));
  return [...new Map(snapshots.map((snapshot) => [snapshot.item.item_code, snapshot])).values()];
}

function canonicalCodes(
  askedCodes: readonly string[],
  outcomes: readonly ItemOutcome[],
): Record<string, string> {
  const names = new Map(
    outcomes.flatMap((outcome) =>
      outcome.kind === 'snapshot' ? [[outcome.code, outcome.snapshot.item.item_code] as const] : [],
    ),
  );
  const differing = askedCodes.flatMap((asked) => {
    const name = names.get(asked.trimEnd());
    return name === undefined || name === asked ? [] : [[asked, name] as const];
  });
  return Object.fromEntries(differing);
}

function itemSupply(
  item: ItemSnapshot['item'],
  bundles: Bundles,
  bundlesUnreadable: string | null,
): ItemSupply | { readonly code: string; readonly fault: OtpError } {
  const bundle = item.is_stock_item ? undefined : bundles.find(item.item_code);
  if (item.is_stock_item || bundle !== undefined || bundlesUnreadable === null)
    return { ...item, components: bundle?.components ?? [] };
  return {
    code: item.item_code,
    fault: new OtpError(
      'SUPPLY_UNAVAILABLE',
      `${item.item_code} is not kept in stock and may be a Product Bundle. ${bundlesUnreadable}`,
    ),
  };
}

function faultOf({ code, fault }: { readonly code: string; readonly fault: OtpError }): ItemFault {
  return { item_code: code, fault };
}
