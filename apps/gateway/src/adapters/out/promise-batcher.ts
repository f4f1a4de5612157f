import { OtpError } from '#libs/kernel';
import { BulkPace } from './bulk-pace.js';
import { batchOrders, type OpenOrders, shedOrder } from './order.metrics.js';
import { type BatchBounds, OrderQueue } from './order-queue.js';
import type { PromiseInstance } from './promise-instance.js';
import type { WaitingOrder } from './waiting-order.js';

export interface BatcherBounds extends BatchBounds {
  /** About so many orders without an outcome at one instance; then nothing more is sent there. */
  readonly outstanding: number;
  /**
   * What comes while a batch has not been begun waits for that, so that it goes together, but no longer than this in
   * milliseconds: a service that has begun nothing by then may be slow, and another one is asked.
   */
  readonly patienceMs: number;
  /** Most orders of single calls that wait for a batch; those of bulk streams are bounded by their streams. */
  readonly waiting: number;
}

/** An instance that may be frozen is tried with one order. */
const ONE_ORDER: BatchBounds = { orders: 1, bytes: 0 };

/**
 * Sends orders that wait at the same time as one batch: what one turn of the event loop brings goes at its end,
 * and the rest as soon as the batch under way has been begun, or fills one by itself. Each batch goes to the instance
 * with the fewest orders outstanding, in turn where they have as many: all gateways would send to the same one else.
 * Orders of an instance that can not be reached are sent once more, to another one where
 * there is one.
 */
export class PromiseBatcher {
  private readonly queue = new OrderQueue();
  private readonly bulkPace = new BulkPace(() => this.sendWhatFits());
  private isSendingSoon = false;
  private batchesSent = 0;
  /** Batches of single calls that no service has begun, by when they were sent (performance.now()). */
  private readonly notBegun = new Set<{ readonly sentAt: number }>();
  private patience: NodeJS.Timeout | undefined;

  constructor(
    /** By address; others come and go. */
    private readonly instances: ReadonlyMap<string, PromiseInstance>,
    private readonly bounds: BatcherBounds,
  ) {}

  get open(): OpenOrders {
    let outstanding = 0;
    for (const instance of this.instances.values()) outstanding += instance.outstanding;
    return { waiting: this.queue.waiting, outstanding };
  }

  /** Takes the order in; refuses it at once when too many wait. */
  add(order: WaitingOrder): void {
    if (order.lane === 'single' && this.queue.waitingSingles >= this.bounds.waiting) {
      shedOrder.inc();
      order.fail(new OtpError('UNAVAILABLE', 'More orders wait than can be answered in time.'));
      return;
    }
    if (order.lane === 'single') this.bulkPace.singleCame();
    this.queue.add(order);
    this.sendSoon();
  }

  /** Orders that wait may fit in now. */
  instancesChanged(): void {
    this.sendWhatFits();
  }

  /** A call costs many times what an order in it does, so what else this turn of the event loop brings goes along. */
  private sendSoon(): void {
    if (this.isSendingSoon) return;
    this.isSendingSoon = true;
    setImmediate(() => {
      this.isSendingSoon = false;
      this.sendWhatFits();
    });
  }

  private sendWhatFits(except?: PromiseInstance): void {
    while (!this.queue.isEmpty && !this.shouldGrow()) {
      const instance = this.choose(except);
      if (instance === undefined) return;
      const bounds = this.boundsOfNextBatch();
      if (bounds.orders === 0) return;
      const orders = this.queue.take(instance.isSilent ? ONE_ORDER : bounds);
      if (orders.length === 0) continue;
      batchOrders.observe(orders.length);
      instance.lastBatch = this.batchesSent += 1;
      void this.send(instance, orders);
    }
  }

  /** Whether what waits is to become more until a batch has been begun. */
  private shouldGrow(): boolean {
    const { isBulkOnly, waiting, waitingSingles } = this.queue;
    if (isBulkOnly || waiting.repeated > 0 || waitingSingles >= this.bounds.orders) return false;
    let last = -Infinity;
    for (const { sentAt } of this.notBegun) last = Math.max(last, sentAt);
    const leftMs = last + this.bounds.patienceMs - performance.now();
    if (leftMs <= 0) return false;
    this.patience ??= setTimeout(() => {
      this.patience = undefined;
      this.sendWhatFits();
    }, Math.ceil(leftMs));
    return true;
  }

  private boundsOfNextBatch(): BatchBounds {
    const { orders, bytes } = this.bounds;
    return { orders: this.queue.isBulkOnly ? this.bulkPace.ordersOf(orders) : orders, bytes };
  }

  private async send(instance: PromiseInstance, orders: readonly WaitingOrder[]): Promise<void> {
    const sentAt = performance.now();
    const batch = { sentAt };
    if (orders.some(({ lane }) => lane === 'single')) this.notBegun.add(batch);
    const hasBulk = orders.some(({ lane }) => lane === 'bulk');
    const onBegun = (): void => {
      this.notBegun.delete(batch);
      if (hasBulk) this.bulkPace.bulkBatchBegun(sentAt);
      this.sendSoon();
    };
    const unreached = await instance.send(orders, onBegun, { mayGiveUp: this.hasAnother(instance) });
    for (const order of unreached) {
      order.repeated = true;
      this.queue.add(order);
    }
    if (unreached.length > 0) this.sendWhatFits(this.instances.size > 1 ? instance : undefined);
  }

  /** Of the nearest instances the one with the least to do that has room for one more batch. */
  private choose(except: PromiseInstance | undefined): PromiseInstance | undefined {
    let best: PromiseInstance | undefined;
    let nearest = Infinity;
    for (const instance of this.instances.values()) {
      const { distance } = instance;
      if (instance === except || distance > nearest) continue;
      // What is repeated has no time for another silence.
      if (instance.isSilent && this.queue.waiting.repeated > 0 && this.hasAnother(instance)) continue;
      if (distance < nearest) best = undefined;
      nearest = distance;
      if (this.hasRoom(instance) && (best === undefined || isLessBusy(instance, best))) best = instance;
    }
    return best;
  }

  /** Whether another instance would take orders that this one is too silent for. */
  private hasAnother(than: PromiseInstance): boolean {
    for (const instance of this.instances.values()) {
      if (instance !== than && instance.distance === 0 && !instance.isSilent) return true;
    }
    return false;
  }

  /**
   * Batches follow each other, so that they grow with the load. A second one goes only beside one of bulk streams,
   * so that a single call does not wait for those.
   */
  private hasRoom({ batches, outstanding, isSilent }: PromiseInstance): boolean {
    if (outstanding >= this.bounds.outstanding || batches.single > 0) return false;
    return batches.bulk === 0 || !(this.queue.isBulkOnly || isSilent);
  }
}

function isLessBusy(one: PromiseInstance, other: PromiseInstance): boolean {
  if (one.outstanding !== other.outstanding) return one.outstanding < other.outstanding;
  return one.lastBatch < other.lastBatch;
}
