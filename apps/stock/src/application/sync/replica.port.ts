import type { WorkSpan } from '#libs/kernel';
import type { ItemSnapshot } from '../read-items.js';
import type { Coverage, SyncState } from './sync-state.js';

export type { Coverage, SyncState };

/** Drawn before the read begins that it stands for; a later one is the greater text. */
export type Version = string;

/** What is to be kept of one item. */
export type Keepable =
  | { readonly kind: 'snapshot'; readonly code: string; readonly snapshot: ItemSnapshot }
  /** Known, but its supply could not be told: stays in the index and is read again by whoever wants it. */
  | { readonly kind: 'unusable'; readonly code: string }
  /** Not known to ERPNext any more. */
  | { readonly kind: 'gone'; readonly code: string };

export type Change =
  | { readonly kind: 'items'; readonly codes: readonly string[] }
  | { readonly kind: 'covered'; readonly coverage: Coverage };

/** The replica of supply as its only writer sees it. Every method rejects with UNAVAILABLE while Redis is away. */
export interface ReplicaStore {
  drawVersion(span?: WorkSpan): Promise<Version>;
  /** Writes what is not older than what is there; resolves with the codes for which a later read was there. */
  write(outcomes: readonly Keepable[], version: Version, span?: WorkSpan): Promise<readonly string[]>;
  /** Tells all promise services; to be called after the write. */
  announce(change: Change): Promise<void>;
  /** Undefined before the first sync, and when Redis has lost it. */
  state(): Promise<SyncState | undefined>;
  /** False: one with a later version is there already. */
  saveState(state: SyncState, version: Version): Promise<boolean>;
  /** In the place of one that was saved with the same version. False: that one is not there any more. */
  updateState(state: SyncState, version: Version): Promise<boolean>;
  /** Replication id of every Redis master. */
  histories(): Promise<readonly string[]>;
  /** Codes of the items that had rows in these purchase orders when they were written last. */
  itemsOfOrders(names: readonly string[]): Promise<readonly string[]>;
  /** How many items the index holds. */
  itemCount(): Promise<number>;
  /** The index in pages; what comes or goes meanwhile may be left out or come twice. */
  itemNames(): AsyncIterable<readonly string[]>;
}
