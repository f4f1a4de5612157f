import type { ItemSupply, OwnReservation, Reference } from '../domain/index.js';
import type { Limits } from './limits.js';

/** Where supply comes from. Faults: SUPPLY_UNAVAILABLE, SUPPLY_INVALID, SUPPLY_UNSETTLED, SALES_ORDER_UNKNOWN. */
export interface SupplyPort {
  /** Supply of these items, and what the Sales Order has itself reserved, in one consistent state. */
  supplyOf(itemCodes: readonly string[], salesOrderId: string | null, limits: Limits): Promise<OrderSupply>;
  /** Warehouses, companies, holiday lists. */
  reference(limits: Limits): Promise<VersionedReference>;
  /** Whether supply can be read; does not reject because ERPNext is down. */
  health(limits: Limits): Promise<SupplyHealth>;
}

export const SUPPLY = Symbol('SupplyPort');

export interface OrderSupply {
  /** Each known item once, components of bundles among them. */
  readonly items: readonly ItemSupply[];
  /** From a code as asked for to the code as ERPNext writes it, where the two differ. */
  readonly canonicalCodes: ReadonlyMap<string, string>;
  readonly ownReservations: readonly OwnReservation[];
  /** Why purchase orders could not be read, as a sentence; null when they were. */
  readonly inboundUnreadable: string | null;
  /** The version of the reference data that goes with it. */
  readonly referenceVersion: string;
  /** When the oldest figure was read, in milliseconds since 1970. */
  readonly asOfMs: number;
  readonly dataSource: 'LIVE' | 'REPLICA' | 'STALE';
}

export interface VersionedReference {
  readonly version: string;
  readonly reference: Reference;
  /** Why figures can't be trusted though they could be read; sentences. */
  readonly distrust: readonly string[];
}

export interface SupplyHealth {
  readonly connected: boolean;
  /** Sentences for an operator. */
  readonly problems: readonly string[];
}
