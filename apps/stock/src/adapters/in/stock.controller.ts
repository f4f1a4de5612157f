import type { ServerUnaryCall } from '@grpc/grpc-js';
import { Controller, Inject } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import type { stock } from '#libs/contracts';
import { limitsOf } from '#libs/grpc';
import { GetSupply } from '../../application/get-supply.js';
import { KeepReference } from '../../application/keep-reference.js';
import { referenceMessage } from '../reference.message.js';
import { replyOfSupply } from './reply.js';

type Running = ServerUnaryCall<unknown, unknown>;

export const STORED_REFERENCE = Symbol('StoredReference');

/** Reference data that some instance has read; undefined when there is none. */
export interface StoredReference {
  load(): Promise<stock.GetReferenceResponse | undefined>;
}

@Controller()
export class StockController {
  constructor(
    @Inject(GetSupply) private readonly supply: GetSupply,
    @Inject(KeepReference) private readonly kept: KeepReference,
    @Inject(STORED_REFERENCE) private readonly stored: StoredReference,
  ) {}

  @GrpcMethod('StockService', 'getSupply')
  async getSupply(
    request: stock.GetSupplyRequest,
    _metadata: unknown,
    running: Running,
  ): Promise<stock.GetSupplyResponse> {
    const limits = limitsOf(running);
    return replyOfSupply(
      await this.supply.supplyOf(request.item_codes, request.sales_order_id ?? null, limits),
    );
  }

  /** What this instance has read; when it can't read, what any has, however old: `as_of_ms` tells. */
  @GrpcMethod('StockService', 'getReference')
  async getReference(): Promise<stock.GetReferenceResponse> {
    try {
      return referenceMessage(this.kept.current());
    } catch (error) {
      const stored = this.kept.failing ? await this.stored.load().catch(() => undefined) : undefined;
      if (stored === undefined) throw error;
      return stored;
    }
  }
}
