import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as http } from 'node:http';
import { connect as http2 } from 'node:http2';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadConfig } from '#libs/config';
import { createLogger } from '#libs/observability';
import { waitFor } from '#libs/testing';
import { createGateway } from '../src/gateway.js';
import { answerAll, PromiseDouble, type ReceivedBatch } from './promise-double.js';

const orderOf = (customer: string) => ({ customer, items: [{ item_code: 'BOLT-M8', qty: 1 }] });
const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `c${at}`);
const ndjson = (customers: readonly string[]): string =>
  customers.map((name) => `${JSON.stringify(orderOf(name))}\n`).join('');
const WINDOW = 20;

interface Line {
  readonly customer?: string;
  readonly index?: number;
  readonly error?: { readonly code: string; readonly detail: string; readonly status: number };
  readonly summary?: Record<string, unknown>;
}

describe('bulk streams', () => {
  const upstream = new PromiseDouble();
  let app: NestFastifyApplication;
  let url: URL;

  const start = async (env: Readonly<Record<string, string>> = {}): Promise<void> => {
    const config = loadConfig('gateway', {
      STOCK_ADDRESSES: '127.0.0.1:1',
      REDIS_URL: 'redis://127.0.0.1:1',
      API_KEYS: 'off',
      PROMISE_ADDRESSES: upstream.address,
      LOG_LEVEL: 'fatal',
      BULK_WINDOW_ORDERS: String(WINDOW),
      ...env,
    });
    app = await createGateway(config, createLogger('gateway', config.LOG_LEVEL));
    await app.listen(0, '127.0.0.1');
    url = new URL(await app.getUrl());
  };

  beforeEach(async () => {
    upstream.handle = answerAll;
    upstream.batches.length = 0;
    await upstream.start();
  });
  afterEach(async () => {
    await app.close();
    upstream.kill();
  });

  const post = async (
    body: string,
    { path = '/otp/bulk-promise', type = 'application/x-ndjson', headers = {} } = {},
  ) => {
    const response = await fetch(new URL(path, url), {
      method: 'POST',
      headers: { 'content-type': type, ...headers },
      body,
    });
    const text = await response.text();
    const lines = text.split('\n').filter((line) => line !== '');
    return { response, text, lines: lines.map((line) => JSON.parse(line) as Line) };
  };
  /** A call whose body is sent, and whose answer is read, step by step. */
  const open = (path = '/otp/bulk-promise'): ClientRequest =>
    http({
      host: url.hostname,
      port: url.port,
      path,
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
    });
  const answerTo = async (call: ClientRequest): Promise<IncomingMessage> => {
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    return answer;
  };
  const told = (lines: readonly Line[]) =>
    lines.map(({ customer, index, error }) => customer ?? `${index} ${error?.code}`);

  it.each([
    ['lines', 'application/x-ndjson', (all: string[]) => ndjson(all)],
    ['lines without a last line end', 'application/x-ndjson', (all: string[]) => ndjson(all).trimEnd()],
    [
      'lines of Windows, some empty',
      'application/x-ndjson',
      (all: string[]) => ndjson(all).replaceAll('\n', '\r\n\r\n'),
    ],
    ['a list', 'application/json', (all: string[]) => JSON.stringify(all.map(orderOf))],
    [
      'a list in many lines',
      'application/json; charset=utf-8',
      (all: string[]) => JSON.stringify(all.map(orderOf), null, 2),
    ],
  ])('answer orders as %s in their order', async (_what, type, bodyOf) => {
    await start();
    const all = names(500);
    // Later batches come back before earlier ones.
    let turn = 0;
    upstream.handle = (batch) => void setTimeout(() => answerAll(batch), (turn = (turn + 7) % 20));
    const { response, lines } = await post(bodyOf(all), { type });
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(told(lines)).toEqual(all);
  });

  it('go on behind a broken, invalid or overlong line', async () => {
    await start();
    const overlong = JSON.stringify({ customer: 'x'.repeat(1_100_000) });
    const body = [
      JSON.stringify(orderOf('a')),
      '{"customer": ',
      JSON.stringify(orderOf('b')),
      '{"customer": "no items"}',
      '[]',
      overlong,
      '[['.repeat(2_000),
      '\u0000',
      JSON.stringify(orderOf('c')),
    ].join('\n');
    const { response, lines } = await post(body, { path: '/otp/bulk-promise?summary=true' });
    expect(response.status).toBe(200);
    expect(told(lines.slice(0, -1))).toEqual([
      'a',
      '1 MALFORMED_JSON',
      'b',
      '3 VALIDATION_FAILED',
      '4 VALIDATION_FAILED',
      '5 BODY_TOO_LARGE',
      '6 MALFORMED_JSON',
      '7 MALFORMED_JSON',
      'c',
    ]);
    expect(lines.at(-1)).toEqual({
      summary: { orders: 9, ok: 3, cannot_fulfill: 0, invalid: 6, promised_dates: { '2026-11-27': 3 } },
    });
  });

  it('end where the syntax of a list breaks, and say so', async () => {
    await start();
    const { lines } = await post(
      `[${JSON.stringify(orderOf('a'))}, {"x": 1}, , ${JSON.stringify(orderOf('b'))}]`,
      {
        type: 'application/json',
      },
    );
    expect(told(lines)).toEqual(['a', '1 VALIDATION_FAILED', '2 MALFORMED_JSON', 'undefined MALFORMED_JSON']);
    const cut = await post(`[${JSON.stringify(orderOf('a'))}, {"customer"`, { type: 'application/json' });
    expect(told(cut.lines)).toEqual(['a', '1 MALFORMED_JSON', 'undefined MALFORMED_JSON']);
  });

  it.each([
    ['an object', 'application/json', '{"customer": "a"}', 400],
    ['nothing', 'application/json', '', 400],
    ['text', 'text/plain', 'hello', 415],
    ['an empty list', 'application/json', ' [ ] ', 200],
    ['no lines', 'application/x-ndjson', '\n', 200],
  ])('take %s for what it is', async (_what, type, body, status) => {
    await start();
    const { response, text } = await post(body, { type });
    expect(response.status).toBe(status);
    if (status === 200) expect(text).toBe('');
    else expect(response.headers.get('content-type')).toMatch(/problem\+json/);
  });

  it('give each line before the body has ended', async () => {
    await start();
    const call = open();
    call.write(ndjson(['a']));
    const answer = await answerTo(call);
    const lines = answer.iterator({ destroyOnReturn: false });
    expect(String((await lines.next()).value)).toContain('"customer":"a"');
    const sent = performance.now();
    call.write(ndjson(['b']));
    expect(String((await lines.next()).value)).toContain('"customer":"b"');
    expect(performance.now() - sent).toBeLessThan(500);
    call.end();
    expect((await lines.next()).done).toBe(true);
  });

  it('do not read past their bound, and say so in the last line', async () => {
    await start({ BULK_ORDERS: '10' });
    const { lines } = await post(ndjson(names(5_000)), { path: '/otp/bulk-promise?summary=true' });
    expect(told(lines.slice(0, 10))).toEqual(names(10));
    expect(lines).toHaveLength(11);
    expect(lines[10]).toMatchObject({ summary: { orders: 10, ok: 10 }, error: { code: 'BODY_TOO_LARGE' } });
  });

  it('read no further than a window ahead of a reader who stops, and go on when it reads', async () => {
    await start();
    const filler = 'x'.repeat(20_000);
    upstream.handle = (batch) => {
      batch.answer(
        Object.fromEntries(
          batch.orders.map(({ request }, at) => [at, { customer: request.customer, filler }]),
        ),
      );
      batch.end();
    };
    const call = open();
    const all = names(3_000);
    call.end(ndjson(all));
    const answer = await answerTo(call);
    // Nobody reads: what the promise service gets comes to a stop long before the end.
    let before = -1;
    await waitFor(
      () => {
        const now = upstream.orders.length;
        const stands = now === before && now > WINDOW;
        before = now;
        return stands;
      },
      { everyMs: 300, what: 'a standstill' },
    );
    // Kernel buffers of both sides hold some megabytes; the rest is ours.
    expect(upstream.orders.length).toBeLessThan(1_000);
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    const lines = text.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as Line).customer)).toEqual(all);
  });

  it('stop the work of a reader who leaves within a second', async () => {
    await start();
    const held: ReceivedBatch[] = [];
    upstream.handle = (batch) => void held.push(batch);
    const call = open();
    call.on('error', () => undefined);
    call.write(ndjson(names(1_000)));
    await waitFor(() => held.length > 0);
    const left = performance.now();
    call.destroy();
    await Promise.all(held.map(({ cancelled }) => cancelled));
    expect(performance.now() - left).toBeLessThan(1_000);
    const { length } = upstream.orders;
    upstream.handle = answerAll;
    expect((await post(ndjson(['after']))).lines).toHaveLength(1);
    expect(upstream.orders).toHaveLength(length + 1);
  });

  it('give error lines while the promise service is gone, and the last line says so', async () => {
    await start();
    let batches = 0;
    upstream.handle = (batch) => {
      batches += 1;
      if (batches === 4) upstream.kill();
      else answerAll(batch);
    };
    const { response, lines } = await post(ndjson(names(400)), { path: '/otp/bulk-promise?summary=true' });
    expect(response.status).toBe(200);
    expect(lines).toHaveLength(401);
    const orders = lines.slice(0, -1);
    const failed = orders.filter(({ error }) => error !== undefined);
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThan(400);
    orders.forEach((line, at) => expect(line.customer ?? line.index).toBe(line.error ? at : `c${at}`));
    expect(lines.at(-1)?.error).toMatchObject({
      code: 'UNAVAILABLE',
      detail: expect.stringContaining(`${failed.length} of 400 orders`),
    });
    expect(lines.at(-1)?.summary).toMatchObject({ orders: 400, invalid: failed.length });
  });

  it('give each order its own time, from when it is read', async () => {
    await start();
    upstream.handle = (batch) => {
      if (batch.orders.every(({ request }) => request.customer !== 'stuck')) answerAll(batch);
    };
    const call = http({
      host: url.hostname,
      port: url.port,
      path: '/otp/bulk-promise',
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', 'x-request-timeout': '300' },
    });
    call.write(ndjson(['stuck']));
    const answer = await answerTo(call);
    const lines = answer.iterator({ destroyOnReturn: false });
    expect(String((await lines.next()).value)).toContain('DEADLINE_EXCEEDED');
    // More than 300 ms after the call began.
    call.end(ndjson(['later']));
    let rest = '';
    for await (const chunk of lines) rest += String(chunk);
    expect(rest).toContain('"customer":"later"');
    expect(rest).toContain('1 of 2 orders could not be judged');
  });

  it('end when nothing is sent any more', async () => {
    await start({ BULK_IDLE_TIMEOUT_MS: '300' });
    const call = open();
    call.on('error', () => undefined);
    call.write(ndjson(['a']));
    const answer = await answerTo(call);
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    expect(told(lines)).toEqual(['a', 'undefined DEADLINE_EXCEEDED']);
  });

  it('come to their end while the gateway stops, when that is soon', async () => {
    await start();
    const call = open();
    call.write(ndjson(['a']));
    const answer = await answerTo(call);
    const closing = app.close();
    call.end(ndjson(['b']));
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    await closing;
    const lines = text.trimEnd().split('\n');
    expect(told(lines.map((line) => JSON.parse(line) as Line))).toEqual(['a', 'b']);
  });

  it('end with what they have begun when half of the time is over in which the gateway must stop', async () => {
    await start({ SHUTDOWN_GRACE_MS: '1000' });
    const call = open();
    call.on('error', () => undefined);
    call.write(ndjson(['a']));
    const answer = await answerTo(call);
    const closing = app.close();
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    await closing;
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    expect(told(lines)).toEqual(['a', 'undefined UNAVAILABLE']);
  });

  it('are refused when too many are running', async () => {
    await start({ BULK_STREAMS: '1' });
    const call = open();
    call.write(ndjson(['a']));
    const answer = await answerTo(call);
    const { response } = await post(ndjson(['b']));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    call.end();
    answer.resume();
    await once(answer, 'end');
    await waitFor(async () => (await post(ndjson(['c']))).response.status === 200);
  });

  it('come over HTTP/2, too, sent and answered at the same time', async () => {
    await start();
    const session = http2(url);
    const stream = session.request({
      ':method': 'POST',
      ':path': '/otp/bulk-promise',
      'content-type': 'application/x-ndjson',
    });
    const lines: string[] = [];
    stream.setEncoding('utf8').on('data', (text: string) => lines.push(...text.trimEnd().split('\n')));
    stream.write(ndjson(['a']));
    await waitFor(() => lines.length === 1);
    stream.end(ndjson(names(200)));
    await once(stream, 'end');
    expect(lines.map((line) => (JSON.parse(line) as Line).customer)).toEqual(['a', ...names(200)]);
    session.close();
  });
});
