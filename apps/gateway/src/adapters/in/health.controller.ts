import { type BeforeApplicationShutdown, Controller, Get, Header, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isOtpError } from '#libs/kernel';
import { version } from '#libs/observability';
import { PromiseClient } from '../out/promise.client.js';
import { runningCall } from './running-call.js';

/** Answer of `GET /health`. 200 while promises can be given, else 503. */
interface Health {
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  readonly version: string;
  readonly erpnext_connected: boolean;
  readonly message: string;
}

@Controller()
export class HealthController implements BeforeApplicationShutdown {
  private hasReachedPromises = false;
  private isStopping = false;

  constructor(@Inject(PromiseClient) private readonly promises: PromiseClient) {}

  /** For an orchestrator: whether this process is to be replaced. Says nothing about others. */
  @Get('health/live')
  @Header('cache-control', 'no-store')
  live() {
    return { status: 'live', version };
  }

  /**
   * For an orchestrator: whether calls may be sent here. It is ready once a promise service has answered;
   * when all of them fail later, so would every other gateway, and callers are better told by a problem.
   */
  @Get('health/ready')
  async ready(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.hasReachedPromises ||= (await this.reach(request)) !== undefined;
    const isReady = this.hasReachedPromises && !this.isStopping;
    await reply
      .status(isReady ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: isReady ? 'ready' : 'not ready', version });
  }

  beforeApplicationShutdown(): void {
    this.isStopping = true;
  }

  @Get(['health', 'otp/health'])
  async health(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const health = await this.look(request);
    await reply
      .status(health.status === 'unhealthy' ? 503 : 200)
      .header('cache-control', 'no-store')
      .send(health);
  }

  private async reach(request: FastifyRequest) {
    return this.promises.health(runningCall(request)).catch(() => undefined);
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
