import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { documents, stock } from '#libs/contracts';
import { grpcServer } from '#libs/grpc';
import { nestLogger } from '#libs/observability';
import { runService } from '#libs/service';
import { StockModule } from './stock.module.js';

await runService('stock', async (config, logger) => {
  const url = `${config.STOCK_HOST}:${config.STOCK_PORT}`;
  const app = await NestFactory.createMicroservice(StockModule.with(config, logger), {
    ...grpcServer('otp.stock.v1.StockService', stock.StockServiceService, url, {
      'otp.stock.v1.DocumentService': documents.DocumentServiceService,
    }),
    logger: nestLogger(logger),
  });
  await app.listen();
  logger.info({ url }, 'listening');
  return app;
});
