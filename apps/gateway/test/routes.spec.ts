import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadConfig } from '#libs/config';
import { createLogger } from '#libs/observability';
import { knownRoutes } from '../src/adapters/in/route-access.js';
import { createGateway } from '../src/gateway.js';
import { registeredRoutes } from './registered-routes.js';

const order = JSON.stringify({ customer: 'Example', items: [{ item_code: 'BOLT-M8', qty: 1 }] });

describe('the routes of a gateway', () => {
  let app: NestFastifyApplication;
  let url: string;

  beforeAll(async () => {
    const config = loadConfig('gateway', {
      ...{
        PROMISE_ADDRESSES: '127.0.0.1:1',
        STOCK_ADDRESSES: '127.0.0.1:1',
        REDIS_URL: 'redis://127.0.0.1:1',
      },
      ...{ API_KEYS: 'off', CORS_ORIGINS: 'https://desk.example.com', LOG_LEVEL: 'fatal' },
    });
    app = await createGateway(config, createLogger('gateway', 'silent'));
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  it('each say who may call them', () => {
    const registered = registeredRoutes(app.getHttpAdapter().getInstance()).map(({ path }) => path);
    expect(registered).toContain('/otp/sales-orders/:id');
    expect(knownRoutes).toEqual(expect.arrayContaining(registered));
  });

  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${url}/otp/promise`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });

  it.each(['0', '-1', '30001', '1.5', '1e3', '', 'soon'])('do not take %j for a time', async (time) => {
    const response = await post(order, { 'x-request-timeout': time });
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'BAD_REQUEST', detail: expect.stringContaining('X-Request-Timeout') }),
    ]);
    expect(response.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });

  it('give up when the time of the caller is over', async () => {
    const begun = performance.now();
    const response = await post(order, { 'x-request-timeout': '300' });
    expect([503, 504]).toContain(response.status);
    expect(performance.now() - begun).toBeLessThan(600);
  });

  it('refuse what is nested too deep, whatever it is', async () => {
    for (const body of ['['.repeat(500_000), `{"a":${'{"a":'.repeat(100)}1${'}'.repeat(101)}`]) {
      const response = await post(body);
      expect([response.status, await response.json()]).toEqual([
        400,
        expect.objectContaining({ code: 'MALFORMED_JSON', detail: 'The body is nested more than 32 deep.' }),
      ]);
    }
    const quoted = JSON.stringify({ customer: '['.repeat(100), items: [], note: '\\"[' });
    expect((await post(quoted)).status).toBe(422);
  });

  it('let pages of allowed origins read refusals, too', async () => {
    const response = await post('{', { origin: 'https://desk.example.com' });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([
      400,
      'https://desk.example.com',
    ]);
    expect(response.headers.get('vary')).toMatch(/origin/i);
  });
});
