import { type DynamicModule, Module } from '@nestjs/common';
import { CONFIG, type Config } from '#libs/config';
import { LOGGER, type Logger } from '#libs/observability';
import { HealthController } from './adapters/in/health.controller.js';
import { PromiseController } from './adapters/in/promise.controller.js';
import { PromiseClient } from './adapters/out/promise.client.js';

@Module({})
export class GatewayModule {
  static with(config: Config<'gateway'>, logger: Logger): DynamicModule {
    return {
      module: GatewayModule,
      controllers: [HealthController, PromiseController],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOGGER, useValue: logger },
        PromiseClient,
      ],
    };
  }
}
