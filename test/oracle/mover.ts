import { setTimeout as sleep } from 'node:timers/promises';
import {
  bundleChanged,
  itemDisabled,
  itemMerged,
  itemRenamed,
  itemUnits,
  newItem,
  unitDivided,
  warehouseDisabled,
} from './master-movements.js';
import { type Movement, noteCancelled, type Yard } from './movement.js';
import {
  newPurchaseOrder,
  purchaseCancellation,
  purchaseDate,
  purchaseItems,
  purchaseStatus,
  receipt,
} from './purchase-movements.js';
import { SiteError } from './site-access.js';
import {
  deliveryNote,
  newSalesOrder,
  salesCancellation,
  salesStatus,
  stockEntry,
} from './stock-movements.js';

type Kind = (yard: Yard, home: string) => Movement | undefined | Promise<Movement | undefined>;

/** What is drawn how often. */
const kinds: readonly (readonly [string, number, Kind])[] = [
  ['stock entry', 14, stockEntry],
  ['purchase receipt', 10, receipt],
  ['new purchase order', 6, newPurchaseOrder],
  ['purchase order held, closed or open', 4, purchaseStatus],
  ['purchase order cancelled', 2, purchaseCancellation],
  ['purchase order updated', 4, purchaseItems],
  ['purchase order postponed', 3, purchaseDate],
  ['new sales order', 4, newSalesOrder],
  ['sales order held, closed or open', 2, salesStatus],
  ['sales order cancelled', 1, salesCancellation],
  ['delivery note', 4, deliveryNote],
  ['stock entry, receipt or delivery note cancelled', 4, noteCancelled],
  ['item disabled or enabled', 2, itemDisabled],
  ['units of an item', 2, itemUnits],
  ['new item', 1, newItem],
  ['warehouse disabled or enabled', 1, warehouseDisabled],
  ['bundle changed', 1, bundleChanged],
];
const untold: readonly (readonly [string, number, Kind])[] = [
  ['unit made whole or divisible', 1, unitDivided],
  ['item renamed', 1, itemRenamed],
  ['item merged', 1, itemMerged],
];

/** Is told before a movement is posted, and when it is over. */
export interface Witness {
  begins(movement: Movement): void;
  ended(movement: Movement): Promise<void>;
}

/** Posts movements one after the other; each kind is counted. */
export class Mover {
  readonly posted: Record<string, number> = {};
  /** Movements that the site did not take, for example of goods that are not there any more. */
  refused = 0;
  /** End of the last movement that a webhook tells of, and of the last one that none tells of; ms since 1970. */
  lastTold = 0;
  lastUntold = 0;

  constructor(
    private readonly yard: Yard,
    /** The default warehouse, which is never disabled. */
    private readonly home: string,
    private readonly witness: Witness,
  ) {}

  /** `pauseMs`: after each movement, so that the site keeps up with its webhooks. */
  async moveUntil(end: number, pauseMs: number, withUntold: boolean): Promise<void> {
    const drawn = (withUntold ? [...kinds, ...untold] : kinds).flatMap((kind) =>
      Array<(typeof kinds)[number]>(kind[1]).fill(kind),
    );
    while (Date.now() < end) {
      const [name, , kind] = this.yard.random.oneOf(drawn);
      await this.move(name, kind);
      await sleep(pauseMs);
    }
  }

  private async move(name: string, kind: Kind): Promise<void> {
    const movement = await kind(this.yard, this.home);
    if (movement === undefined) return;
    this.witness.begins(movement);
    try {
      await movement.post();
      this.posted[name] = (this.posted[name] ?? 0) + 1;
    } catch (error) {
      if (!(error instanceof SiteError) || error.status >= 500) throw error;
      this.refused++;
    }
    if (movement.untold) this.lastUntold = Date.now();
    else this.lastTold = Date.now();
    await this.witness.ended(movement);
  }
}
