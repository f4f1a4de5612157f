import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadConfig } from '#libs/config';
import type { promise } from '#libs/contracts';
import { OtpError } from '#libs/kernel';
import { createLogger } from '#libs/observability';
import { createGateway } from '../src/gateway.js';
import { PromiseDouble, type ReceivedBatch } from './promise-double.js';

const answer: promise.PromiseResponse = {
  status: 'OK',
  promise_date: '2026-11-26',
  promise_date_raw: '2026-11-26',
  desired_date: null,
  desired_date_mode: 'LATEST_ACCEPTABLE',
  on_time: null,
  adjusted_due_to_no_early_delivery: false,
  can_fulfill: true,
  confidence: 'HIGH',
  plan: [
    {
      item_code: 'BOLT-M8',
      qty_required: 0.3,
      fulfillment: [
        {
          source: 'stock',
          item_code: 'BOLT-M8',
          qty: 0.3,
          available_date: '2026-11-24',
          ship_ready_date: '2026-11-25',
          warehouse: 'Stores - AP',
          po_id: null,
          expected_date: null,
        },
      ],
      shortage: 0,
    },
  ],
  reasons: ['It is there.'],
  blockers: [],
  options: [],
  order_day: '2026-11-24',
  data_as_of: '2026-11-24T09:00:00.000Z',
  data_source: 'LIVE',
  promise_id: 'p-1',
};
const order = { customer: 'Example', items: [{ item_code: 'BOLT-M8', qty: 0.3 }] };

/** What these calls have nothing to do with. */
const elsewhere = { STOCK_ADDRESSES: '127.0.0.1:1', REDIS_URL: 'redis://127.0.0.1:1', API_KEYS: 'off' };

