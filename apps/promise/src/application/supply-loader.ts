import { type Clock, isOtpError, OtpError, steadyClock } from '#libs/kernel';
import type { OwnReservation, PreparedItem } from '../domain/index.js';
import { type Found, GatheredSupply, type Source } from './gathered-supply.js';
import { itemKey } from './item-code.js';
import type { ItemReads } from './item-reads.js';
import type { KnownSupply } from './known-supply.js';
import type { Limits } from './limits.js';
import type { HeldReference, ReferenceHolder } from './reference-holder.js';
import type { SupplyWatch } from './supply-watch.port.js';

/** All that one order is calculated with. */
export interface OrderSupply {
  readonly reference: HeldReference;
  /** By code as ERPNext writes it; components of bundles among them. Unknown items are missing. */
  readonly items: ReadonlyMap<string, PreparedItem>;
  /** From a code as asked for to the code as ERPNext writes it, where the two differ. */
  readonly canonicalCodes: ReadonlyMap<string, string>;
  readonly ownReservations: readonly OwnReservation[];
  /** Why purchase orders could not be read, as a sentence; null when they were. */
  readonly inboundUnreadable: string | null;
  /** Of the oldest figure, in milliseconds since 1970. */
  readonly asOfMs: number;
  readonly dataSource: Source;
}

/** One order's search: what is wanted by key, what was found, and what may be used when nothing better comes. */
interface Search {
  readonly reference: HeldReference;
  readonly wanted: ReadonlyMap<string, string>;
  readonly found: Map<string, Found>;
  readonly older: Map<string, Omit<NonNullable<Found>, 'source'>>;
  readonly limits: Limits;
}

/** How often an order starts anew because warehouses or bundles changed, or a read ended, before it had all. */
const ROUNDS = 3;
const noReservations: readonly OwnReservation[] = [];

/** Supply of orders: from this process, else from the replica, else from ERPNext. */
export class SupplyLoader {
  constructor(
    private readonly known: KnownSupply,
    private readonly reads: ItemReads,
    private readonly references: ReferenceHolder,
    private readonly watch: SupplyWatch,
    private readonly settings: {
      readonly clock: Clock;
      /** Figures older than that, in milliseconds, are worth nothing. */
      readonly oldestMs: number;
    },
  ) {}

  /** Supply of an order when this process has all of it; nothing is awaited. */
  atHand(itemCodes: readonly string[]): OrderSupply | undefined {
    const reference = this.references.current();
    if (reference === undefined || !this.known.complete) return undefined;
    const now = this.settings.clock.now();
    const gathered = GatheredSupply.from(itemCodes, reference, (key, code) => this.kept(key, code, now));
    if (gathered === undefined) return undefined;
    this.watch.looked('l1', gathered.items.size, 0);
    return this.supplied(gathered, reference, noReservations);
  }

  /**
   * Supply of an order, wherever it is; that of a Sales Order always from ERPNext, because what it has reserved
   * must go with the figures that it is given back to. Rejects with the fault of an item whose supply can't be told.
   */
  async supplyOf(
    itemCodes: readonly string[],
    salesOrderId: string | null,
    limits: Limits,
  ): Promise<OrderSupply> {
    const found = new Map<string, Found>();
    let fault: unknown;
    for (let round = 0; round < ROUNDS; round++) {
      const reference = await this.references.fresh(limits);
      for (const [key, entry] of found) {
        if (entry !== null && entry.item.reference !== reference) found.delete(key);
      }
      const wanted = withComponents(itemCodes, reference, found);
      const search: Search = { reference, wanted, found, older: new Map(), limits };
      let own = noReservations;
      if (salesOrderId === null) fault = await this.search(search);
      else own = await this.searchFor(salesOrderId, search);
      const gathered = GatheredSupply.from(itemCodes, reference, (key) => found.get(key));
      if (gathered !== undefined) return this.supplied(gathered, reference, own);
    }
    throw fault instanceof Error
      ? fault
      : new OtpError(
          'SUPPLY_UNSETTLED',
          'Warehouses or bundles changed during every attempt to read supply.',
        );
  }

