import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { documents, stock } from '#libs/contracts';
import { GrpcHealth, grpcServer } from '#libs/grpc';
import { nestLogger } from '#libs/observability';
import { runService } from '#libs/service';
import { StockModule } from './stock.module.js';

await runService('stock', async (config, logger) => {
  const url = `${config.STOCK_HOST}:${config.STOCK_PORT}`;
  const services = {
    'otp.stock.v1.StockService': stock.StockServiceService,
    'otp.stock.v1.DocumentService': documents.DocumentServiceService,
  };
  const health = new GrpcHealth(Object.keys(services));
  const app = await NestFactory.createMicroservice(StockModule.with(config, logger), {
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
