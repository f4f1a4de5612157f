import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { Agent as TlsAgent, request as requestTls } from 'node:https';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { CertificateAuthority, freePort, waitFor } from '#libs/testing';
import { document } from '../apps/gateway/src/adapters/in/openapi/operations.js';
import { call, expectProblem, NginxBench } from './test/nginx-bench.js';

const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

describe('nginx at the edge', () => {
  const bench = new NginxBench();
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await bench.clear();
  });

  /** A connection of its own; what it is answered, and when it is closed. */
  function open(port: number) {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString())).on('error', () => undefined);
    return { socket, closed: new Promise((resolve) => socket.once('close', resolve)), answer: () => answer };
  }

  describe('with slow callers', () => {
    const hasty = {
      instead: [
        ['client_header_timeout 10s', 'client_header_timeout 1s'],
        ['client_body_timeout 10s', 'client_body_timeout 1s'],
        ['send_timeout 10s', 'send_timeout 1s'],
      ],
    } as const;
    /** Sends a byte now and then, as long as anybody listens. */
    const drip = (socket: Socket) => {
      const timer = setInterval(() => socket.write('x'), 100);
      socket.once('close', () => clearInterval(timer));
    };

    it('ends those who never come to the end of their headers, and serves others meanwhile', async () => {
      const gateway = await bench.fake();
      const { port } = await bench.start([gateway.port], hasty);
      const begun = performance.now();
      const slow = Array.from({ length: 500 }, () => open(port));
      for (const { socket } of slow) {
        socket.write('POST /otp/promise HTTP/1.1\r\nHost: a\r\nX-Slow: ');
        drip(socket);
      }
      for (let i = 0; i < 20; i++) expect((await call(port)).status).toBe(200);
      expect(performance.now() - begun).toBeLessThan(1_000);
      await Promise.all(slow.map(({ closed }) => closed));
      expect(performance.now() - begun).toBeLessThan(8_000);
      expect(gateway.requests.every(({ url }) => url !== '/otp/promise')).toBe(true);
    }, 15_000);

    it('ends those whose body stands still, and no gateway hears of them', async () => {
      const gateway = await bench.fake();
      const { port } = await bench.start([gateway.port], hasty);
      const { socket, closed, answer } = open(port);
      socket.write('POST /otp/promise HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"items"');
      await closed;
      expect(answer()).toMatch(/^$|^HTTP\/1.1 400 [^]*"code":"BAD_REQUEST"/);
      expect(gateway.requests.every(({ url }) => url !== '/otp/promise')).toBe(true);
    });

    it('ends those who never read their answer, and lets go of their gateway', async () => {
      const gateway = await bench.fake();
      const { port } = await bench.start([gateway.port], hasty);
      const slow = Array.from({ length: 20 }, () => open(port));
      for (const { socket } of slow) socket.pause().write('GET /large HTTP/1.1\r\nHost: a\r\n\r\n');
      await waitFor(() => gateway.requests.filter(({ url }) => url === '/large').length === 20);
      for (let i = 0; i < 20; i++) expect((await call(port)).status).toBe(200);
      await waitFor(() => gateway.abandoned === 20, { timeoutMs: 8_000, what: 'all to be let go' });
      for (const { socket } of slow) socket.resume();
      await Promise.all(slow.map(({ closed }) => closed));
    }, 20_000);

    it('waits 10 s in earnest', () => {
      const { config } = bench.prepare(1, [2]);
      for (const timeout of ['client_header_timeout 10s;', 'client_body_timeout 10s;', 'send_timeout 10s;']) {
        expect(config).toContain(timeout);
      }
    });
  });

  it('says what pages may do with its answers, and with those of a gateway', async () => {
    const { port } = await bench.start([(await bench.fake()).port]);
    for (const path of ['/', '/health', '/.problem']) {
      const { headers } = await call(port, { path });
      expect(headers).toMatchObject(securityHeaders);
      expect(headers['strict-transport-security']).toBeUndefined();
    }
  });

  it.each(['FOO', 'PROPFIND', 'get', 'TRACE', 'CONNECT'])(
    'answers the method %s as it answers others',
    async (method) => {
      const gateway = await bench.fake();
      const { port } = await bench.start([gateway.port]);
      const { socket, answer } = open(port);
      const before = gateway.requests.length;
      socket.write(`${method} /otp/promise HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
      await once(socket, 'close');
      // Methods are upper case. Later versions of nginx find fault with where a CONNECT wants to go, too.
      const isBroken = method === 'get' || (method === 'CONNECT' && answer().startsWith('HTTP/1.1 400 '));
      expect(answer()).toMatch(isBroken ? /^HTTP\/1.1 400 / : /^HTTP\/1.1 405 /);
      expect(answer()).toMatch(/^Cache-Control: no-store\r$/m);
      expect(answer()).toMatch(/^X-Request-Id: [\da-f]{32}\r$/m);
      expect(answer()).toMatch(/"trace_id":"[\da-f]{32}"/);
      if (!isBroken) expect(answer()).toMatch(/^Allow: POST\r$/m);
      expect(gateway.requests.length).toBe(before);
    },
  );

  it('allows what the description of the API says', async () => {
    const { port } = await bench.start([(await bench.fake()).port]);
    for (const [path, operations] of Object.entries(document['paths'] as Record<string, object>)) {
      const reply = await call(port, { method: 'TRACE', path: `${path.replaceAll(/\{\w+\}/g, 'X-1')}?a=/b` });
      expectProblem(reply, 405, 'METHOD_NOT_ALLOWED');
      const methods = Object.keys(operations).map((method) => method.toUpperCase());
      expect([path, reply.headers['allow']]).toEqual([path, methods.join(', ')]);
    }
  });

  describe('with a certificate', () => {
    const authority = new CertificateAuthority('desk');
    const { ca, cert, key } = authority.issue('engine', 'DNS:promise.example.com');
    const trusting = { ca: readFileSync(ca), servername: 'promise.example.com' };
    afterAll(() => authority.remove());

    async function startTls() {
      const gateway = await bench.fake();
      const tls = { port: await freePort(), certFile: cert, keyFile: key };
      const { port } = await bench.start([gateway.port], { tls });
      return { gateway, port, tls: tls.port };
    }

    function handshake(port: number, options: ConnectionOptions): Promise<unknown> {
      return new Promise((resolve) => {
        const socket = connectTls({ port, host: '127.0.0.1', ...trusting, ...options }, () => {
          resolve([socket.alpnProtocol, socket.getProtocol()]);
          socket.destroy();
        });
        socket.once('error', () => resolve('refused'));
      });
    }

    it('speaks HTTP/2 to who asks for it, and what is modern', async () => {
      const { tls } = await startTls();
      expect(await handshake(tls, { ALPNProtocols: ['h2', 'http/1.1'] })).toEqual(['h2', 'TLSv1.3']);
      expect(await handshake(tls, { ALPNProtocols: ['http/1.1'] })).toEqual(['http/1.1', 'TLSv1.3']);
      expect(await handshake(tls, { maxVersion: 'TLSv1.2' })).toEqual([false, 'TLSv1.2']);
      const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
      expect(await handshake(tls, old)).toBe('refused');
      expect(await handshake(tls, { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' })).toBe(
        'refused',
      );
    });

    it('answers many calls at once on one connection of HTTP/2', async () => {
      const { gateway, tls } = await startTls();
      const session = connectHttp2(`https://127.0.0.1:${tls}`, trusting);
      const replies = await Promise.all(Array.from({ length: 50 }, () => post(session, '/otp/promise')));
      for (const { status, headers, body } of replies) {
        expect(status).toBe(200);
        expect(headers).toMatchObject({
          ...securityHeaders,
          'strict-transport-security': 'max-age=31536000',
        });
        expect(JSON.parse(body)).toMatchObject({ headers: { 'x-forwarded-proto': 'https' } });
      }
      expect(gateway.requests.filter(({ url }) => url === '/otp/promise')).toHaveLength(50);
      session.close();
    });

    it('goes on answering plain HTTP on loopback, and HTTP/1.1 with a certificate', async () => {
      const { port, tls } = await startTls();
      expect((await call(port)).status).toBe(200);
      const agent = new TlsAgent(trusting);
      const outgoing = requestTls({ port: tls, host: '127.0.0.1', path: '/x', agent }).end();
      const [incoming] = (await once(outgoing, 'response')) as [{ statusCode: number }];
      expect(incoming.statusCode).toBe(200);
      agent.destroy();
    });
  });
});

async function post(session: ClientHttp2Session, path: string) {
  const stream = session.request({ ':method': 'POST', ':path': path });
  let body = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
  stream.end('{}');
  const [headers] = (await once(stream, 'response')) as [Record<string, string>];
  await once(stream, 'end');
  return { status: Number(headers[':status']), headers, body };
}
