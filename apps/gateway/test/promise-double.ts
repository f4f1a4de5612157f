import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  Server,
  ServerCredentials,
} from '@grpc/grpc-js';
import { promise } from '#libs/contracts';
import { toFault } from '#libs/grpc';
import type { OtpError } from '#libs/kernel';

/** One order of a batch, as it came. */
export interface ReceivedOrder {
  readonly request: promise.PromiseRequest;
  readonly timeoutMs: number;
}

export interface ReceivedBatch {
  readonly orders: readonly ReceivedOrder[];
  readonly deadline: number;
  /** Resolves when the gateway gives the call up. */
  readonly cancelled: Promise<void>;
  /** Answers some orders by their place: with a promise, or with a fault. */
  answer(outcomes: Readonly<Record<number, unknown>>, begun?: boolean): void;
  end(): void;
  fail(status: { code: number; details: string }): void;
}

type Handler = (batch: ReceivedBatch) => void;

/** A promise service whose answers a test decides; without a handler each order is answered with its customer. */
export class PromiseDouble {
  readonly batches: ReceivedBatch[] = [];
  handle: Handler = answerAll;
  port = 0;
  private server = new Server();

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Orders that have come, over all batches. */
  get orders(): readonly ReceivedOrder[] {
    return this.batches.flatMap(({ orders }) => orders);
  }

  async start(): Promise<void> {
    this.server = new Server();
    const promiseBatch: handleServerStreamingCall<
      promise.PromiseBatchRequest,
      promise.PromiseBatchResponse
    > = (call) => {
      const orders = call.request.orders.map(({ request, timeout_ms }) => ({
        request: promise.PromiseRequest.decode(request),
        timeoutMs: timeout_ms,
      }));
      const cancelled = new Promise<void>((resolve) => void call.once('cancelled', () => resolve()));
      const batch: ReceivedBatch = {
        orders,
        deadline: Number(call.getDeadline()),
        cancelled,
        answer: (outcomes, begun = true) =>
          void call.write({
            outcomes: Object.entries(outcomes).map(([place, of]) => outcomeOf(Number(place), of)),
            begun,
          }),
        end: () => void call.end(),
        fail: (status) => void call.emit('error', status),
      };
      this.batches.push(batch);
      this.handle(batch);
    };
    const getHealth: handleUnaryCall<promise.GetHealthRequest, promise.GetHealthResponse> = (_call, reply) =>
      reply(null, {
        can_promise: true,
        erpnext_connected: true,
        problems: ['Holiday List may not be read.'],
      });
    this.server.addService(promise.PromiseServiceService, { promiseBatch, getHealth });
    this.port = await new Promise<number>((resolve, reject) =>
      this.server.bindAsync(`127.0.0.1:${this.port}`, ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      ),
    );
  }

  kill(): void {
    this.server.forceShutdown();
  }
}

/** Answers each order of a batch with the name of its customer. */
export function answerAll(batch: ReceivedBatch): void {
  batch.answer(Object.fromEntries(batch.orders.map(({ request }, place) => [place, promiseTo(request)])));
  batch.end();
}

export function promiseTo({ customer }: promise.PromiseRequest) {
  return { status: 'OK', promise_date: '2026-11-27', customer };
}

function outcomeOf(place: number, of: unknown): promise.BatchedOutcome {
  return of instanceof Error
    ? { place, promise_json: null, fault: toFault(of as OtpError) }
    : { place, promise_json: Buffer.from(JSON.stringify(of)), fault: null };
}
