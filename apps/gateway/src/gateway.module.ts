import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { CONFIG, type Config } from '#libs/config';
import { steadyClock } from '#libs/kernel';
import { LOGGER, type Logger } from '#libs/observability';
import { connectedBy, connectRedis, type RedisConnection } from '#libs/redis';
import { BulkController } from './adapters/in/bulk.controller.js';
import { HealthController } from './adapters/in/health.controller.js';
import { ItemsController } from './adapters/in/items.controller.js';
import { DocsController } from './adapters/in/openapi/docs.controller.js';
import { PermissionController } from './adapters/in/permission.controller.js';
import { PromiseController } from './adapters/in/promise.controller.js';
import { SalesOrdersController } from './adapters/in/sales-orders.controller.js';
import { SyncController } from './adapters/in/sync.controller.js';
import { WarehousesController } from './adapters/in/warehouses.controller.js';
import { WebhookController } from './adapters/in/webhook.controller.js';
import { WriteBackController } from './adapters/in/write-back.controller.js';
import { DocumentsClient } from './adapters/out/documents.client.js';
import { PromiseClient } from './adapters/out/promise.client.js';
import { SyncClient } from './adapters/out/sync.client.js';
import { edgeProviders } from './edge.providers.js';

const REDIS = Symbol('Redis');

/** Who is away holds a start up for no longer. */
const CONNECTED_WITHIN_MS = 1_000;

@Module({})
export class GatewayModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(REDIS) private readonly redis: RedisConnection,
    @Inject(PromiseClient) private readonly promises: PromiseClient,
  ) {}

  static with(config: Config<'gateway'>, logger: Logger): DynamicModule {
    const redis = connectRedis(config);
    return {
      module: GatewayModule,
      controllers: [
        BulkController,
        DocsController,
        HealthController,
        PermissionController,
        PromiseController,
        SyncController,
        ItemsController,
        SalesOrdersController,
        WarehousesController,
        WebhookController,
        WriteBackController,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOGGER, useValue: logger },
        { provide: REDIS, useValue: redis },
        ...edgeProviders(config, redis),
        PromiseClient,
        DocumentsClient,
        SyncClient,
      ],
    };
  }

  /** Before it listens: the first calls would be refused while nobody is connected yet. */
  async onApplicationBootstrap(): Promise<void> {
    const deadline = steadyClock.now() + CONNECTED_WITHIN_MS;
    await Promise.all([connectedBy(deadline, this.redis), this.promises.connected(deadline)]);
  }

  /** After the last call has ended. */
  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}
