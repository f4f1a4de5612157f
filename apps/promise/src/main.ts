import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { promise } from '#libs/contracts';
import { GrpcHealth, grpcServer } from '#libs/grpc';
import { nestLogger } from '#libs/observability';
import { runService } from '#libs/service';
import { PromiseModule } from './promise.module.js';

await runService('promise', async (config, logger) => {
  const url = `${config.PROMISE_HOST}:${config.PROMISE_PORT}`;
  const services = { 'otp.promise.v1.PromiseService': promise.PromiseServiceService };
  const health = new GrpcHealth(Object.keys(services));
  const app = await NestFactory.createMicroservice(PromiseModule.with(config, logger), {
    ...grpcServer(services, url, config, health),
    logger: nestLogger(logger),
  });
  await app.listen();
  logger.info({ url }, 'listening');
  return {
    close: () => {
      health.drain();
      return app.close();
    },
  };
});
