import type { OtpError, WorkSpan } from '#libs/kernel';
import type { BundleComponent, ItemSupply, OwnReservation, Reference } from '../domain/index.js';
import type { Limits } from './limits.js';

/** What supply is read through when it must come from ERPNext now. Rejects with an OtpError. */
export interface StockPort {
  /** Supply of these items, and what the Sales Order has itself reserved, in one consistent state. */
  supplyOf(itemCodes: readonly string[], salesOrderId: string | null, limits: Limits): Promise<LiveSupply>;
  reference(limits: Limits): Promise<VersionedReference>;
  /** State of the connection to ERPNext; does not reject because ERPNext is down. */
  health(limits: Limits): Promise<ErpnextHealth>;
}

/** The replica that all instances share. Rejects with UNAVAILABLE, within a time of its own. */
export interface ReplicaPort {
  /** By the codes as asked for; an item without a usable snapshot is left out. */
  read(itemCodes: readonly string[], span?: WorkSpan): Promise<ReadonlyMap<string, Snapshot>>;
  reference(): Promise<VersionedReference | undefined>;
}

export interface LiveSupply {
  /** Each known item once. */
  readonly items: readonly ItemSupply[];
  /** From a code as asked for to the code as ERPNext writes it, where the two differ. */
  readonly canonicalCodes: ReadonlyMap<string, string>;
  readonly ownReservations: readonly OwnReservation[];
  /** Why purchase orders could not be read, as a sentence; null when they were. */
  readonly inboundUnreadable: string | null;
  /** Items whose supply could not be told, by the code as asked for. */
  readonly faults: ReadonlyMap<string, OtpError>;
  /** The version of the reference data that goes with it. */
  readonly referenceVersion: string;
  /** When the reading of the oldest figure began, in milliseconds since 1970. */
  readonly asOfMs: number;
}

/** An item as the replica keeps it. */
export interface Snapshot {
  readonly item: ItemSupply;
  readonly asOfMs: number;
  readonly inboundUnreadable: string | null;
  /** The history of the node that it came from; see Coverage. */
  readonly history: string | undefined;
}

/** How far the replica as a whole follows ERPNext. */
export interface Coverage {
  /** A full sync has been completed: items that are missing are unknown. */
  readonly complete: boolean;
  /** What ERPNext held at this time is in the replica, in milliseconds since 1970. */
  readonly coveredUntilMs: number | undefined;
  /** The histories of nodes for which this is true; another one may have lost what was written. */
  readonly histories: readonly string[];
}

export interface VersionedReference {
  readonly version: string;
  readonly reference: Reference;
  /** Why figures can't be trusted though they could be read; sentences. */
  readonly distrust: readonly string[];
  readonly bundles: readonly Bundle[];
  /** Why bundles could not be read, as a sentence; null when they were. */
  readonly bundlesUnreadable: string | null;
  /** When its reading began, in milliseconds since 1970. */
  readonly asOfMs: number;
}

export interface Bundle {
  readonly item_code: string;
  readonly components: readonly BundleComponent[];
}

export interface ErpnextHealth {
  readonly connected: boolean;
  /** Sentences for an operator. */
  readonly problems: readonly string[];
}

/** Tells whether promises can be given. */
export interface SupplyPort {
  health(limits: Limits): Promise<SupplyHealth>;
}

export const SUPPLY = Symbol('SupplyPort');

export interface SupplyHealth {
  /** Promises can be given, be it from the replica. */
  readonly canPromise: boolean;
  /** ERPNext answers. */
  readonly connected: boolean;
  /** Sentences for an operator. */
  readonly problems: readonly string[];
}
