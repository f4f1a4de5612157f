import type { ServerUnaryCall, ServerWritableStream } from '@grpc/grpc-js';
import { Controller, Inject } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import type { Observable } from 'rxjs';
import type { promise } from '#libs/contracts';
import { limitsOf } from '#libs/grpc';
import { isOtpError } from '#libs/kernel';
import { readContext, tracing } from '#libs/observability';
import { SUPPLY, type SupplyPort } from '../../application/supply.port.js';
import { BatchTimes } from './batch-times.js';
import { PromiseBatch } from './promise-batch.js';

type Running = ServerUnaryCall<unknown, unknown>;

@Controller()
export class PromiseController {
  constructor(
    @Inject(PromiseBatch) private readonly batches: PromiseBatch,
    @Inject(SUPPLY) private readonly supply: SupplyPort,
  ) {}

  @GrpcMethod('PromiseService', 'promiseBatch')
  promiseBatch(
    request: promise.PromiseBatchRequest,
    _metadata: unknown,
    running: ServerWritableStream<unknown, unknown>,
  ): Observable<promise.PromiseBatchResponse> {
    const { deadline, signal } = limitsOf(running);
    const recorder = tracing();
    const span = recorder?.serve('servePromise', readContext(running.metadata));
    span?.set('otp.batch.size', request.orders.length);
    const times = recorder && span && new BatchTimes(span, () => recorder.now());
    return this.batches.answer(request.orders, { deadline, signal, span }, times);
  }

  @GrpcMethod('PromiseService', 'getHealth')
  async getHealth(
    _request: unknown,
    _metadata: unknown,
    running: Running,
  ): Promise<promise.GetHealthResponse> {
    try {
      const { canPromise, connected, problems } = await this.supply.health(limitsOf(running));
      return { can_promise: canPromise, erpnext_connected: connected, problems: [...problems] };
    } catch (error) {
      if (!isOtpError(error)) throw error;
      return { can_promise: false, erpnext_connected: false, problems: [error.detail] };
    }
  }
}
