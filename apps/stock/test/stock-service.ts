import { NestFactory } from '@nestjs/core';
import { loadConfig } from '#libs/config';
import { stock } from '#libs/contracts';
import { call, createClient, GrpcHealth, grpcServer } from '#libs/grpc';
import { createLogger } from '#libs/observability';
import type { RedisProcess } from '#libs/testing';
import { StockModule } from '../src/stock.module.js';
import { freePort } from './sandbox.js';

/** The stock service as it is wired, and a client of it. */
export async function startStockService(
  erpnextUrl: string,
  redis: RedisProcess,
  settings: Readonly<Record<string, string>> = {},
) {
  const [key = 'sandbox', secret = 'sandbox'] = settings['token']?.split(':') ?? [];
  const config = loadConfig('stock', {
    ERPNEXT_URL: erpnextUrl,
    REDIS_URL: redis.url,
    ERPNEXT_API_KEY: key,
    ERPNEXT_API_SECRET: secret,
    DEFAULT_WAREHOUSE: 'Stores - AP',
    // Once is enough for a test, unless it is about that.
    REFERENCE_REFRESH_MS: '900000',
    SYNC_INTERVAL_MS: '300000',
    ...settings,
  });
  const address = `127.0.0.1:${await freePort()}`;
  const services = { 'otp.stock.v1.StockService': stock.StockServiceService };
  const app = await NestFactory.createMicroservice(StockModule.with(config, createLogger('stock', 'fatal')), {
    ...grpcServer(services, address, config, new GrpcHealth([])),
    logger: false,
  });
  await app.listen();
  const client = createClient(stock.StockServiceClient, [address]);
  const { getSupply, getReference, getHealth, getSync } = stock.StockServiceService;
  const limits = (ms: number) => ({ deadline: performance.now() + ms, signal: new AbortController().signal });
  return {
    supplyOf: (item_codes: string[], sales_order_id: string | null = null) =>
      call(client, 'stock service', getSupply, { item_codes, sales_order_id }, limits(10_000)),
    reference: () => call(client, 'stock service', getReference, {}, limits(10_000)),
    health: () => call(client, 'stock service', getHealth, {}, limits(10_000)),
    sync: () => call(client, 'stock service', getSync, {}, limits(10_000)),
    close: async () => {
      await app.close();
      client.close();
    },
  };
}

export type StockService = Awaited<ReturnType<typeof startStockService>>;

/** Waits until a promise of `attempt` is kept, asking again as soon as it is broken. */
export async function eventually<T>(attempt: () => Promise<T>, ms = 10_000): Promise<T> {
  const deadline = performance.now() + ms;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

/** Waits until the replica is complete: nothing is read any more but what is asked for. */
export async function synchronised(service: StockService): Promise<void> {
  await eventually(async () => {
    expect(await service.sync()).toMatchObject({ complete: true, running: null });
  }, 20_000);
}
