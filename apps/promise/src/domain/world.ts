import type { DataSource } from './answer.js';
import type { PreparedItem } from './prepared-item.js';
import type { PreparedReference } from './prepared-reference.js';
import type { OwnReservation } from './supply.js';

/** All that is known when an order is calculated: supply of one moment, and the reference data to it. */
export interface World {
  /** By code; the components of bundles among them. */
  readonly items: ReadonlyMap<string, PreparedItem>;
  /** From a code as asked for to the code as ERPNext writes it, where the two differ. */
  readonly canonicalCodes: ReadonlyMap<string, string>;
  readonly ownReservations: readonly OwnReservation[];
  /** Why purchase orders could not be read, as a sentence; null when they were. */
  readonly inboundUnreadable: string | null;
  /** Why figures can't be trusted though they could be read; sentences. */
  readonly distrust: readonly string[];
  readonly reference: PreparedReference;
  /** When the oldest figure was read, in milliseconds since 1970. */
  readonly dataAsOfMs: number;
  readonly dataSource: DataSource;
}
