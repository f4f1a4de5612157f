import { promise } from '#libs/contracts';

/** Full name of the service, as gRPC writes it. */
export const PLAN_SERVICE = 'otp.bench.v1.PlanService';

const { PromiseRequest, PromiseBatchRequest, PromiseBatchResponse, BatchedOutcome } = promise;

/** A service that answers every order with the same plan: one order a call, and many a call. */
export const planService = {
  plan: {
    path: `/${PLAN_SERVICE}/Plan`,
    requestStream: false,
    responseStream: false,
    requestSerialize: (order: promise.PromiseRequest) => Buffer.from(PromiseRequest.encode(order).finish()),
    requestDeserialize: (bytes: Buffer) => PromiseRequest.decode(bytes),
    responseSerialize: (answer: promise.BatchedOutcome) =>
      Buffer.from(BatchedOutcome.encode(answer).finish()),
    responseDeserialize: (bytes: Buffer) => BatchedOutcome.decode(bytes),
  },
  planBatch: {
    path: `/${PLAN_SERVICE}/PlanBatch`,
    requestStream: false,
    responseStream: false,
    requestSerialize: (batch: promise.PromiseBatchRequest) =>
      Buffer.from(PromiseBatchRequest.encode(batch).finish()),
    requestDeserialize: (bytes: Buffer) => PromiseBatchRequest.decode(bytes),
    responseSerialize: (answer: promise.PromiseBatchResponse) =>
      Buffer.from(PromiseBatchResponse.encode(answer).finish()),
    responseDeserialize: (bytes: Buffer) => PromiseBatchResponse.decode(bytes),
  },
} as const;
