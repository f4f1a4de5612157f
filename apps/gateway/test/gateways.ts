import { type handleUnaryCall, Server, ServerCredentials } from '@grpc/grpc-js';
import { loadConfig } from '#libs/config';
import { stock } from '#libs/contracts';
import { createLogger } from '#libs/observability';
import { createGateway } from '../src/gateway.js';

/** Gateways in this process, with a stock service that answers GetSync and no promise service. */
export interface Gateways {
  readonly urls: readonly string[];
  stop(): Promise<void>;
}

export const syncState: stock.GetSyncResponse = {
  complete: true,
  covered_until_ms: Date.UTC(2026, 10, 24, 9),
  items: 200,
  hints_waiting: 1,
  running: { kind: 'incremental', started_at_ms: Date.UTC(2026, 10, 24, 9, 1), items_done: 3 },
  last: null,
  problems: ['One item could not be read.'],
};

export async function startGateways(count: number, env: Readonly<Record<string, string>>): Promise<Gateways> {
  const upstream = new Server();
  const getSync: handleUnaryCall<stock.GetSyncRequest, stock.GetSyncResponse> = (_call, reply) =>
    reply(null, syncState);
  upstream.addService(stock.StockServiceService, { getSync });
  const port = await new Promise<number>((resolve, reject) =>
    upstream.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  const config = loadConfig('gateway', {
    PROMISE_ADDRESSES: '127.0.0.1:1',
    STOCK_ADDRESSES: `127.0.0.1:${port}`,
    LOG_LEVEL: 'fatal',
    ...env,
  });
  const apps = await Promise.all(
    Array.from({ length: count }, async () => {
      const app = await createGateway(config, createLogger('gateway', config.LOG_LEVEL));
      await app.listen(0, '127.0.0.1');
      return app;
    }),
  );
  return {
    urls: await Promise.all(apps.map((app) => app.getUrl())),
    stop: async () => {
      await Promise.all(apps.map((app) => app.close()));
      upstream.forceShutdown();
    },
  };
}