const question = 'GET /health/live HTTP/1.1\r\nHost: gateway\r\n\r\n';

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the HTTP edge in front of a promise service', () => {
  const upstream = new PromiseDouble();
  let app: NestFastifyApplication;
  let url: string;
  /** Answers each order with the same promise or fault. */
  const answerWith = (outcome: unknown): void => {
    upstream.handle = (batch) => {
      batch.answer(Object.fromEntries(batch.orders.map((_order, place) => [place, outcome])));
      batch.end();
    };
  };

  beforeAll(async () => {
    await upstream.start();
    const config = loadConfig('gateway', {
      ...elsewhere,
      PROMISE_ADDRESSES: upstream.address,
      REQUEST_TIMEOUT_MS: '500',
      LOG_LEVEL: 'fatal',
    });
    app = await createGateway(config, createLogger('gateway', 'silent'));
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(async () => {
    await app.close();
    upstream.kill();
  });

  const post = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${url}/otp/promise`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  it('passes the order on and the answer back as they are, nulls present', async () => {
    answerWith(answer);
    const response = await post({ ...order, rules: { no_weekends: false, lead_time_buffer_days: 0 } });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual(answer);
    const received = upstream.orders.at(-1)?.request;
    expect(received).toMatchObject({
      customer: 'Example',
      items: [{ item_code: 'BOLT-M8', qty: 0.3, warehouse: null, uom: null }],
    });
    // false and 0 are values, not absences.
    expect(received?.rules).toMatchObject({
      no_weekends: false,
      lead_time_buffer_days: 0,
      cutoff_time: null,
    });
  });

  it('turns a fault of the service into its problem document', async () => {
    const fault = new OtpError('VALIDATION_FAILED', '/items/0/item_code is unknown.', {
      violations: [{ pointer: '/items/0/item_code', message: 'BOLT-M8 is unknown.' }],
    });
    answerWith(fault);
    const response = await post(order, {
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toEqual({
      type: 'urn:otp:problem:validation-failed',
      title: 'The request is not valid',
      status: 422,
      detail: '/items/0/item_code is unknown.',
      errors: fault.violations,
      code: 'VALIDATION_FAILED',
      trace_id: '0af7651916cd43dd8448eb211c80319c',
    });
  });

  it('says when to come back while supply can not be read', async () => {
    answerWith(new OtpError('SUPPLY_UNAVAILABLE', 'ERPNext is down.', { retryAfterSeconds: 7 }));
    const response = await post(order);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7']);
  });

  it('keeps what broke inside to itself', async () => {
    upstream.handle = (batch) =>
      batch.fail({ code: 2, details: 'TypeError at /srv/secret.js: password=hunter2' });
    const response = await post(order);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/TypeError|secret|hunter2/);
  });

  it('gives up at the deadline', async () => {
    upstream.handle = () => undefined;
    const before = Date.now();
    const response = await post(order);
    expect(response.status).toBe(504);
    expect(Date.now() - before).toBeGreaterThanOrEqual(490);
    expect(upstream.batches.at(-1)?.deadline).toBeLessThanOrEqual(before + 600);
  });

  it('cancels the work of a caller who goes away', async () => {
    const started = new Promise<ReceivedBatch>((resolve) => (upstream.handle = resolve));
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const body = JSON.stringify(order);
    socket.write(
      `POST /otp/promise HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    const { cancelled } = await started;
    const before = Date.now();
    socket.destroy();
    await cancelled;
    expect(Date.now() - before).toBeLessThan(400);
  });

  it('takes or makes a request id, and lets no junk through', async () => {
    answerWith(answer);
    expect((await post(order, { 'x-request-id': 'desk-42' })).headers.get('x-request-id')).toBe('desk-42');
    expect((await post(order, { 'x-request-id': 'a b<script>' })).headers.get('x-request-id')).toMatch(
      /^[\da-f-]{36}$/,
    );
    expect((await post('{')).headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });

  it.each<[string, string, RequestInit, number, string]>([
    ['an unknown path', '/nowhere', {}, 404, 'NOT_FOUND'],
    ['a wrong method', '/otp/promise', { method: 'GET' }, 405, 'METHOD_NOT_ALLOWED'],
    ['a wrong method with a body', '/otp/promise', { method: 'PUT', body: 'x' }, 405, 'METHOD_NOT_ALLOWED'],
    ['an unknown path with a body', '/nowhere', { method: 'POST', body: '{' }, 404, 'NOT_FOUND'],
    [
      'text',
      '/otp/promise',
      { method: 'POST', body: 'hello', headers: { 'content-type': 'text/plain' } },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'no media type',
      '/otp/promise',
      { method: 'POST', body: new Uint8Array([123, 125]) },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      '2 MB',
      '/otp/promise',
      { method: 'POST', body: ' '.repeat(2_000_000), headers: { 'content-type': 'application/json' } },
      413,
      'BODY_TOO_LARGE',
    ],
    [
      'an empty body',
      '/otp/promise',
      { method: 'POST', body: '', headers: { 'content-type': 'application/json' } },
      400,
      'MALFORMED_JSON',
    ],
    ['no body at all', '/otp/promise', { method: 'POST' }, 422, 'VALIDATION_FAILED'],
    ['a bad escape in the path', '/%zz', {}, 400, 'BAD_REQUEST'],
  ])('answers %s with a problem document', async (_what, path, init, status, code) => {
    const response = await fetch(url + path, init);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toMatchObject({
      status,
      code,
      trace_id: expect.stringMatching(/^[\da-f]{32}$/),
    });
    expect(response.status).toBe(status);
    if (status === 405) expect(response.headers.get('allow')).toBe('POST');
  });

  it.each<[string, Record<string, string>, Uint8Array, number]>([
    [
      'a charset of its own',
      { 'content-type': 'application/json; charset=iso-8859-1' },
      encoded(JSON.stringify(order)),
      415,
    ],
    ['a compressed body', { 'content-encoding': 'gzip' }, gzipSync(JSON.stringify(order)), 415],
    ['bytes that are no UTF-8', {}, new Uint8Array([0x22, 0xff, 0xfe, 0x22]), 400],
    ['a byte order mark', {}, encoded(`\uFEFF${JSON.stringify(order)}`), 200],
    [
      'a charset in capitals',
      { 'content-type': 'application/json; charset=UTF-8' },
      encoded(JSON.stringify(order)),
      200,
    ],
  ])('answers %s', async (_what, headers, body, status) => {
    answerWith(answer);
    const response = await fetch(`${url}/otp/promise`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: Buffer.from(body),
    });
    expect(response.status).toBe(status);
  });

  it('answers what is no HTTP with a problem document', async () => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write('FOO /otp/promise\r\n\r\n');
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    const [head = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 400 [^]*application\/problem\+json/);
    expect(JSON.parse(body)).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
  });

  it('tells its health', async () => {
    for (const path of ['/health', '/otp/health']) {
      const response = await fetch(url + path);
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({
        status: 'degraded',
        erpnext_connected: true,
        message: 'Holiday List may not be read.',
        version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      });
    }
  });

  it('answers what is in flight before it stops, and is unhealthy without a promise service', async () => {
    const config = loadConfig('gateway', {
      ...elsewhere,
      PROMISE_ADDRESSES: '127.0.0.1:1',
      REQUEST_TIMEOUT_MS: '300',
      LOG_LEVEL: 'fatal',
    });
    const lonely = await createGateway(config, createLogger('gateway', 'silent'));
    await lonely.listen(0, '127.0.0.1');
    const lonelyUrl = await lonely.getUrl();
    expect((await fetch(`${lonelyUrl}/health`)).status).toBe(503);
    const promised = fetch(`${lonelyUrl}/otp/promise`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
    });
    await once(lonely.getHttpServer() as NodeJS.EventEmitter, 'request');
    const [response] = await Promise.all([promised, lonely.close()]);
    expect([503, 504]).toContain(response.status);
  });

  it.each(['kept', 'new'])(
    'answers what a %s connection had brought when it was told to stop',
    async (kind) => {
      const config = loadConfig('gateway', {
        ...elsewhere,
        PROMISE_ADDRESSES: '127.0.0.1:1',
        LOG_LEVEL: 'fatal',
      });
      const stopping = await createGateway(config, createLogger('gateway', 'silent'));
      await stopping.listen(0, '127.0.0.1');
      const { port } = new URL(await stopping.getUrl());
      const socket = connect(Number(port), '127.0.0.1');
      await once(socket, 'connect');
      if (kind === 'kept') {
        socket.write(question);
        await once(socket, 'data');
      }
      // Nothing of this is read before the stop begins: the event loop does not turn in between.
      socket.write(question);
      const stopped = stopping.close();
      const chunks: Buffer[] = [];
      for await (const chunk of socket) chunks.push(chunk as Buffer);
      const [head] = Buffer.concat(chunks).toString().split('\r\n\r\n');
      expect(head).toMatch(/^HTTP\/1\.1 200 /);
      expect(head?.toLowerCase()).toContain('connection: close');
      await stopped;
    },
  );
});
