import { chmodSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort, runChild, waitFor } from '#libs/testing';
import { renderNginxConfig } from '../tools/start/nginx-config.js';
import {
  call,
  type CallOptions,
  corsOrigins,
  expectProblem,
  NginxBench,
  type Reply,
  requestTimeoutMs,
} from './test/nginx-bench.js';

describe('nginx in front of the gateways', () => {
  const bench = new NginxBench();
  afterEach(() => bench.clear());
  const fake = (breaking = false) => bench.fake(breaking);
  const start = (gatewayPorts: readonly number[]) => bench.start(gatewayPorts);
  const { prepare } = bench;

  it('takes the configuration without a warning', async () => {
    const { folder, command } = prepare(await freePort(), [1, 2]);
    const test = await runChild([...command, '-t']);
    expect(await test.ended).toBe(0);
    expect(test.output()).not.toMatch(/\[(warn|error|alert|emerg)\]/);
    rmSync(folder, { recursive: true });
  });

  const places = { port: 1, gatewayPorts: [], requestTimeoutMs, cacheFolder: 'cache', corsOrigins };

  it('refuses a template that asks for what is not known', () => {
    expect(() => renderNginxConfig('listen {{prot}};', { version: '1.22.1', ...places })).toThrow('{{prot}}');
  });

  it.each([
    ['1.22.1', { keeps: false, http2On: false }],
    ['1.25.1', { keeps: false, http2On: true }],
    ['1.27.3', { keeps: false, http2On: true }],
    ['1.27.4', { keeps: true, http2On: true }],
    ['1.30.0', { keeps: true, http2On: true }],
    ['2.0.0', { keeps: true, http2On: true }],
  ])('says only what %s can read', (version, { keeps, http2On }) => {
    const tls = { port: 2, certFile: 'tls.crt', keyFile: 'tls.key' };
    const config = renderNginxConfig('{{idle_connections}}\n{{tls}}', { version, ...places, tls });
    expect(config.includes('keepalive_min_timeout 5s;')).toBe(keeps);
    expect(config.includes('http2 on;')).toBe(http2On);
    expect(config.includes('ssl http2')).toBe(!http2On);
  });

  it('spreads requests over all gateways and keeps its connections to them', async () => {
    const gateways = [await fake(), await fake()];
    const { port } = await start(gateways.map((gateway) => gateway.port));
    for (let i = 0; i < 60; i++) expect((await call(port)).status).toBe(200);
    for (const { requests, connections } of gateways) {
      expect(requests.length).toBeGreaterThanOrEqual(25);
      expect(connections.size).toBeLessThanOrEqual(8); // One a worker, not one a request.
    }
  });

  it('goes round a gateway that is not there', async () => {
    const dead = await freePort();
    const gateway = await fake();
    const { port } = await start([dead, gateway.port]);
    for (let i = 0; i < 10; i++) {
      expect((await call(port, { method: 'POST', path: '/otp/promise', body: '{}' })).status).toBe(200);
    }
  });

  it('asks the next gateway for a promise when one breaks off, and repeats no other POST', async () => {
    const [breaking, sound] = [await fake(true), await fake()];
    const { port } = await start([breaking.port, sound.port]);
    for (let i = 0; i < 4; i++) {
      expect((await call(port, { method: 'POST', path: '/otp/promise', body: '{}' })).status).toBe(200);
    }
    expect(breaking.requests.filter(({ url }) => url === '/otp/promise').length).toBeGreaterThan(0);

    const before = breaking.requests.length + sound.requests.length;
    expectProblem(await call(port, { method: 'POST', path: '/break', body: '{}' }), 503, 'UNAVAILABLE');
    expect(breaking.requests.length + sound.requests.length).toBe(before + 1);
  });

  it('answers 503 as a problem with Retry-After when no gateway is there', async () => {
    const port = await freePort();
    const { folder, command } = prepare(port, [await freePort(), await freePort()]);
    const run = await runChild([...command]);
    bench.adopt(run, folder);
    const reply = await waitFor(() => call(port, { headers: { 'x-request-id': 'mine-1' } }), {
      what: 'nginx',
    });
    expectProblem(reply, 503, 'UNAVAILABLE');
    expect(reply.headers['retry-after']).toBe('1');
    expect(reply.headers['x-request-id']).toBe('mine-1');
    expect(reply.body).not.toContain('127.0.0.1');
  });

  it('refuses a body of 2 MB as a problem, and lets 1 MiB through', async () => {
    const gateway = await fake();
    const { port } = await start([gateway.port]);
    const post = (size: number) =>
      call(port, { method: 'POST', path: '/otp/promise', body: 'x'.repeat(size), agent: new Agent() });
    const seen = gateway.requests.length;
    const reply = await post(2_000_000);
    expectProblem(reply, 413, 'BODY_TOO_LARGE');
    expect(reply.headers['retry-after']).toBeUndefined();
    expect(gateway.requests.length).toBe(seen);
    expect((await post(1024 * 1024)).status).toBe(200);
  });

  it('refuses broken requests as a problem', async () => {
    const { port } = await start([(await fake()).port]);
    const raw = (text: string) =>
      new Promise<string>((resolve, reject) => {
        let answer = '';
        const socket = connect(port, '127.0.0.1', () => socket.write(text));
        socket.on('data', (chunk) => (answer += chunk.toString()));
        socket.on('end', () => resolve(answer)).on('error', reject);
      });
    const broken = {
      'no host': 'GET / HTTP/1.1\r\n\r\n',
      'a wrong line': 'HELLO\r\n\r\n',
      'a wrong length': 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n',
      'a huge header': `GET / HTTP/1.1\r\nHost: a\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`,
      'many headers': `GET / HTTP/1.1\r\nHost: a\r\n${`X-Many: ${'x'.repeat(200)}\r\n`.repeat(75)}\r\n`,
      'a long path': `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
      'an unknown version': 'GET / HTTP/3.0\r\nHost: a\r\n\r\n',
      'an unknown encoding': 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n',
    };
    for (const [what, text] of Object.entries(broken)) {
      const answer = await raw(text);
      expect([what, answer.includes('400 Bad Request')]).toEqual([what, true]);
      expect(answer).toContain('application/problem+json');
      expect(answer).toContain('"code":"BAD_REQUEST"');
      expect(answer).not.toMatch(/nginx\/|<html>/);
    }
    expectProblem(await call(port, { path: '/.problem' }), 404, 'NOT_FOUND');
    expectProblem(await call(port, { method: 'TRACE' }), 405, 'METHOD_NOT_ALLOWED');
    expect(await raw('GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 200 [^]*"host":"localhost"/);
    const most = `X-Many: ${'x'.repeat(200)}\r\n`.repeat(58);
    expect(await raw(`GET / HTTP/1.0\r\n${most}\r\n`)).toMatch(/^HTTP\/1.1 200 /);
  });

  it('passes the id of a call both ways, makes one where there is none, and passes the trace on', async () => {
    const gateway = await fake();
    const { port, log } = await start([gateway.port]);
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const given = await call(port, { headers: { 'x-request-id': 'desk/7:a', traceparent } });
    expect(given.headers['x-request-id']).toBe('desk/7:a');
    const told = JSON.parse(given.body) as { headers: Record<string, string> };
    expect(told.headers).toMatchObject({
      'x-request-id': 'desk/7:a',
      traceparent: expect.stringMatching(
        /^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad|0{16})[\da-f]{16}-01$/,
      ),
    });
    for (const headers of [{}, { 'x-request-id': 'not "sound"' }]) {
      expect((await call(port, { headers })).headers['x-request-id']).toMatch(/^[\da-f]{32}$/);
    }

    const line = await waitFor(
      () =>
        log()
          .split('\n')
          .find((entry) => entry.includes('desk/7:a')),
      {
        what: 'the line in the access log',
      },
    );
    expect(JSON.parse(line ?? '')).toMatchObject({
      request_id: 'desk/7:a',
      trace_id: '0af7651916cd43dd8448eb211c80319c',
      status: 200,
      method: 'GET',
      path: '/',
      upstream: `127.0.0.1:${gateway.port}`,
      upstream_status: '200',
      upstream_seconds: expect.stringMatching(/^\d+\.\d{3}$/),
      traceparent: told.headers['traceparent'],
      caller_traceparent: traceparent,
      ended: expect.closeTo(Date.now() / 1_000, -1),
    });
  });

  it('gives the gateway, its log and its own answers the same trace id', async () => {
    const { port, log } = await start([(await fake()).port]);
    const ids = { 'x-request-id': 'no-trace' };
    const told = JSON.parse((await call(port, { headers: ids })).body) as { headers: Record<string, string> };
    const made = /^00-([\da-f]{32})-(?!0{16})[\da-f]{16}-00$/.exec(told.headers['traceparent'] ?? '');
    const line = await waitFor(() => /.*"no-trace".*/.exec(log())?.[0] ?? '', {
      what: 'the line in the access log',
    });
    expect(made?.[1]).toBe((JSON.parse(line) as Record<string, unknown>)['trace_id']);

    const refused = await call(port, { path: '/.problem', headers: { 'x-request-id': 'refused' } });
    const { trace_id } = expectProblem(refused, 404, 'NOT_FOUND');
    const other = await waitFor(() => /.*"refused".*/.exec(log())?.[0] ?? '', { what: 'its line' });
    expect(JSON.parse(other)).toMatchObject({ trace_id });
  });

  it('asks the next gateway for a promise when one is silent for longer than it may be', async () => {
    const [frozen, sound] = [await fake(), await fake()];
    const { port } = await start([frozen.port, sound.port]);
    frozen.silent = true;
    for (let i = 0; i < 2; i++) {
      const begun = performance.now();
      const reply = await call(port, { method: 'POST', path: '/otp/promise', body: '{}' });
      expect([reply.status, (JSON.parse(reply.body) as { port: number }).port]).toEqual([200, sound.port]);
      expect(performance.now() - begun).toBeLessThan(requestTimeoutMs + 4_000);
    }
    expect(frozen.requests.some(({ url }) => url === '/otp/promise')).toBe(true);
  }, 15_000);

  it('gives health again for at most 5 s, and never a promise', async () => {
    const gateway = await fake();
    const { port } = await start([gateway.port]);
    const first = await call(port, { path: '/health', headers: { 'x-request-id': 'one' } });
    expect([first.headers['x-cache-status'], first.headers['x-request-id']]).toEqual(['MISS', 'one']);
    const begun = performance.now();
    const again = await call(port, { path: '/otp/health', headers: { 'x-request-id': 'two' } });
    expect([again.headers['x-cache-status'], again.headers['x-request-id']]).toEqual(['HIT', 'two']);
    expect(again.body).toBe(first.body);
    expect(again.headers['cache-control']).toBe('no-store');
    gateway.status = 503;
    for (let i = 0; i < 2; i++) {
      const promise = await call(port, { method: 'POST', path: '/otp/promise', body: '{}' });
      expect([promise.status, promise.headers['x-cache-status']]).toEqual([503, undefined]);
    }
    await waitFor(async () => (await call(port, { path: '/health' })).status === 503);
    expect(performance.now() - begun).toBeLessThan(5_200);
    expect((await call(port, { path: '/health' })).headers['x-cache-status']).toBe('HIT');
  }, 15_000);

  it('gives stock again to who may see it, apart by permissions, and while it can not be had', async () => {
    const gateway = await fake();
    const { port } = await start([gateway.port]);
    const path = '/api/items/stock?item_code=A%20B&warehouse=W';
    const ask = (key: string, more: CallOptions = {}) =>
      call(port, { path, ...more, headers: { authorization: `Bearer ${key}`, ...more.headers } });
    const told = ({ body }: Reply) => (JSON.parse(body) as { headers: Record<string, string> }).headers;
    const first = await ask('read', { headers: { 'x-request-id': 'one' } });
    expect([first.status, first.headers['x-cache-status']]).toEqual([200, 'MISS']);
    const again = await ask('read', { headers: { 'x-request-id': 'two' } });
    expect([again.headers['x-cache-status'], again.body]).toEqual(['HIT', first.body]);
    expect([again.headers['x-request-id'], told(again)['x-request-id']]).toEqual(['two', 'one']);
    expect(told(await ask('write'))['authorization']).toBe('Bearer write');
    expect((await ask('read', { path: `${path}&x` })).headers['x-cache-status']).toBe('MISS');

    gateway.status = 503;
    expect((await ask('read')).headers['x-cache-status']).toBe('HIT');
    // The gateway itself refuses: this one would have said 401.
    const refused = await ask('nobody');
    expect([refused.status, refused.headers['x-cache-status']]).toEqual([503, undefined]);
    const patience = { headers: { 'x-request-timeout': '5000' } };
    const patient = await ask('read', patience);
    expect([patient.headers['x-cache-status'], patient.body]).toEqual(['HIT', first.body]);
    expect((await ask('nobody', patience)).headers['x-cache-status']).toBeUndefined();
    const stale = await waitFor(
      async () => {
        const reply = await ask('read');
        return reply.headers['x-cache-status'] === 'HIT' ? undefined : reply;
      },
      { timeoutMs: 5_000 },
    );
    expect([stale.status, stale.body]).toEqual([200, first.body]);
    expect(stale.headers['x-cache-status']).toMatch(/^(STALE|UPDATING)$/);
  });

  it('keeps ways inside to itself, and no key in the files of its cache', async () => {
    const { port, folder } = await start([(await fake()).port]);
    const headers = { authorization: 'Bearer read' };
    for (const path of ['/internal/permission?scope=orders:read', '/.permission', '/internal/x']) {
      expectProblem(await call(port, { path, headers }), 404, 'NOT_FOUND');
    }
    await call(port, { path: '/api/items/stock?item_code=A', headers: { authorization: 'Bearer write' } });
    const files = await runChild(['grep', '-rlE', 'KEY: stock write', join(folder, 'cache')]);
    expect(await files.ended).toBe(0);
    const kept = await runChild(['grep', '-rliE', 'KEY: .*bearer', join(folder, 'cache')]);
    expect(await kept.ended).toBe(1);
  });

  it('waits as long as the caller asks for, and lets its pages read why there is no answer', async () => {
    const gateway = await fake();
    const { port } = await start([gateway.port]);
    const slow = { 'x-wait-ms': String(requestTimeoutMs + 3_300) };
    const origin = 'https://desk.example.com';
    for (const options of [{ path: '/otp/promise', method: 'POST', body: '{}' }, { path: '/slow' }]) {
      const [impatient, patient] = await Promise.all([
        call(port, { ...options, headers: { ...slow, origin } }),
        call(port, { ...options, headers: { ...slow, 'x-request-timeout': '5000' } }),
      ]);
      expectProblem(impatient, 504, 'DEADLINE_EXCEEDED');
      expect(impatient.headers['access-control-allow-origin']).toBe(origin);
      expect([patient.status, told(patient)]).toEqual([200, options.method ?? 'GET']);
    }
    const other = await call(port, { path: '/.problem', headers: { origin: 'https://evil.example' } });
    expect(other.headers['access-control-allow-origin']).toBeUndefined();

    function told({ body }: Reply): unknown {
      return (JSON.parse(body) as { method: string }).method;
    }
  }, 20_000);

  it('lets a request in flight end when it is told to quit', async () => {
    const gateway = await fake();
    const { port, run } = await start([gateway.port]);
    const seen = gateway.requests.length;
    const slow = call(port, { headers: { 'x-wait-ms': '1000' } });
    await waitFor(() => gateway.requests.length > seen);
    const ended = run.stop('SIGQUIT');
    expect((await slow).status).toBe(200);
    expect(await ended).toBe(0);
  });

  it('runs for a user who is not root, in a folder of that user', async () => {
    if (process.getuid?.() !== 0) return; // Then every other test is this test.
    const gateway = await fake();
    const port = await freePort();
    const { folder, command } = prepare(port, [gateway.port]);
    for (const path of [folder, join(folder, 'logs'), join(folder, 'temp')]) chmodSync(path, 0o777);
    const run = await runChild(['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...command]);
    bench.adopt(run, folder);
    const reply = await waitFor(() => call(port, { method: 'POST', body: 'x'.repeat(1024 * 1024) }));
    expect(reply.status).toBe(200);
    expect(run.output()).not.toMatch(/\[(alert|emerg)\]/);
  });
});
