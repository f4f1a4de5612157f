import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR } from '@nestjs/core';
import type { Config } from '#libs/config';
import { FaultFilter, ServedSpans } from '#libs/grpc';
import { steadyClock, systemClock } from '#libs/kernel';
import type { Logger } from '#libs/observability';
import { DocumentsController } from './adapters/in/documents.controller.js';
import { HealthController } from './adapters/in/health.controller.js';
import { ReferenceRefresher } from './adapters/in/reference-refresher.js';
import { StockController, STORED_REFERENCE } from './adapters/in/stock.controller.js';
import { ErpnextChanges } from './adapters/out/erpnext/erpnext-changes.js';
import { ErpnextReference } from './adapters/out/erpnext/erpnext-reference.js';
import { ErpnextSupply } from './adapters/out/erpnext/erpnext-supply.js';
import { CheckHealth } from './application/check-health.js';
import { CheckSync } from './application/check-sync.js';
import { GetSupply } from './application/get-supply.js';
import { KeepReference } from './application/keep-reference.js';
import { ReadItems } from './application/read-items.js';
import { documentProviders } from './documents.providers.js';
import { erpnextConnection } from './erpnext.providers.js';
import { replicaParts } from './replica.providers.js';

const BACKGROUND = Symbol('Background');

/** What runs beside the calls. */
interface Background {
  start(): void;
  stop(): Promise<void>;
}

@Module({})
export class StockModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(BACKGROUND) private readonly background: Background) {}

  static with(config: Config<'stock'>, logger: Logger): DynamicModule {
    const { client, connections, siteClock } = erpnextConnection(config);
    const reference = new ErpnextReference(client, siteClock, systemClock);
    const kept = new KeepReference(reference, systemClock, {
      // One refresh that fails must not be enough, however seldom they are.
      oldestMs: Math.max(config.REFERENCE_OLDEST_MS, 2 * config.REFERENCE_REFRESH_MS),
    });
    const items = new ReadItems(new ErpnextSupply(client, siteClock), kept, systemClock, {
      settleRounds: config.SUPPLY_SETTLE_ROUNDS,
    });
    const zone = (): string => kept.current().shared.site_time_zone;
    const changes = new ErpnextChanges(client, siteClock, zone);
    const replica = replicaParts(config, { items, changes, kept }, logger);
    const refreshing = {
      refreshMs: config.REFERENCE_REFRESH_MS,
      // Four requests after each other, each with its longest wait.
      readMs: 4 * config.ERPNEXT_TIMEOUT_MS,
    };
    const refresher = new ReferenceRefresher(replica.reference, kept, steadyClock, refreshing, logger);
    const background: Background = {
      start: () => {
        void refresher.run();
        replica.start();
      },
      stop: async () => {
        refresher.stop();
        await replica.stop();
        await connections.close();
      },
    };
    return {
      module: StockModule,
      controllers: [StockController, HealthController, DocumentsController],
      providers: [
        { provide: APP_FILTER, useValue: new FaultFilter(logger) },
        { provide: APP_INTERCEPTOR, useValue: new ServedSpans() },
        { provide: BACKGROUND, useValue: background },
        { provide: KeepReference, useValue: kept },
        { provide: STORED_REFERENCE, useValue: replica.stored },
        { provide: GetSupply, useValue: new GetSupply(items, replica.items, kept, systemClock) },
        { provide: CheckSync, useValue: replica.check },
        { provide: CheckHealth, useValue: new CheckHealth(reference, kept, replica.check, steadyClock) },
        ...documentProviders(config, client, kept),
      ],
    };
  }

  onApplicationBootstrap(): void {
    this.background.start();
  }

  /** After the last call has ended. */
  onApplicationShutdown(): Promise<void> {
    return this.background.stop();
  }
}
