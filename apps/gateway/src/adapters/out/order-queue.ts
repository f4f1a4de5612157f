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

/** Orders that wait for a batch: repeats first, then single calls, and bulk streams with what is left or their share. */
export class OrderQueue {
  private readonly repeats = new Set<WaitingOrder>();
  private readonly singles = new Set<WaitingOrder>();
  private readonly bulk = new Set<WaitingOrder>();

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
    const lane = order.repeated ? this.repeats : order.lane === 'single' ? this.singles : this.bulk;
    lane.add(order);
    order.moveTo((settled) => lane.delete(settled));
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
  fill(lane: Set<WaitingOrder>, most: number): void {
    const now = steadyClock.now();
    for (const order of lane) {
      const isFirst = this.orders.length === 0;
      if (order.deadline <= now) {
        order.late();
        continue;
      }
      if (this.orders.length >= most || (!isFirst && order.request.length > this.bytesLeft)) return;
      lane.delete(order);
      this.orders.push(order);
      this.bytesLeft -= order.request.length;
    }
  }
}
