import { randomUUID } from 'node:crypto';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { Config } from '#libs/config';
import { FaultFilter } from '#libs/grpc';
import { systemClock } from '#libs/kernel';
import type { Logger } from '#libs/observability';
import { PromiseBatch } from './adapters/in/promise-batch.js';
import { PromiseController } from './adapters/in/promise.controller.js';
import { type DeploymentDefaults, PromiseOrder } from './application/promise-order.js';
import { SUPPLY } from './application/supply.port.js';
import { SupplyWiring } from './supply.wiring.js';

@Module({})
export class PromiseModule {
  static with(config: Config<'promise'>, logger: Logger): DynamicModule {
    const supply = new SupplyWiring(config, logger, systemClock);
    const orders = new PromiseOrder(supply.loader, defaultsOf(config), systemClock, randomUUID);
    return {
      module: PromiseModule,
      controllers: [PromiseController],
      providers: [
        { provide: SupplyWiring, useValue: supply },
        { provide: SUPPLY, useValue: supply.health },
        { provide: PromiseBatch, useValue: new PromiseBatch(orders, logger) },
        { provide: APP_FILTER, useValue: new FaultFilter(logger) },
      ],
    };
  }
}

function defaultsOf(config: Config<'promise'>): DeploymentDefaults {
  return {
    default_warehouse: config.DEFAULT_WAREHOUSE,
    timezone: config.DEFAULT_TIMEZONE ?? null,
    no_weekends: config.DEFAULT_NO_WEEKENDS,
    cutoff_time: config.DEFAULT_CUTOFF_TIME,
    lead_time_buffer_days: config.DEFAULT_LEAD_TIME_BUFFER_DAYS,
    processing_lead_time_days: config.DEFAULT_PROCESSING_LEAD_TIME_DAYS,
    desired_date_mode: config.DEFAULT_DESIRED_DATE_MODE,
    inbound_scope: config.DEFAULT_INBOUND_SCOPE,
    overdue_po: config.DEFAULT_OVERDUE_PO,
    overdue_po_days: config.DEFAULT_OVERDUE_PO_DAYS,
  };
}
