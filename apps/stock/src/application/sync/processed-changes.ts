import type { PageKey } from './change-source.port.js';

/**
 * Which changes of the overlap have been worked off already: one state of a document is one change. Holds for
 * one replica in one process; whoever knows nothing works them off once more.
 */
export class ProcessedChanges {
  #stamps = new Map<string, string>();
  #replica: string | undefined;

  /** `most`: how many changes are remembered; the rest is worked off again. */
  constructor(private readonly most: number) {}

  /** Forgets all unless `replica`, a name for what was built by one full sync, is still the same. */
  belongTo(replica: string): void {
    if (this.#replica !== replica) this.#stamps.clear();
    this.#replica = replica;
  }

  isNew(doctype: string, { name, modified }: PageKey): boolean {
    return this.#stamps.get(keyOf(doctype, name)) !== modified;
  }

  /** To be called when they have been written; forgets what was written before `since`. */
  remember(changes: ReadonlyMap<string, readonly PageKey[]>, since: string): void {
    for (const [key, modified] of this.#stamps) if (modified < since) this.#stamps.delete(key);
    for (const [doctype, keys] of changes) {
      for (const { name, modified } of keys) {
        if (this.#stamps.size >= this.most) return;
        this.#stamps.set(keyOf(doctype, name), modified);
      }
    }
  }
}

function keyOf(doctype: string, name: string): string {
  return `${doctype} ${name}`;
}
