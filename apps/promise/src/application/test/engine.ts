import type { Clock } from '#libs/kernel';
import { item, reference } from '../../domain/test/company.js';
import type { ItemSupply } from '../../domain/index.js';
import { ItemReads } from '../item-reads.js';
import { type Cache, type KeptItem, KnownSupply } from '../known-supply.js';
import type { Limits } from '../limits.js';
import { ReferenceHolder } from '../reference-holder.js';
import { SupplyChanges } from '../supply-changes.js';
import { SupplyLoader } from '../supply-loader.js';
import type {
  ErpnextHealth,
  LiveSupply,
  ReplicaPort,
  Snapshot,
  StockPort,
  VersionedReference,
} from '../supply.port.js';
import type { SupplyWatch } from '../supply-watch.port.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** The clock of these tests; it stands still until it is moved. */
export class StoppedClock implements Clock {
  constructor(public ms = Date.UTC(2026, 10, 24, 9)) {}
  now(): number {
    return this.ms;
  }
}

/** A read that is answered by hand. */
export interface HeldRead<T> {
  readonly codes: readonly string[];
  readonly salesOrderId: string | null;
  readonly limits: Limits | undefined;
  answer(value: T): void;
  fail(error: Error): void;
}

function hold<T>(
  reads: HeldRead<T>[],
  codes: readonly string[],
  salesOrderId: string | null = null,
  limits?: Limits,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  reads.push({ codes, salesOrderId, limits, answer: resolve, fail: reject });
  return promise;
}

export class StockByHand implements StockPort {
  readonly reads: HeldRead<LiveSupply>[] = [];
  shared: VersionedReference | Error = versioned('v1');

  supplyOf(codes: readonly string[], salesOrderId: string | null, limits: Limits): Promise<LiveSupply> {
    return hold(this.reads, codes, salesOrderId, limits);
  }
  reference(): Promise<VersionedReference> {
    return this.shared instanceof Error ? Promise.reject(this.shared) : Promise.resolve(this.shared);
  }
  health(): Promise<ErpnextHealth> {
    throw new Error('not asked for here');
  }
}

export class ReplicaByHand implements ReplicaPort {
  readonly reads: HeldRead<ReadonlyMap<string, Snapshot>>[] = [];
  shared: VersionedReference | undefined | Error;

  read(codes: readonly string[]): Promise<ReadonlyMap<string, Snapshot>> {
    return hold(this.reads, codes);
  }
  reference(): Promise<VersionedReference | undefined> {
    return this.shared instanceof Error ? Promise.reject(this.shared) : Promise.resolve(this.shared);
  }
}

export function versioned(version: string, more: Partial<VersionedReference> = {}): VersionedReference {
  return {
    version,
    reference,
    distrust: [],
    bundles: [],
    bundlesUnreadable: null,
    asOfMs: Date.UTC(2026, 10, 24, 9),
    ...more,
  };
}

export const settings = {
  weekly_off: ['Saturday', 'Sunday'] as const,
  warehouse_classes: {},
  processing_lead_times: { items: {}, warehouses: {} },
  freshMs: HOUR,
  oldestMs: 24 * HOUR,
};

const silent: SupplyWatch = {
  looked: () => undefined,
  read: () => undefined,
  supplied: () => undefined,
  refused: () => undefined,
  reset: () => undefined,
  lostContact: () => undefined,
};

class UnboundedCache<V> extends Map<string, V> implements Omit<Cache<V>, 'set'> {}

/** The supply side of the promise service over sources that are answered by hand. */
export class Engine {
  readonly clock = new StoppedClock();
  readonly stock = new StockByHand();
  readonly replica = new ReplicaByHand();
  readonly kept = new UnboundedCache<KeptItem>();
  /** The farthest layer of each order that got its supply. */
  readonly layers: string[] = [];
  private readonly watch: SupplyWatch = {
    ...silent,
    supplied: (_age, _source, layer) => void this.layers.push(layer),
  };
  /** Undefined: always at this very moment. */
  heardAt: number | undefined;
  readonly known = new KnownSupply(
    this.kept,
    new UnboundedCache<number>(),
    () => this.heardAt ?? this.clock.ms,
    this.clock,
    {
      staleAfterMs: 15 * MINUTE,
      masterOldestMs: 24 * HOUR,
      unconfirmedMs: MINUTE / 2,
      unknownMs: MINUTE / 2,
    },
  );
  readonly references = new ReferenceHolder(this, settings, this.clock, () => this.known.forgetItems());
  private readonly reads = new ItemReads(
    { stock: this.stock, replica: this.replica, watch: this.watch },
    this.references,
    this.known,
    this.clock,
    {
      replica: { reads: 2, keys: 500, waiting: 1_000 },
      live: { reads: 2, keys: 500, waiting: 1_000 },
    },
  );
  readonly loader = new SupplyLoader(this.known, this.reads, this.references, this.watch, {
    clock: this.clock,
    oldestMs: 24 * HOUR,
  });
  readonly changes = new SupplyChanges(this.known, this.reads, this.references, this.watch);

  /** A complete replica that has followed ERPNext up to now. */
  inStep(): this {
    this.changes.reset(this.coverage(), 'v1');
    return this;
  }

  coverage(coveredUntilMs = this.clock.ms) {
    return { complete: true, coveredUntilMs, histories: ['history'] };
  }

  limits(ms = 2_000): Limits {
    return { deadline: performance.now() + ms, signal: new AbortController().signal };
  }

  snapshot(code: string, more: Partial<Snapshot & { supply: Partial<ItemSupply> }> = {}): Snapshot {
    return {
      item: item(code, more.supply),
      asOfMs: this.clock.ms,
      inboundUnreadable: null,
      history: 'history',
      ...more,
    };
  }

  live(items: readonly ItemSupply[], more: Partial<LiveSupply> = {}): LiveSupply {
    return {
      items,
      canonicalCodes: new Map(),
      ownReservations: [],
      inboundUnreadable: null,
      faults: new Map(),
      referenceVersion: 'v1',
      asOfMs: this.clock.ms,
      ...more,
    };
  }
}

/** Lets all go on that waits for what has been answered, timers left out. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
