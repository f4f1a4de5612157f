import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { promise } from '#libs/contracts';
import { grpcServer } from '#libs/grpc';
import { nestLogger } from '#libs/observability';
import { runService } from '#libs/service';
import { PromiseModule } from './promise.module.js';

await runService('promise', async (config, logger) => {
  const url = `${config.PROMISE_HOST}:${config.PROMISE_PORT}`;
  const app = await NestFactory.createMicroservice(PromiseModule.with(config, logger), {
    ...grpcServer('otp.promise.v1.PromiseService', promise.PromiseServiceService, url),
    logger: nestLogger(logger),
  });
  await app.listen();
  logger.info({ url }, 'listening');
  return app;
});
