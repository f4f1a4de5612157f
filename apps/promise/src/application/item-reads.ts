import { type Clock, isOtpError, OtpError } from '#libs/kernel';
import { type ItemSupply, prepareItem } from '../domain/index.js';
import { isSameItem, itemKey } from './item-code.js';
import type { KeptItem, KnownSupply, Standing } from './known-supply.js';
import type { Limits } from './limits.js';
import { type BatchBounds, NaturalBatch, type Outcome } from './natural-batch.js';
import type { HeldReference, ReferenceHolder } from './reference-holder.js';
import type { LiveSupply, ReplicaPort, Snapshot, StockPort } from './supply.port.js';
import type { SupplyWatch } from './supply-watch.port.js';

const noComponents: ItemSupply['components'] = [];

/** Null: ERPNext does not know the item. */
type Read = KeptItem | null;

export interface LiveRead {
  readonly supply: LiveSupply;
  /** By key. */
  readonly items: Map<string, Outcome<Read>>;
}

interface Origin {
  readonly reference: HeldReference;
  readonly asOfMs: number;
  readonly readAtMs: number;
  readonly inboundUnreadable: string | null;
  readonly tellings: number | undefined;
}

/** Reads of items from the replica and from ERPNext, each shared by all orders that wait for the same. */
export class ItemReads {
  /** An item of which the replica holds nothing usable is left out. */
  readonly replica: NaturalBatch<KeptItem>;
  readonly live: NaturalBatch<Read>;

  constructor(
    private readonly sources: {
      readonly stock: StockPort;
      readonly replica: ReplicaPort;
      readonly watch: SupplyWatch;
    },
    private readonly references: ReferenceHolder,
    private readonly known: KnownSupply,
    private readonly clock: Clock,
    bounds: { readonly replica: BatchBounds; readonly live: BatchBounds },
  ) {
    const keep = (key: string, read: Read): void => {
      if (read === null) known.keepUnknown(key);
      else known.keep(key, read);
    };
    const refused = (): void => sources.watch.refused();
    this.replica = new NaturalBatch(
      'The replica of supply',
      (asked, limits) => this.fromReplica(asked, limits),
      keep,
      bounds.replica,
      refused,
    );
    this.live = new NaturalBatch(
      'Supply of ERPNext',
      (asked, limits) => this.fromErpnext(asked, limits),
      keep,
      bounds.live,
      refused,
    );
  }

  /** These items have changed: what is being read of them may be from before. */
  overtake(itemCodes: readonly string[]): void {
    for (const code of itemCodes) {
      const key = itemKey(code);
      this.replica.overtake(key);
      this.live.overtake(key);
    }
  }

  overtakeAll(): void {
    this.replica.overtakeAll();
    this.live.overtakeAll();
  }

  /** Items as ERPNext has them now, for one order alone, with what its Sales Order has itself reserved. */
  ofSalesOrder(asked: ReadonlyMap<string, string>, salesOrderId: string, limits: Limits): Promise<LiveRead> {
    return this.readLive(asked, salesOrderId, limits);
  }

  private async fromReplica(
    asked: ReadonlyMap<string, string>,
    limits: Limits,
  ): Promise<Map<string, Outcome<KeptItem>>> {
    const standing = this.known.now();
    this.sources.watch.read('redis', asked.size);
    const found = await this.sources.replica.read([...asked.values()], limits.span);
    const reference = await this.references.fresh(limits);
    const outcomes = new Map<string, Outcome<KeptItem>>();
    for (const [key, code] of asked) {
      const snapshot = found.get(code);
      if (snapshot !== undefined && isSameItem(code, snapshot.item.item_code)) {
        outcomes.set(key, this.prepared(snapshot.item, originOf(snapshot, standing, reference)));
      }
    }
    this.sources.watch.looked('redis', outcomes.size, asked.size - outcomes.size);
    return outcomes;
  }

  private async fromErpnext(
    asked: ReadonlyMap<string, string>,
    limits: Limits,
  ): Promise<Map<string, Outcome<Read>>> {
    return (await this.readLive(asked, null, limits)).items;
  }

  private async readLive(
    asked: ReadonlyMap<string, string>,
    salesOrderId: string | null,
    limits: Limits,
  ): Promise<LiveRead> {
    const { tellings } = this.known.now();
    this.sources.watch.read('erpnext', asked.size);
    const supply = await this.sources.stock.supplyOf([...asked.values()], salesOrderId, limits);
    this.references.told(supply.referenceVersion);
    const reference = await this.references.fresh(limits);
    const { asOfMs, inboundUnreadable } = supply;
    const origin = { reference, asOfMs, readAtMs: asOfMs, inboundUnreadable, tellings };
    const byCode = new Map(supply.items.map((item) => [item.item_code, item]));
    const items = new Map<string, Outcome<Read>>();
    for (const [key, code] of asked) {
      const fault = supply.faults.get(code);
      const item = byCode.get(supply.canonicalCodes.get(code) ?? code);
      if (fault !== undefined) items.set(key, { fault });
      else items.set(key, item === undefined ? { value: null } : this.prepared(item, origin));
    }
    return { supply, items };
  }

  private prepared(item: ItemSupply, { reference, ...origin }: Origin): Outcome<KeptItem> {
    if (!item.is_stock_item && reference.bundlesUnreadable !== null) {
      return {
        fault: new OtpError(
          'SUPPLY_UNAVAILABLE',
          `${item.item_code} is not kept in stock and may be a Product Bundle. ${reference.bundlesUnreadable}`,
        ),
      };
    }
    const components = item.is_stock_item ? noComponents : reference.componentsOf(item.item_code);
    try {
      const prepared = prepareItem({ ...item, components }, reference.prepared);
      return { value: { prepared, reference, keptAtMs: this.clock.now(), ...origin } };
    } catch (fault) {
      if (!isOtpError(fault)) throw fault;
      return { fault };
    }
  }
}

/**
 * The sync vouches for nodes whose history it has seen from end to end: only what comes from such a node is
 * covered; another one (after a failover, a restart) may have lost what was written, and has its own age alone.
 */
function originOf(snapshot: Snapshot, standing: Standing, reference: HeldReference): Origin {
  const isCovered = snapshot.history !== undefined && standing.histories.has(snapshot.history);
  return {
    reference,
    readAtMs: snapshot.asOfMs,
    asOfMs: isCovered ? Math.max(snapshot.asOfMs, standing.coveredUntilMs) : snapshot.asOfMs,
    inboundUnreadable: snapshot.inboundUnreadable,
    tellings: isCovered ? standing.tellings : undefined,
  };
}
