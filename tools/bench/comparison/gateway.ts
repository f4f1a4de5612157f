import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { Controller, HttpCode, Module, Post, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { promise } from '#libs/contracts';
import { PATH_HEADER } from './comparison-cluster.js';
import { planService } from './contract.js';
import { NaturalBatches } from './natural-batches.js';

/** Run as `gateway.js PORT FILE SERVICES`; services are host:port with commas between them. */
const [, , port = '', planFile = '', services = ''] = process.argv;
const plan = readFileSync(planFile);
const addresses = services.split(',');
const anyService = new Client(`ipv4:${services}`, credentials.createInsecure(), {
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
});
const batches = new NaturalBatches(
  addresses.map((address) => new Client(address, credentials.createInsecure())),
);

function unary(order: promise.PromiseRequest): Promise<Uint8Array> {
  const { path, requestSerialize, responseDeserialize } = planService.plan;
  return new Promise((resolve, reject) => {
    anyService.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      order,
      new Metadata(),
      (error, answer) => (error ? reject(error) : resolve(answer?.promise_json ?? new Uint8Array())),
    );
  });
}

@Controller('otp')
class PlanController {
  @Post('promise')
  @HttpCode(200)
  async promise(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const answer = await this.answer(request);
    await reply.type('application/json').send(answer);
  }

  private answer({ headers, body }: FastifyRequest): Uint8Array | Promise<Uint8Array> {
    switch (headers[PATH_HEADER]) {
      case 'unary':
        return unary(body as promise.PromiseRequest);
      case 'batched':
        return batches.plan(body as promise.PromiseRequest);
      default:
        return plan;
    }
  }
}

@Module({ controllers: [PlanController] })
class PlanModule {}

const app = await NestFactory.create<NestFastifyApplication>(
  PlanModule,
  new FastifyAdapter({ keepAliveTimeout: 75_000 }),
  { logger: ['error', 'fatal'] },
);
await app.listen(port, '127.0.0.1');
