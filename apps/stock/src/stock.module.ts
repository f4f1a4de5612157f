import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { Config } from '#libs/config';
import { FaultFilter } from '#libs/grpc';
import { CLOCK, systemClock } from '#libs/kernel';
import type { Logger } from '#libs/observability';
import { ReferenceRefresher } from './adapters/in/reference-refresher.js';
import { StockController } from './adapters/in/stock.controller.js';
import { Connections } from './adapters/out/erpnext/connections.js';
import { ErpnextClient } from './adapters/out/erpnext/erpnext-client.js';
import { ErpnextReference } from './adapters/out/erpnext/erpnext-reference.js';
import { ErpnextSupply } from './adapters/out/erpnext/erpnext-supply.js';
import { SiteClock } from './adapters/out/erpnext/site-clock.js';
import { CheckHealth } from './application/check-health.js';
import { GetSupply } from './application/get-supply.js';
import { KeepReference } from './application/keep-reference.js';

@Module({})
export class StockModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(ReferenceRefresher) private readonly refresher: ReferenceRefresher,
    @Inject(Connections) private readonly connections: Connections,
  ) {}

  static with(config: Config<'stock'>, logger: Logger): DynamicModule {
    const connections = new Connections({
      url: config.ERPNEXT_URL,
      connections: config.ERPNEXT_CONNECTIONS,
      keptConnections: config.ERPNEXT_KEPT_CONNECTIONS,
      waiting: config.ERPNEXT_WAITING_REQUESTS,
      timeoutMs: config.ERPNEXT_TIMEOUT_MS,
    });
    const siteClock = new SiteClock(config.SUPPLY_SETTLE_MARGIN_MS);
    const client = new ErpnextClient(connections, siteClock, systemClock, {
      apiKey: config.ERPNEXT_API_KEY,
      apiSecret: config.ERPNEXT_API_SECRET,
      timeoutMs: config.ERPNEXT_TIMEOUT_MS,
      retries: config.ERPNEXT_READ_RETRIES,
    });
    const reference = new ErpnextReference(client, siteClock);
    const kept = new KeepReference(reference, systemClock, {
      // One refresh that fails must not be enough, however seldom they are.
      oldestMs: Math.max(config.REFERENCE_OLDEST_MS, 2 * config.REFERENCE_REFRESH_MS),
    });
    const refreshing = {
      refreshMs: config.REFERENCE_REFRESH_MS,
      // Three requests after each other, each with its longest wait.
      readMs: 3 * config.ERPNEXT_TIMEOUT_MS,
    };
    const supply = new GetSupply(new ErpnextSupply(client, siteClock), kept, systemClock, {
      settleRounds: config.SUPPLY_SETTLE_ROUNDS,
    });
    return {
      module: StockModule,
      controllers: [StockController],
      providers: [
        { provide: CLOCK, useValue: systemClock },
        { provide: APP_FILTER, useValue: new FaultFilter(logger) },
        { provide: Connections, useValue: connections },
        { provide: KeepReference, useValue: kept },
        {
          provide: ReferenceRefresher,
          useValue: new ReferenceRefresher(kept, systemClock, refreshing, logger),
        },
        { provide: GetSupply, useValue: supply },
        { provide: CheckHealth, useValue: new CheckHealth(reference, kept, systemClock) },
      ],
    };
  }

  onApplicationBootstrap(): void {
    void this.refresher.run();
  }

  /** After the last call has ended. */
  async onApplicationShutdown(): Promise<void> {
    this.refresher.stop();
    await this.connections.close();
  }
}
