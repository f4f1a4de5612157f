import { connectivityState } from '@grpc/grpc-js';
import { promise } from '#libs/contracts';
import { callInParts, type CallLimits, type ClientVariables, createClient, fromFault } from '#libs/grpc';
import { isOtpError, OtpError, steadyClock, timeOfDay, type WorkSpan } from '#libs/kernel';
import type { Lane, WaitingOrder } from './waiting-order.js';

export const SERVICE = 'promise service';

/** How near an instance is to taking a call: the lower, the nearer. */
const nearness: Readonly<Record<connectivityState, number>> = {
  [connectivityState.READY]: 0,
  [connectivityState.CONNECTING]: 1,
  [connectivityState.IDLE]: 1,
  [connectivityState.TRANSIENT_FAILURE]: 2,
  [connectivityState.SHUTDOWN]: 2,
};

/** Less than this is no silence: a busy instance may take so long. */
const LEAST_SILENCE_MS = 500;

/** One address of the promise service with a channel of its own, and what it has been sent and not answered. */
export class PromiseInstance {
  /** Orders whose outcome is open. */
  outstanding = 0;
  /** Batches that it has not yet had time to begin in full: those with orders of single calls, and others. */
  readonly batches: Record<Lane, number> = { single: 0, bulk: 0 };
  /** Which of all batches was sent to it last. */
  lastBatch = 0;
  /** Its last batch ran out of time without a sign: it may be frozen, and is tried with one order at a time. */
  isSilent = false;
  /** By steadyClock.now(). */
  private heardAt = 0;
  private readonly client: promise.PromiseServiceClient;

  constructor(
    address: string,
    link: { readonly config?: ClientVariables; readonly serverName?: string } = {},
  ) {
    this.client = createClient(promise.PromiseServiceClient, [address], { repeats: false, ...link });
  }

  /** Also makes it connect when it is not connected. */
  get distance(): number {
    const channel = this.client.getChannel();
    const state = channel.getConnectivityState(false);
    return nearness[state === connectivityState.READY ? state : channel.getConnectivityState(true)];
  }

  /** Connects; rejects when it can not be reached until then (by the steady clock). */
  connected(deadline: number): Promise<void> {
    return new Promise((resolve, reject) =>
      this.client.waitForReady(timeOfDay(deadline), (error) =>
        error === undefined ? resolve() : reject(error),
      ),
    );
  }

  /**
   * Sends a batch and settles its orders. `onBegun` is told once: from then on the next batch may come.
   * Gives those orders that it could not be reached for. `mayGiveUp`: when it says nothing at all, to any
   * batch, for half of the time that they have, it counts as one that can't be reached.
   */
  async send(
    orders: readonly WaitingOrder[],
    onBegun: () => void,
    { mayGiveUp = false } = {},
  ): Promise<WaitingOrder[]> {
    const everyoneGone = new AbortController();
    let open = orders.length;
    let isAnswering = false;
    const left = (): void => {
      this.outstanding -= 1;
      open -= 1;
      // A call whose last answer has come ends by itself. Servers take cancelled calls for an attack when they
      // are many, and then break the connection.
      if (open === 0 && !isAnswering) everyoneGone.abort();
    };
    const span = sharedSpan(orders);
    for (const order of orders) order.moveTo(left, span);
    this.outstanding += orders.length;
    const lane = orders.every((order) => order.lane === 'bulk') ? 'bulk' : 'single';
    this.batches[lane] += 1;
    let begun = false;
    const begin = (): void => {
      if (begun) return;
      begun = true;
      this.batches[lane] -= 1;
      onBegun();
    };
    // Let go in the end: Node and gRPC keep streams in Maps and Sets, whose tables hold what was in them (see WaitingLine).
    let answered = orders;
    const onPart = (part: promise.PromiseBatchResponse): void => {
      this.isSilent = false;
      this.heardAt = steadyClock.now();
      isAnswering = true;
      for (const outcome of part.outcomes) settle(answered[outcome.place], outcome);
      isAnswering = false;
      if (part.begun) begin();
    };

    const limits = { signal: everyoneGone.signal, span };
    const sentAt = steadyClock.now();
    const silenceMs = halfOfTheTime(orders);
    let isGivenUp = false;
    const listen = (): void => {
      const leftMs = Math.max(sentAt, this.heardAt) + silenceMs - steadyClock.now();
      if (leftMs > 0) return void (patience = setTimeout(listen, leftMs));
      isGivenUp = true;
      everyoneGone.abort();
    };
    let patience: NodeJS.Timeout | undefined;
    if (mayGiveUp) listen();
    const fault = await this.call(orders, limits, onPart);
    clearTimeout(patience);
    answered = [];
    if (fault !== undefined) span?.fail();
    span?.end();
    const isUnreached = isGivenUp || fault?.code === 'UNAVAILABLE';
    if (isGivenUp) this.isSilent = true;
    else if (!begun && !isUnreached) this.isSilent = orders.some(hasRunOutOfTime);
    const unreached: WaitingOrder[] = [];
    for (const order of orders) {
      if (order.isSettled) continue;
      if (isUnreached && !order.repeated) {
        this.outstanding -= 1;
        unreached.push(order);
      } else {
        order.fail(isGivenUp ? silence() : (fault ?? leftOut()));
      }
    }
    begin();
    return unreached;
  }

  close(): void {
    this.client.close();
  }

  private async call(
    orders: readonly WaitingOrder[],
    limits: Pick<CallLimits, 'signal' | 'span'>,
    onPart: (part: promise.PromiseBatchResponse) => void,
  ): Promise<OtpError | undefined> {
    const now = steadyClock.now();
    let last = now;
    const batch = orders.map((order) => {
      last = Math.max(last, order.deadline);
      return { request: order.request, timeout_ms: Math.max(0, Math.round(order.deadline - now)) };
    });
    try {
      const method = promise.PromiseServiceService.promiseBatch;
      await callInParts(
        this.client,
        SERVICE,
        method,
        { orders: batch },
        { ...limits, deadline: last, onPart },
      );
      return undefined;
    } catch (error) {
      if (isOtpError(error)) return error;
      throw error;
    } finally {
      // As `answered` is: the call has kept its request.
      batch.length = 0;
    }
  }
}

/** The one call of all these orders, to which the time of each in it is linked. */
function sharedSpan(orders: readonly WaitingOrder[]): WorkSpan | undefined {
  const spans = orders.flatMap(({ span }) => span ?? []);
  return spans[0]?.share('callPromise', spans).set('otp.batch.size', orders.length);
}

function settle(order: WaitingOrder | undefined, { promise_json, fault }: promise.BatchedOutcome): void {
  if (promise_json) order?.succeed(promise_json);
  else order?.fail((fault && fromFault(fault)) ?? new OtpError('INTERNAL', `The ${SERVICE} failed.`));
}

/** In milliseconds, of the order that has the most. */
function halfOfTheTime(orders: readonly WaitingOrder[]): number {
  const most = Math.max(...orders.map(({ deadline }) => deadline)) - steadyClock.now();
  return Math.max(LEAST_SILENCE_MS, most / 2);
}

const silence = (): OtpError => new OtpError('UNAVAILABLE', `The ${SERVICE} does not answer.`);
const leftOut = (): OtpError => new OtpError('INTERNAL', `The ${SERVICE} left an order without an answer.`);

/** Told by its timer first, which may be a moment ahead of the clock. */
function hasRunOutOfTime({ isLate, deadline }: WaitingOrder): boolean {
  return isLate || deadline <= steadyClock.now();
}
