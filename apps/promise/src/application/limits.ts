import type { WorkSpan } from '#libs/kernel';

/** Until when a piece of work may take (by the steady clock: it goes on when another one is set), and what ends it early. */
export interface Limits {
  readonly deadline: number;
  readonly signal: AbortSignal;
  /** The work that it is a part of. */
  readonly span?: WorkSpan | undefined;
}
