import { copyFileSync, readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { type ChannelCredentials, credentials, Server } from '@grpc/grpc-js';
import { health } from '#libs/contracts';
import { CertificateAuthority, FaultyLink, type IssuedCertificate, waitFor } from '#libs/testing';

import { call, createClient, GrpcHealth } from '../src/index.js';
import { clientCredentials, serverCredentials, type TlsFiles } from '../src/security.js';

const filesOf = ({ ca, cert, key }: IssuedCertificate): TlsFiles => ({
  GRPC_TLS_CA: ca,
  GRPC_TLS_CERT: cert,
  GRPC_TLS_KEY: key,
});
/** How often files are read again here. */
const REREAD_MS = 50;
const read = (file: string): Buffer => readFileSync(file);

describe('gRPC with certificates', () => {
  const authority = new CertificateAuthority('cluster');
  const stranger = new CertificateAuthority('stranger');
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  afterAll(() => {
    authority.remove();
    stranger.remove();
  });

  /**
   * A server that shows this certificate, which it reads when it has begun already; the port of a link to it. A
   * connection that is still being made when the server ends is not ended by gRPC: the link does.
   */
  async function serve(certificate: IssuedCertificate): Promise<number> {
    const server = new Server();
    new GrpcHealth([]).addTo(server);
    const bound = await new Promise<number>((resolve, reject) =>
      server.bindAsync('127.0.0.1:0', serverCredentials(filesOf(certificate), REREAD_MS), (error, port) =>
        error ? reject(error) : resolve(port),
      ),
    );
    const link = await FaultyLink.to(bound);
    closing.push(
      () => server.forceShutdown(),
      () => link.close(),
    );
    await waitFor(() => serialOf(link.port, caller()), { what: 'a certificate' });
    return link.port;
  }

  function ask(port: number, client: ChannelCredentials, serverName = 'promise.test') {
    const Client = class extends health.HealthClient {
      constructor(address: string, _none: ChannelCredentials, options: object) {
        super(address, client, options);
      }
    };
    const opened = createClient(Client, [`127.0.0.1:${port}`], { repeats: false, serverName });
    const limits = { deadline: performance.now() + 5_000, signal: new AbortController().signal };
    return call(opened, 'promise service', health.HealthService.check, { service: '' }, limits).finally(() =>
      opened.close(),
    );
  }

  const good = () => authority.issue('promise', 'DNS:promise.test');
  const caller = () => authority.issue('gateway', 'DNS:gateway.test');

  it('takes calls of those whom the authority vouches for', async () => {
    const port = await serve(good());
    const { status } = await ask(port, clientCredentials(filesOf(caller())));
    expect(status).toBe('SERVING');
  });

  it('refuses callers of another authority, without or with an expired certificate, and in plain text', async () => {
    const port = await serve(good());
    const { ca } = authority;
    const expired = authority.issue('late', 'DNS:gateway.test', { expired: true });
    const others: Record<string, ChannelCredentials> = {
      'of another authority': clientCredentials({
        ...filesOf(stranger.issue('gateway', 'DNS:gateway.test')),
        GRPC_TLS_CA: ca,
      }),
      'without a certificate': credentials.createSsl(read(ca)),
      'with an expired one': clientCredentials(filesOf(expired)),
      'in plain text': credentials.createInsecure(),
    };
    for (const [who, other] of Object.entries(others)) {
      const outcome = await ask(port, other).catch((error: unknown) => error);
      expect([who, outcome]).toEqual([who, expect.objectContaining({ code: 'UNAVAILABLE' })]);
    }
    expect((await ask(port, clientCredentials(filesOf(caller())))).status).toBe('SERVING');
  });

  it.each([
    ['of another authority', () => stranger.issue('promise', 'DNS:promise.test')],
    ['that has expired', () => authority.issue('old', 'DNS:promise.test', { expired: true })],
    ['for another name', () => authority.issue('other', 'DNS:stock.test')],
  ])('believes no server with a certificate %s', async (_what, issue) => {
    const certificate = issue();
    const port = await serve(certificate);
    const trusting = { ...filesOf(caller()), GRPC_TLS_CA: authority.ca };
    await expect(ask(port, clientCredentials(trusting))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('goes on with renewed certificates, on both sides, without a restart', async () => {
    const mine = caller();
    const shown = authority.issue('renewed', 'DNS:promise.test');
    const port = await serve(shown);
    const client = clientCredentials(filesOf(mine), REREAD_MS);
    expect((await ask(port, client)).status).toBe('SERVING');
    const before = await serialOf(port, mine);

    authority.issue('renewed', 'DNS:promise.test');
    await waitFor(async () => (await serialOf(port, mine)) !== before);
    expect((await ask(port, client)).status).toBe('SERVING');

    // The client's own: what it shows is over, until it is renewed.
    const over = authority.issue('over', 'DNS:gateway.test', { expired: true });
    copyFileSync(over.key, mine.key);
    copyFileSync(over.cert, mine.cert);
    await waitFor(() =>
      ask(port, client).then(
        () => false,
        () => true,
      ),
    );
    caller();
    await waitFor(() => ask(port, client).then(Boolean, () => false));
  });

  it('does not start with files that are no good', () => {
    const { ca, cert, key } = good();
    expect(() => clientCredentials(filesOf({ ca, cert, key: `${key}.none` }))).toThrow('ENOENT');
    expect(() => serverCredentials(filesOf({ ca, cert, key: caller().key }))).toThrow(/mismatch/);
  });
});

/** Of the certificate that a server shows, whoever has issued it; undefined while it shows none. */
function serialOf(port: number, { ca, cert, key }: IssuedCertificate): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(
      {
        ...{ port, host: '127.0.0.1', servername: 'promise.test', ALPNProtocols: ['h2'] },
        ...{ ca: read(ca), cert: read(cert), key: read(key), rejectUnauthorized: false },
      },
      () => {
        resolve(socket.getPeerCertificate().serialNumber);
        socket.destroy();
      },
    );
    socket.once('error', () => resolve(undefined));
  });
}
