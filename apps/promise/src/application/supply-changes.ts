import type { ItemReads } from './item-reads.js';
import type { KnownSupply } from './known-supply.js';
import type { ReferenceHolder } from './reference-holder.js';
import type { Coverage } from './supply.port.js';
import type { SupplyWatch } from './supply-watch.port.js';

/** Where changes are told, one after the other, each after it was written. */
export class SupplyChanges {
  constructor(
    private readonly known: KnownSupply,
    private readonly reads: ItemReads,
    private readonly references: ReferenceHolder,
    private readonly watch: SupplyWatch,
  ) {}

  items(codes: readonly string[]): void {
    this.known.forget(codes);
    this.reads.overtake(codes);
  }

  reference(version: string): void {
    this.references.told(version);
  }

  /** What came from a node that is not vouched for any more may have been overtaken long ago on another. */
  covered(coverage: Coverage): void {
    const vouched = new Set(coverage.histories);
    const isOneLess = [...this.known.now().histories].some((history) => !vouched.has(history));
    if (isOneLess) this.drop(coverage);
    else this.known.covered(coverage);
  }

  /** Changes may have been missed: nothing that was read before may be kept. */
  reset(coverage: Coverage | undefined, referenceVersion: string | undefined): void {
    this.drop(coverage);
    this.references.doubt(referenceVersion);
  }

  lost(): void {
    this.watch.lostContact();
  }

  private drop(coverage: Coverage | undefined): void {
    this.watch.reset();
    this.known.reset(coverage);
    this.reads.overtakeAll();
  }
}
