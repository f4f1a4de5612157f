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

  /**
   * When other nodes are vouched for than before, everything is read again: what came from one that is none of them
   * any more may have been overtaken long ago on another, and what came from a new one would not grow younger.
   */
  covered(coverage: Coverage): void {
    const { histories: before } = this.known.now();
    const isSame =
      before.size === coverage.histories.length && coverage.histories.every((each) => before.has(each));
    if (isSame) this.known.covered(coverage);
    else this.drop(coverage);
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
