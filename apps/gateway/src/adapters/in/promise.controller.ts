import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { promise } from '#libs/contracts';
import { PromiseClient } from '../out/promise.client.js';
import { promiseRequest } from './promise-request.schema.js';
import { runningCall } from './running-call.js';
import { validate } from './validate.js';

@Controller('otp')
export class PromiseController {
  constructor(@Inject(PromiseClient) private readonly promises: PromiseClient) {}

  @Post('promise')
  @HttpCode(200)
  async promise(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const running = runningCall(request);
    const checking = running.span?.begin('validateOrder');
    let order: promise.PromiseRequest;
    try {
      order = validate(promiseRequest, request.body);
    } finally {
      checking?.end();
    }
    running.facts.lines = order.items.length;
    const promise = await this.promises.promise(order, running);
    running.facts.promise = promise;
    const writing = running.span?.begin('writeAnswer');
    await reply.header('cache-control', 'no-store').type('application/json').send(promise);
    writing?.end();
  }
}
