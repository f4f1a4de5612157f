import type { Clock, OtpError } from '#libs/kernel';
import { ItemNames } from './item-names.js';
import type { KeepReference } from './keep-reference.js';
import type { Limits } from './limits.js';
import { type SettledSupply, settleSupply } from './settle-supply.js';
import type { MastersRead, SupplySource } from './supply-source.port.js';
import type { Bin, InboundRow, ItemMaster, OwnReservation } from './supply.js';

/** An item with its moving figures, all true at one instant. Components of bundles are reference data. */
export interface ItemSnapshot {
  readonly item: ItemMaster & { readonly bins: readonly Bin[]; readonly inbound: readonly InboundRow[] };
  /** When its reading began, in milliseconds since 1970. */
  readonly as_of_ms: number;
  /** Why purchase orders could not be read, as a sentence. */
  readonly inbound_unreadable: string | null;
}

/** What one read found out about one item. `code` as it was asked for, without trailing spaces. */
export type ItemOutcome =
  | { readonly kind: 'snapshot'; readonly code: string; readonly snapshot: ItemSnapshot }
  /** ERPNext has no such item. */
  | { readonly kind: 'gone'; readonly code: string }
  /** The item is there, but its supply could not be told: it did not settle, or a figure can't be used. */
  | { readonly kind: 'unusable'; readonly code: string; readonly fault: OtpError };

export interface OrderReading {
  readonly outcomes: readonly ItemOutcome[];
  /** What the Sales Order has itself reserved of the known stock items. */
  readonly ownReservations: readonly OwnReservation[];
}

/** Orders of other statuses are only read to see what became of them a moment ago. */
const SHOWN_STATUSES = new Set(['To Receive', 'To Receive and Bill', 'Draft', 'On Hold']);

/** Reads items from ERPNext as they are now: masters, Bins and purchase orders in three requests. */
export class ReadItems {
  constructor(
    private readonly source: SupplySource,
    private readonly kept: KeepReference,
    private readonly clock: Clock,
    private readonly settings: { readonly settleRounds: number },
  ) {}

  /**
   * One outcome for each code, in the order asked; at most some 500 at once. What is wrong with one item is
   * its own outcome; rejects with an OtpError (see SupplySource) only when nothing could be read at all.
   */
  async read(codes: readonly string[], limits: Limits): Promise<readonly ItemOutcome[]> {
    if (codes.length === 0) return [];
    return (await this.readForOrder(codes, null, limits)).outcomes;
  }

  /** The same with a Sales Order, true at the same instant, in a fourth request. */
  async readForOrder(
    codes: readonly string[],
    salesOrderId: string | null,
    limits: Limits,
  ): Promise<OrderReading> {
    this.source.ready();
    const since = this.source.stampOfNow(this.kept.current().shared.site_time_zone);
    const stop = new AbortController();
    const bounded = { ...limits, signal: AbortSignal.any([limits.signal, stop.signal]) };
    try {
      const [masters, settled] = await Promise.all([
        this.source.itemsOf(codes, bounded),
        settleSupply(this.source, { itemCodes: codes, salesOrderId, since }, bounded, {
          clock: this.clock,
          rounds: this.settings.settleRounds,
        }),
      ]);
      return assemble(codes, masters, settled);
    } finally {
      // When one read failed, the others are of no use any more.
      stop.abort();
    }
  }
}

function assemble(codes: readonly string[], masters: MastersRead, settled: SettledSupply): OrderReading {
  const known = new Map(masters.items.map((master) => [master.item_code, master]));
  const names = new ItemNames([...known.keys(), ...masters.faults.keys()]);
  const canonical = <T>(byCode: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
    new Map(Array.from(byCode, ([code, value]) => [names.find(code) ?? code, value]));
  const items = canonical(settled.items);
  const faults = new Map([...canonical(settled.faults), ...masters.faults]);

  const outcomes = codes.map((code): ItemOutcome => {
    const name = names.find(code);
    if (name === undefined) return { kind: 'gone', code };
    const master = known.get(name);
    const fault = faults.get(name);
    if (fault !== undefined) return { kind: 'unusable', code, fault };
    if (master === undefined) return { kind: 'gone', code };
    const moving = items.get(name) ?? { bins: [], inbound: [], inboundUnreadable: settled.inboundUnreadable };
    const snapshot = {
      item: {
        ...master,
        bins: moving.bins,
        inbound: moving.inbound.filter((row) => SHOWN_STATUSES.has(row.status)),
      },
      as_of_ms: settled.asOf,
      inbound_unreadable: moving.inboundUnreadable,
    };
    return { kind: 'snapshot', code, snapshot };
  });
  const ownReservations = masters.items
    .filter((master) => master.is_stock_item)
    .flatMap(({ item_code }) =>
      (items.get(item_code)?.reserved ?? []).map((part) => ({ ...part, item_code })),
    );
  return { outcomes, ownReservations };
}