  private supplied(
    gathered: GatheredSupply,
    reference: HeldReference,
    ownReservations: readonly OwnReservation[],
  ): OrderSupply {
    const now = this.settings.clock.now();
    const { items, canonicalCodes, inboundUnreadable } = gathered;
    const asOfMs = Math.min(gathered.asOfMs, now);
    const dataSource = this.references.isOutdated() ? 'STALE' : gathered.source;
    this.watch.supplied(now - asOfMs, dataSource, gathered.layer);
    return { reference, items, canonicalCodes, ownReservations, inboundUnreadable, asOfMs, dataSource };
  }

  /** What this process keeps of an item, when it may be used as it is. */
  private kept(key: string, code: string, now: number): Found | undefined {
    const item = this.known.find(key, code);
    if (item === undefined) {
      if (!this.known.isUnknown(key, now)) return undefined;
      this.watch.looked('negative', 1, 0);
      return null;
    }
    const asOfMs = this.known.asOf(item);
    if (!this.known.isFresh(item, asOfMs, now) || !this.known.isConfirmed(item, now)) return undefined;
    return { item, asOfMs, source: 'REPLICA', layer: 'l1' };
  }

  /** Finds what is not found yet. Resolves with a fault after which another try is worth while. */
  private async search(search: Search): Promise<unknown> {
    const { wanted, found } = search;
    const missing = new Map<string, string>();
    for (const [key, code] of wanted) if (!found.has(key)) missing.set(key, code);
    // Until it has been filled once, the replica is none: everything comes from ERPNext.
    const atErpnext = this.known.complete
      ? await this.searchReplica(this.searchKept(missing, search), search)
      : missing;
    return atErpnext.size === 0 ? undefined : this.searchErpnext(atErpnext, search);
  }

  /** Gives back what is not here. */
  private searchKept(
    missing: ReadonlyMap<string, string>,
    { reference, found, older }: Search,
  ): Map<string, string> {
    const now = this.settings.clock.now();
    const left = new Map<string, string>();
    let hits = 0;
    for (const [key, code] of missing) {
      const kept = this.kept(key, code, now);
      if (kept === null || kept?.item.reference === reference) {
        found.set(key, kept);
        if (kept !== null) hits += 1;
        continue;
      }
      left.set(key, code);
      const item = this.known.find(key, code);
      if (item?.reference === reference) older.set(key, { item, asOfMs: this.known.asOf(item), layer: 'l1' });
    }
    this.watch.looked('l1', hits, left.size);
    return left;
  }

  /** Gives back what is not there, or too old there. */
  private async searchReplica(
    missing: ReadonlyMap<string, string>,
    search: Search,
  ): Promise<ReadonlyMap<string, string>> {
    const { found, older, limits } = search;
    const now = this.settings.clock.now();
    const asked = new Map<string, string>();
    for (const [key, code] of missing) {
      const kept = older.get(key);
      // What was not changed since it came from a node that is vouched for is no fresher there.
      const isFollowed = kept?.item.tellings !== undefined && this.known.isConfirmed(kept.item, now);
      if (!isFollowed) asked.set(key, code);
    }
    if (asked.size === 0) return missing;
    const outcomes = await timed(limits, 'REPLICA', asked.size, (within) =>
      this.reads.replica.get(asked, within),
    );
    const left = new Map(missing);
    for (const [key, outcome] of outcomes) {
      if ('fault' in outcome) {
        throwIfFinal(outcome.fault);
        continue;
      }
      const item = outcome.value;
      if (this.known.isFresh(item, item.asOfMs, now)) {
        found.set(key, { item, asOfMs: item.asOfMs, source: 'REPLICA', layer: 'redis' });
        left.delete(key);
      } else if (item.asOfMs > (older.get(key)?.asOfMs ?? 0)) {
        older.set(key, { item, asOfMs: item.asOfMs, layer: 'redis' });
      }
    }
    return left;
  }

