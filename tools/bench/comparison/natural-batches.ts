import { type Client, Metadata } from '@grpc/grpc-js';
import { promise } from '#libs/contracts';
import { planService } from './contract.js';

/** Most batches at once with one service, and most orders of a batch. */
const IN_FLIGHT = 2;
const BATCH_ORDERS = 64;

interface Waiting {
  readonly request: Uint8Array;
  readonly resolve: (answer: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

/** Sends orders that wait for the same service as one call, the first at once; no more than that. */
export class NaturalBatches {
  private waiting: Waiting[] = [];
  private readonly services: { readonly client: Client; inFlight: number }[];

  constructor(clients: readonly Client[]) {
    this.services = clients.map((client) => ({ client, inFlight: 0 }));
  }

  plan(order: promise.PromiseRequest): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ request: promise.PromiseRequest.encode(order).finish(), resolve, reject });
      this.send();
    });
  }

  private send(): void {
    while (this.waiting.length > 0) {
      const service = this.services.reduce((best, next) => (next.inFlight < best.inFlight ? next : best));
      if (service.inFlight >= IN_FLIGHT) return;
      const batch = this.waiting.splice(0, BATCH_ORDERS);
      service.inFlight += 1;
      const { path, requestSerialize, responseDeserialize } = planService.planBatch;
      const orders = batch.map(({ request }) => ({ request, timeout_ms: 1_000 }));
      service.client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        { orders },
        new Metadata(),
        (error, answer) => {
          service.inFlight -= 1;
          this.send();
          for (const { place, promise_json } of answer?.outcomes ?? []) {
            if (promise_json) batch[place]?.resolve(promise_json);
          }
          if (error) for (const { reject } of batch) reject(error);
        },
      );
    }
  }
}
