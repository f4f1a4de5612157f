import { steadyClock } from '#libs/kernel';
import type { WaitingOrder } from './waiting-order.js';

/** What one batch may hold at most. */
export interface BatchBounds {
  readonly orders: number;
  /** Bytes of the encoded orders; a single order may be larger. */
  readonly bytes: number;
}

/** The part of a batch that bulk streams keep when single calls wait, too: one of so many places. */
const BULK_SHARE = 8;

/**
 * Orders in the order of their coming. No Set: when a Set gets a new table, V8 leaves the old one with all that was in it
 * and a reference to the new one. From the first full collection on, which moves the table of the moment to the old part
 * of the heap, all later ones and every order in them would stay until the next full collection.
 */
class WaitingLine {
  private readonly orders: WaitingOrder[] = [];

  get size(): number {
    return this.orders.length;
  }

  get first(): WaitingOrder | undefined {
    return this.orders[0];
  }

  add(order: WaitingOrder): void {
    this.orders.push(order);
  }

  takeFirst(): WaitingOrder | undefined {
    return this.orders.shift();
  }

  /** Of one that is settled while it waits. */
  delete(order: WaitingOrder): void {
    const at = this.orders.indexOf(order);
    if (at >= 0) this.orders.splice(at, 1);
  }
}

/** Orders that wait for a batch: repeats first, then single calls, and bulk streams with what is left or their share. */
export class OrderQueue {
  private readonly repeats = new WaitingLine();
  private readonly singles = new WaitingLine();
  private readonly bulk = new WaitingLine();

  /** Orders of single calls. */
  get waitingSingles(): number {
    return this.singles.size;
  }

  /** Orders by lane. */
  get waiting() {
    return { single: this.singles.size, bulk: this.bulk.size, repeated: this.repeats.size };
  }

  get isEmpty(): boolean {
    return this.repeats.size + this.singles.size + this.bulk.size === 0;
  }

  /** Nothing waits but orders of bulk streams. */
  get isBulkOnly(): boolean {
    return this.repeats.size + this.singles.size === 0;
  }

  add(order: WaitingOrder): void {
    const line = order.repeated ? this.repeats : order.lane === 'single' ? this.singles : this.bulk;
    line.add(order);
    order.moveTo((settled) => line.delete(settled));
  }

  /** The orders of the next batch, at least one unless nothing waits that still has time. */
  take({ orders, bytes }: BatchBounds): WaitingOrder[] {
    const batch = new Batch(bytes);
    const bulkPlaces = this.isBulkOnly ? orders : Math.ceil(orders / BULK_SHARE);
    const keptForBulk = Math.min(this.bulk.size, bulkPlaces, orders - 1);
    batch.fill(this.repeats, orders - keptForBulk);
    batch.fill(this.singles, orders - keptForBulk);
    batch.fill(this.bulk, Math.min(orders, batch.orders.length + bulkPlaces));
    return batch.orders;
  }
}

class Batch {
  readonly orders: WaitingOrder[] = [];

  constructor(private bytesLeft: number) {}

  /** Moves orders over until the batch has `most` of them or no room for the next one. */
  fill(line: WaitingLine, most: number): void {
    const now = steadyClock.now();
    for (let order = line.first; order !== undefined; order = line.first) {
      const isFirst = this.orders.length === 0;
      if (order.deadline <= now) {
        // It leaves the line by that.
        order.late();
        continue;
      }
      if (this.orders.length >= most || (!isFirst && order.request.length > this.bytesLeft)) return;
      line.takeFirst();
      this.orders.push(order);
      this.bytesLeft -= order.request.length;
    }
  }
}
