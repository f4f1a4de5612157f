/** That something has changed in ERPNext and is to be read again. */
export type Hint =
  | { readonly kind: 'items'; readonly codes: readonly string[] }
  /** A purchase order, and items that are known to be in it. */
  | { readonly kind: 'order'; readonly name: string; readonly codes: readonly string[] }
  | { readonly kind: 'reference' };

export interface HintBatch {
  readonly hints: readonly Hint[];
  /** Each begins with the time at which the hint was stored, in milliseconds since 1970, up to a dash. */
  readonly ids: readonly string[];
  /** W3C contexts of the requests that brought them. */
  readonly traceparents?: readonly string[];
}

/**
 * Hints that wait; each is given to one consumer at a time, and to another one when it is not done in time.
 * Every method rejects with UNAVAILABLE while Redis is away.
 */
export interface HintQueue {
  /** Up to `most`; waits up to `blockMs` for the first. */
  take(consumer: string, most: number, blockMs: number): Promise<HintBatch>;
  done(batch: HintBatch): Promise<void>;
  /** How many are not done. */
  waiting(): Promise<number>;
}

/** When the youngest of them was stored, in milliseconds since 1970; -Infinity when there is none. */
export function storedAt({ ids }: HintBatch): number {
  return Math.max(...ids.map((id) => Number.parseInt(id, 10)));
}
