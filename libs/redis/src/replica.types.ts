import type { stock } from '#libs/contracts';

/**
 * Drawn before the reading that it stands for begins: epoch (13 digits) and counter (15 digits), so that
 * a later one is the greater text.
 */
export type Version = string;

/** What a reading of one item has found. */
export type Outcome =
  | { readonly kind: 'snapshot'; readonly code: string; readonly snapshot: stock.ItemSnapshot }
  /** ERPNext knows it, but its supply could not be told; it stays in the index and reads as missing. */
  | { readonly kind: 'unusable'; readonly code: string }
  /** ERPNext knows it no more. */
  | { readonly kind: 'gone'; readonly code: string };

export interface WriteResult {
  /** Codes of outcomes that were not written, because a reading that began later had been written already. */
  readonly refused: readonly string[];
}

/** What the replica holds of an item that was asked for. */
export type Found =
  | {
      readonly kind: 'snapshot';
      readonly snapshot: stock.ItemSnapshot;
      /** Size of the encoded snapshot. */
      readonly bytes: number;
      /**
       * Replication id of the master that gave it; undefined when that is not known. Only with one of
       * `Coverage.histories` may the coverage be added to the snapshot's own age.
       */
      readonly history: string | undefined;
    }
  /** No usable snapshot; whether the item is known says `Replica.contains`. */
  | { readonly kind: 'missing' };

/** How far the replica as a whole follows ERPNext. */
export interface Coverage {
  /** A full sync has been completed, and nothing was lost since. */
  readonly complete: boolean;
  /** Site's time up to which the last completed run covers every item, in milliseconds since 1970 (UTC). */
  readonly coveredUntilMs: number | undefined;
  /** Replication ids of the masters for which this is true. */
  readonly histories: readonly string[];
}

/** The sync's own record. */
export interface SyncState extends Coverage {
  /** What the sync needs to go on; JSON that only the sync understands. */
  readonly progress: unknown;
}

/** What followers are told. */
export type Change =
  | { readonly kind: 'items'; readonly codes: readonly string[] }
  | { readonly kind: 'reference'; readonly version: string }
  | { readonly kind: 'covered'; readonly coverage: Coverage };
