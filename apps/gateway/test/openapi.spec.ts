import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadConfig } from '#libs/config';
import { createLogger } from '#libs/observability';
import { Caller, faultsOf } from '../../../tools/openapi/call.js';
import { DescribedApi } from '../../../tools/openapi/described-api.js';
import { exampleCalls } from '../../../tools/openapi/example-calls.js';
import { createGateway } from '../src/gateway.js';
import { registeredRoutes } from './registered-routes.js';

/** The description itself, and what nginx asks. */
const undescribed = ['/openapi.json', '/docs', '/docs/:asset', '/internal/permission'];

/** A gateway with nothing behind it: no service, no Redis. */
async function startAlone(apiKeys: 'required' | 'off'): Promise<NestFastifyApplication> {
  const nowhere = '127.0.0.1:1';
  const config = loadConfig('gateway', {
    ...{ PROMISE_ADDRESSES: nowhere, STOCK_ADDRESSES: nowhere, REDIS_URL: `redis://${nowhere}` },
    ...{ API_KEYS: apiKeys, LOG_LEVEL: 'fatal', REQUEST_TIMEOUT_MS: '500' },
  });
  const app = await createGateway(config, createLogger('gateway', 'silent'));
  await app.listen(0, '127.0.0.1');
  return app;
}

describe.each(['required', 'off'] as const)('the description of the API, with API_KEYS=%s', (apiKeys) => {
  let app: NestFastifyApplication;
  let api: DescribedApi;
  let caller: Caller;

  beforeAll(async () => {
    app = await startAlone(apiKeys);
    api = await DescribedApi.at(await app.getUrl());
    caller = new Caller(await app.getUrl());
  });
  afterAll(async () => {
    await caller.close();
    await app.close();
  });

  it('names every route, and no other', () => {
    const registered = registeredRoutes(app.getHttpAdapter().getInstance())
      .filter(({ path }) => !undescribed.includes(path))
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    const described = api.operations.map(({ method, path }) => `${method} ${path}`);
    expect(described.sort()).toEqual(registered.sort());
  });

  it('tells what each call answers when nobody can be asked', async () => {
    for (const operation of api.operations) {
      for (const call of exampleCalls(operation)) {
        const answer = await caller.send(call);
        expect([call.name, answer.status, faultsOf(api, operation, answer)]).toEqual([
          call.name,
          answer.status,
          [],
        ]);
        const needsKey = apiKeys === 'required' && operation.scope !== undefined;
        expect([call.name, answer.status === 401]).toEqual([call.name, needsKey || operation.isSigned]);
      }
    }
  }, 20_000);
});
