import type { ServerUnaryCall } from '@grpc/grpc-js';
import { Controller, Inject } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { stock } from '#libs/contracts';
import { limitsOf } from '#libs/grpc';
import { CLOCK, type Clock } from '#libs/kernel';
import { CheckHealth } from '../../application/check-health.js';
import { GetSupply } from '../../application/get-supply.js';
import { KeepReference } from '../../application/keep-reference.js';
import { replyOfHealth, replyOfReference, replyOfSupply } from './reply.js';

type Running = ServerUnaryCall<unknown, unknown>;

@Controller()
export class StockController {
  constructor(
    @Inject(GetSupply) private readonly supply: GetSupply,
    @Inject(KeepReference) private readonly kept: KeepReference,
    @Inject(CheckHealth) private readonly check: CheckHealth,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @GrpcMethod('StockService', 'getSupply')
  async getSupply(
    request: stock.GetSupplyRequest,
    _metadata: unknown,
    running: Running,
  ): Promise<stock.GetSupplyResponse> {
    const limits = limitsOf(running, this.clock);
    return replyOfSupply(
      await this.supply.supplyOf(request.item_codes, request.sales_order_id ?? null, limits),
    );
  }

  @GrpcMethod('StockService', 'getReference')
  getReference(): stock.GetReferenceResponse {
    return replyOfReference(this.kept.current().shared);
  }

  @GrpcMethod('StockService', 'getHealth')
  async getHealth(): Promise<stock.GetHealthResponse> {
    return replyOfHealth(await this.check.health());
  }
}
