import { Controller, Inject } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import type { stock } from '#libs/contracts';
import { CheckHealth } from '../../application/check-health.js';
import { CheckSync } from '../../application/check-sync.js';
import { replyOfHealth, replyOfSync } from './reply.js';

@Controller()
export class HealthController {
  constructor(
    @Inject(CheckHealth) private readonly check: CheckHealth,
    @Inject(CheckSync) private readonly sync: CheckSync,
  ) {}

  @GrpcMethod('StockService', 'getHealth')
  async getHealth(): Promise<stock.GetHealthResponse> {
    return replyOfHealth(await this.check.health());
  }

  @GrpcMethod('StockService', 'getSync')
  async getSync(): Promise<stock.GetSyncResponse> {
    return replyOfSync(await this.sync.status());
  }
}
