import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isOtpError } from '#libs/kernel';
import { PromiseClient } from '../out/promise.client.js';
import { runningCall } from './running-call.js';
import { version } from './version.js';

/** Answer of `GET /health`. 200 while promises can be given, else 503. */
interface Health {
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  readonly version: string;
  readonly erpnext_connected: boolean;
  readonly message: string;
}

@Controller()
export class HealthController {
  constructor(@Inject(PromiseClient) private readonly promises: PromiseClient) {}

  @Get(['health', 'otp/health'])
  async health(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const health = await this.look(request);
    await reply
      .status(health.status === 'unhealthy' ? 503 : 200)
      .header('cache-control', 'no-store')
      .send(health);
  }

  private async look(request: FastifyRequest): Promise<Health> {
    try {
      const { can_promise, erpnext_connected, problems } = await this.promises.health(runningCall(request));
      const status = !can_promise ? 'unhealthy' : problems.length > 0 ? 'degraded' : 'healthy';
      return { status, version, erpnext_connected, message: problems.join(' ') || 'Promises can be given.' };
    } catch (error) {
      if (!isOtpError(error)) throw error;
      return { status: 'unhealthy', version, erpnext_connected: false, message: error.detail };
    }
  }
}
