import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { Tracing } from '#libs/observability';
import { CertificateAuthority, freePort, NameServer, runChild, waitFor } from '#libs/testing';
import { ProxiedSpans } from '../apps/latency/src/nginx/proxied-spans.js';
import { ReceivedLines } from '../apps/latency/src/nginx/received-lines.js';
import { followsNames, installedNginx } from '../tools/start/nginx-config.js';
import { readManifest } from '../tools/test-helm/manifest.js';
import { onThisMachine } from '../tools/test-helm/nginx-check.js';
import { FakeGateway } from './test/fake-gateway.js';
import { call, NginxBench } from './test/nginx-bench.js';

const names = 'DNS:promise.example.com';

/** What the chart makes, as the files of a container. */
function filesOf(set: string): Readonly<Record<string, string>> {
  const objects = readManifest(readFileSync(`deploy/helm/golden/${set}.yaml`, 'utf8'));
  const maps = objects.filter(({ kind }) => kind === 'ConfigMap') as unknown as {
    data: Record<string, string>;
  }[];
  const found = maps.find(({ data }) => 'nginx.conf' in data);
  if (found === undefined) throw new Error(`The chart makes no configuration of nginx of ${set}.`);
  return found.data;
}

describe('nginx as the chart runs it', () => {
  const authority = new CertificateAuthority('desk');
  const ca = readFileSync(authority.ca);
  const bench = new NginxBench();
  const stopping: { stop(): unknown }[] = [];
  afterEach(async () => {
    await bench.clear();
    await Promise.all(stopping.splice(0).map((each) => each.stop()));
  });
  afterAll(() => authority.remove());

  interface Around {
    readonly syslogPort?: number;
    readonly dns?: string;
  }

  async function prepare(around: Around) {
    const gateway = await bench.fake();
    const folder = mkdtempSync(join(tmpdir(), 'otp-nginx-'));
    chmodSync(folder, 0o711); // For the worker on its way to the cache.
    const [port, tlsPort] = [await freePort(), await freePort()];
    const files = filesOf('sentinel-tls');
    const places = { folder, port, tlsPort, gatewayPort: gateway.port, ...around };
    writeFileSync(join(folder, 'nginx.conf'), onThisMachine(files['nginx.conf'] ?? '', places));
    writeFileSync(join(folder, 'start.sh'), files['nginx-renewing.sh'] ?? '');
    const bring = bringer(folder);
    const first = authority.issue('first', names);
    bring(first.cert, first.key);
    const nginx = ['-c', join(folder, 'nginx.conf'), '-e', 'stderr'];
    return { folder, nginx, gateway, bring, port, tlsPort };
  }

  async function start(around: Around = {}) {
    const { folder, nginx, ...places } = await prepare(around);
    const run = await runChild(['sh', join(folder, 'start.sh'), folder, '0.2', ...nginx]);
    bench.adopt(run, folder);
    await waitFor(() => call(places.port, { path: '/up' }), { what: 'nginx' });
    return { run, ...places };
  }

  /** Puts a certificate into a folder as Kubernetes does: both files become others in one step. */
  function bringer(folder: string) {
    let brought = 0;
    for (const file of ['tls.crt', 'tls.key']) symlinkSync(join('now', file), join(folder, file));
    return (cert: string, key: string): void => {
      const version = `version-${++brought}`;
      mkdirSync(join(folder, version));
      copyFileSync(cert, join(folder, version, 'tls.crt'));
      copyFileSync(key, join(folder, version, 'tls.key'));
      symlinkSync(version, join(folder, 'next'));
      renameSync(join(folder, 'next'), join(folder, 'now'));
    };
  }

  /** Of the certificate that it shows to a new connection. */
  async function shownBy(port: number): Promise<string> {
    const socket = connect({ port, host: '127.0.0.1', ca, servername: 'promise.example.com' });
    await once(socket, 'secureConnect');
    const { subject } = socket.getPeerCertificate();
    socket.destroy();
    return String(subject.CN);
  }

  async function callTls(port: number, agent: Agent): Promise<number> {
    const headers = { 'x-wait-ms': '5' };
    const outgoing = request({
      port,
      host: '127.0.0.1',
      path: '/otp/promise',
      method: 'POST',
      headers,
      agent,
    });
    outgoing.end('{}');
    const [incoming] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream & { statusCode: number }];
    incoming.resume();
    await once(incoming, 'end');
    return incoming.statusCode;
  }

  it('takes a renewed certificate up by itself, and loses no call over it', async () => {
    const { tlsPort, bring } = await start();
    expect(await shownBy(tlsPort)).toBe('first');
    let goesOn = true;
    const statuses = new Map<unknown, number>();
    const callers = Array.from({ length: 8 }, async () => {
      while (goesOn) {
        // Each on a new connection.
        const agent = new Agent({ ca, servername: 'promise.example.com' });
        const status = await callTls(tlsPort, agent).catch((error: unknown) => String(error));
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        agent.destroy();
      }
    });
    try {
      for (const name of ['second', 'third']) {
        const { cert, key } = authority.issue(name, names);
        bring(cert, key);
        await waitFor(async () => (await shownBy(tlsPort)) === name, { what: `the ${name} certificate` });
      }
    } finally {
      goesOn = false;
      await Promise.all(callers);
    }
    expect([...statuses.keys()]).toEqual([200]);
    expect(statuses.get(200)).toBeGreaterThan(20);
  });

  it('goes on with the old one while the new one is broken, and says so', async () => {
    const { tlsPort, bring, run } = await start();
    const [first, second] = [authority.issue('first', names), authority.issue('second', names)];
    bring(second.cert, first.key);
    await waitFor(() => /key values mismatch/i.test(run.output()), { what: 'the complaint' });
    expect(await shownBy(tlsPort)).toBe('first');
    bring(second.cert, second.key);
    await waitFor(async () => (await shownBy(tlsPort)) === 'second', { what: 'the second certificate' });
  });

  it('follows the gateways that DNS names as they come and go, and loses no call', async () => {
    const names = await NameServer.start();
    stopping.push(names);
    const host = /server (\S+):3000 resolve/.exec(filesOf('sentinel-tls')['nginx.conf'] ?? '')?.[1] ?? '';
    names.names.set(host, ['127.0.0.1']);
    if (!followsNames(installedNginx())) {
      const { folder, nginx } = await prepare({ dns: names.address });
      const run = await runChild(['nginx', '-t', ...nginx]);
      bench.adopt(run, folder);
      expect(await run.ended).toBe(1);
      expect(run.output()).toContain('invalid parameter "resolve"');
      return;
    }
    const { gateway: first, port } = await start({ dns: names.address });
    const second = await new FakeGateway().listen(first.port, '127.0.0.2');
    stopping.push({ stop: () => second.close() });
    const statuses = new Set<number>();
    const callTill = (isEnough: () => boolean) =>
      waitFor(
        async () => {
          statuses.add((await call(port, { method: 'POST', path: '/otp/promise' })).status);
          return isEnough();
        },
        { timeoutMs: 15_000, what: 'calls to the gateways that are named' },
      );
    await callTill(() => first.requests.length > 10);
    names.names.set(host, ['127.0.0.1', '127.0.0.2']);
    await callTill(() => second.requests.length > 10);
    names.names.set(host, ['127.0.0.2']);
    // The name is looked up every 5 s.
    let [quiet, since] = [first.requests.length, second.requests.length];
    await callTill(() => {
      if (first.requests.length > quiet) [quiet, since] = [first.requests.length, second.requests.length];
      return second.requests.length > since + 30;
    });
    await first.close();
    await callTill(() => second.requests.length > since + 60);
    expect([...statuses]).toEqual([200]);
  }, 60_000);

  it('ends what is in flight when it is told to quit, and leaves nothing behind', async () => {
    const { gateway, run, port } = await start();
    const waiting = call(port, { headers: { 'x-wait-ms': '500' } });
    await waitFor(() => gateway.waiting === 1);
    expect(await run.stop('SIGQUIT')).toBe(0);
    expect((await waiting).status).toBe(200);
  });

  it('tells the latency service of its part in each trace', async () => {
    const spans: { traceId: string; spanId: string; parentId: string | undefined }[] = [];
    const syslogPort = await freePort();
    const tracing = new Tracing({
      ...{ ratio: 1, chosenByCallers: 0, heldSpans: 10, rescue: { slowest: 0, failed: 0 } },
      exportSpan: (span) => spans.push(span),
    });
    const take = new ProxiedSpans(tracing, 10).take;
    const log = new ReceivedLines({ host: '127.0.0.1', port: syslogPort, bytes: 65_536 }, take);
    await log.start();
    stopping.push(tracing, log);
    const { gateway, port } = await start({ syslogPort });
    const [trace, caller] = ['a'.repeat(32), 'b'.repeat(16)];
    await call(port, { path: '/otp/sales-orders', headers: { traceparent: `00-${trace}-${caller}-01` } });
    const own = await waitFor(() => spans.find(({ traceId }) => traceId === trace), {
      what: 'the span of nginx',
    });
    expect(own.parentId).toBe(caller);
    expect(own.spanId).not.toBe(caller);
    expect(gateway.requests.at(-1)?.headers['traceparent']).toBe(`00-${trace}-${own.spanId}-01`);
  });
});
