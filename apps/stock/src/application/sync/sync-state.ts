import type { PageKey } from './change-source.port.js';

export type RunKind = 'full' | 'incremental' | 'reconciliation';

/** One run of the synchronisation. Times in milliseconds since 1970. */
export interface SyncRun {
  readonly kind: RunKind;
  readonly startedAtMs: number;
  /** Null while it runs. */
  readonly endedAtMs: number | null;
  readonly itemsDone: number;
  /** Null: not known. */
  readonly itemsTotal: number | null;
  /** Why it failed, as a sentence. */
  readonly failure: string | null;
}

/** A reading of all items, which goes on from where it stands whoever leads. */
export interface Pass {
  readonly kind: 'full' | 'reconciliation';
  readonly startedAtMs: number;
  /** On the site's own clock, in milliseconds since 1970. */
  readonly siteStartMs: number;
  /** Replication ids of the Redis masters when it began. */
  readonly histories: readonly string[];
  /** The last item that was written. */
  readonly after: PageKey;
  /** All pages are through; what is left is what changed meanwhile. */
  readonly drained: boolean;
  readonly itemsDone: number;
  readonly itemsTotal: number;
}

export interface SyncProgress {
  /** When the last incremental run began, on the site's own clock, in milliseconds since 1970. */
  readonly watermarkMs: number | null;
  readonly pass: Pass | null;
  readonly running: SyncRun | null;
  readonly last: SyncRun | null;
}

/** How far the replica as a whole follows ERPNext. */
export interface Coverage {
  /** A full sync has been completed. */
  readonly complete: boolean;
  /** Up to when the replica shows what ERPNext knew, in milliseconds since 1970, on the clock of `as_of_ms`. */
  readonly coveredUntilMs: number | undefined;
  /** Replication ids of the Redis masters for which that holds. */
  readonly histories: readonly string[];
}

export interface SyncState extends Coverage {
  readonly progress: SyncProgress;
}

export const NOTHING_SYNCHRONISED: SyncState = {
  complete: false,
  coveredUntilMs: undefined,
  histories: [],
  progress: { watermarkMs: null, pass: null, running: null, last: null },
};

/** The run that a pass is, as far as it has come. */
export function runOfPass(pass: Pass): SyncRun {
  const { kind, startedAtMs, itemsDone, itemsTotal } = pass;
  return { kind, startedAtMs, endedAtMs: null, itemsDone, itemsTotal, failure: null };
}