  /** While something older would do, ERPNext gets half of the time that is left; else all of it. */
  private async searchErpnext(missing: ReadonlyMap<string, string>, search: Search): Promise<unknown> {
    const { found, older, limits } = search;
    const now = this.settings.clock.now();
    const canDoWithout = [...missing.keys()].every((key) => this.isUsable(older.get(key)?.asOfMs, now));
    const half = (steadyClock.now() + limits.deadline) / 2;
    const deadline = canDoWithout ? half : limits.deadline;
    let outcomes: Awaited<ReturnType<ItemReads['live']['get']>> | undefined;
    let late: unknown;
    try {
      outcomes = await timed({ ...limits, deadline }, 'LIVE', missing.size, (within) =>
        this.reads.live.get(missing, within),
      );
    } catch (fault) {
      if (!canDoWithout || limits.signal.aborted) throw fault;
      late = fault;
    }
    let fault: unknown;
    for (const key of missing.keys()) {
      const outcome = outcomes?.get(key) ?? { fault: late };
      if ('value' in outcome) {
        const item = outcome.value;
        found.set(key, item && { item, asOfMs: item.asOfMs, source: 'LIVE', layer: 'erpnext' });
        if (item === null) this.watch.looked('negative', 0, 1);
      } else fault = this.settle(key, outcome.fault, search) ?? fault;
    }
    return fault;
  }

  /** An item that ERPNext did not tell: older figures will do. Gives the fault back when another try may help. */
  private settle(key: string, fault: unknown, { found, older, limits }: Search): unknown {
    throwIfFinal(fault);
    const now = this.settings.clock.now();
    const kept = older.get(key);
    if (kept !== undefined && this.isUsable(kept.asOfMs, now)) {
      found.set(key, { ...kept, source: 'STALE' });
      return undefined;
    }
    // The read may have begun for someone less patient.
    if (isOtpError(fault) && fault.code === 'DEADLINE_EXCEEDED' && steadyClock.now() < limits.deadline) {
      return fault;
    }
    if (kept === undefined) throw fault;
    throw new OtpError(
      'SUPPLY_UNAVAILABLE',
      `What is known of ${kept.item.prepared.code} is too old, and could not be read again.`,
      {
        cause: fault,
      },
    );
  }

  private isUsable(asOfMs: number | undefined, now: number): boolean {
    return asOfMs !== undefined && now - asOfMs <= this.settings.oldestMs;
  }

  private async searchFor(
    salesOrderId: string,
    { wanted, found, limits }: Search,
  ): Promise<readonly OwnReservation[]> {
    const { supply, items } = await timed(limits, 'LIVE', wanted.size, (within) =>
      this.reads.ofSalesOrder(wanted, salesOrderId, within),
    );
    for (const [key, outcome] of items) {
      if ('fault' in outcome) throw outcome.fault;
      const item = outcome.value;
      found.set(key, item && { item, asOfMs: item.asOfMs, source: 'LIVE', layer: 'erpnext' });
    }
    return supply.ownReservations;
  }
}

/** Records the waiting for items that are not at hand. */
async function timed<T>(
  limits: Limits,
  from: 'LIVE' | 'REPLICA',
  items: number,
  read: (limits: Limits) => Promise<T>,
): Promise<T> {
  const span = limits.span?.begin('readSupply');
  if (span === undefined) return read(limits);
  span.set('otp.supply.source', from).set('otp.supply.items_missed', items);
  try {
    return await read({ ...limits, span });
  } catch (error) {
    span.fail();
    throw error;
  } finally {
    span.end();
  }
}

/** By key: what an order names, and what the bundles among it consist of. */
function withComponents(
  itemCodes: readonly string[],
  reference: HeldReference,
  found: ReadonlyMap<string, Found>,
): Map<string, string> {
  const wanted = new Map<string, string>();
  const want = (key: string, code: string): void => {
    if (key !== '' && !wanted.has(key)) wanted.set(key, code);
  };
  for (const code of itemCodes) {
    const key = itemKey(code);
    want(key, code);
    for (const part of reference.componentsOf(found.get(key)?.item.prepared.code ?? code)) {
      want(itemKey(part.item_code), part.item_code);
    }
  }
  return wanted;
}

/** A document in ERPNext that can't be used is not made better by older figures. */
function throwIfFinal(fault: unknown): void {
  if (!isOtpError(fault) || fault.code === 'SUPPLY_INVALID') throw fault;
}
