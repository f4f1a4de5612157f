import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GrpcMethod, type GrpcOptions, Transport } from '@nestjs/microservices';
import { promise } from '#libs/contracts';
import { PLAN_SERVICE, planService } from './contract.js';

/** Run as `service.js PORT FILE`; the file holds the plan that every order gets. */
const [, , port = '', planFile = ''] = process.argv;
const plan = readFileSync(planFile);

@Controller()
class PlanController {
  @GrpcMethod('PlanService', 'plan')
  plan(): promise.BatchedOutcome {
    return { place: 0, promise_json: plan, fault: null };
  }

  @GrpcMethod('PlanService', 'planBatch')
  planBatch({ orders }: promise.PromiseBatchRequest): promise.PromiseBatchResponse {
    const outcomes = orders.map(({ request }, place) => {
      // As much decoding as with one order a call.
      promise.PromiseRequest.decode(request);
      return { place, promise_json: plan, fault: null };
    });
    return { outcomes, begun: true };
  }
}

@Module({ controllers: [PlanController] })
class PlanModule {}

const app = await NestFactory.createMicroservice<GrpcOptions>(PlanModule, {
  transport: Transport.GRPC,
  options: {
    package: PLAN_SERVICE.slice(0, PLAN_SERVICE.lastIndexOf('.')),
    packageDefinition: { [PLAN_SERVICE]: planService },
    url: `127.0.0.1:${port}`,
  },
  logger: ['error', 'fatal'],
});
await app.listen();
