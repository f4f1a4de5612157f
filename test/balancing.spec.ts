import { health } from '#libs/contracts';
import { call, createClient } from '#libs/grpc';
import {
  CertificateAuthority,
  freePort,
  type IssuedCertificate,
  NameServer,
  type RedisProcess,
  type RunningApp,
  startApp,
  startRedis,
  startSandbox,
  waitFor,
} from '#libs/testing';

const START_MS = 60_000;
const hosts = ['127.0.0.2', '127.0.0.3'] as const;
const order = { customer: 'Acme', items: [{ item_code: 'BOLT-M8', qty: 1 }] };

/** What tells a process which certificate to show. */
function tlsOf({ ca, cert, key }: IssuedCertificate) {
  return { GRPC_TLS_CA: ca, GRPC_TLS_CERT: cert, GRPC_TLS_KEY: key };
}

describe('services found by names that change, with certificates', () => {
  const authority = new CertificateAuthority('cluster');
  const running: RunningApp[] = [];
  const promises = new Map<string, RunningApp>();
  let redis: RedisProcess;
  let names: NameServer;
  let gateway: RunningApp;
  let promisePort = 0;
  let common: Readonly<Record<string, string>> = {};

  beforeAll(async () => {
    redis = await startRedis();
    names = await NameServer.start();
    const sandbox = await startSandbox({ flags: { items: 50 } });
    running.push(sandbox);
    promisePort = await freePort();
    common = { REDIS_URL: redis.url, DEFAULT_WAREHOUSE: 'Stores - AP', GRPC_MAX_CONNECTION_AGE_MS: '500' };
    const stock = await startApp('stock', {
      ...common,
      ...tlsOf(authority.issue('stock', 'DNS:stock.test')),
      STOCK_HOST: hosts[0],
      ERPNEXT_URL: sandbox.url,
      ERPNEXT_API_KEY: 'sandbox',
      ERPNEXT_API_SECRET: 'sandbox',
    });
    running.push(stock);
    names.names.set('stock.test', [hosts[0]]);
    const stockAddress = `dns://${names.address}/stock.test:${stock.port}`;
    common = { ...common, STOCK_ADDRESSES: stockAddress };
    await startPromise(hosts[0]);
    tell(hosts[0]);
    gateway = await startApp('gateway', {
      ...common,
      ...tlsOf(authority.issue('gateway', 'DNS:gateway.test')),
      API_KEYS: 'off',
      GRPC_DNS_REFRESH_MS: '200',
      PROMISE_ADDRESSES: `dns://${names.address}/promise.test:${promisePort}`,
    });
    running.push(gateway);
    await waitFor(async () => (await ask()) === 200, { timeoutMs: 20_000 });
  }, START_MS);
  afterAll(async () => {
    await Promise.allSettled([...running, ...promises.values()].map((app) => app.stop('SIGKILL')));
    await Promise.allSettled([names.stop(), redis.stop()]);
    authority.remove();
  }, START_MS);

  const tell = (...now: string[]) => names.names.set('promise.test', now);

  async function startPromise(host: string): Promise<void> {
    const app = await startApp('promise', {
      ...common,
      ...tlsOf(authority.issue(host, 'DNS:promise.test')),
      PROMISE_HOST: host,
      PROMISE_PORT: String(promisePort),
      METRICS_HOST: host,
      METRICS_PORT: String(promisePort + 1),
    });
    promises.set(host, app);
  }

  async function ask(): Promise<number> {
    const reply = await fetch(`${gateway.url}/otp/promise`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
    });
    await reply.text();
    return reply.status;
  }

  /** Orders that the promise service of a host has answered. */
  async function answeredBy(host: string): Promise<number> {
    const text = await (await fetch(`http://${host}:${promisePort + 1}/metrics`)).text();
    return [...text.matchAll(/^otp_supply_orders_total\S* (\d+)$/gm)].reduce(
      (sum, [, n]) => sum + Number(n),
      0,
    );
  }

  /** Orders come one after the other, on some connections at once, until it is ended; gives their statuses. */
  function traffic() {
    let goesOn = true;
    const statuses: number[] = [];
    const callers = Array.from({ length: 4 }, async () => {
      while (goesOn) statuses.push(await ask());
    });
    return {
      end: async () => {
        goesOn = false;
        await Promise.all(callers);
        return { asked: statuses.length, failed: statuses.filter((status) => status !== 200) };
      },
    };
  }

  it(
    'give a new instance work, and let one that goes end what it has',
    async () => {
      const orders = traffic();
      await startPromise(hosts[1]);
      tell(...hosts);
      await waitFor(async () => (await answeredBy(hosts[1])) > 20, { what: 'orders at the new instance' });

      // As Kubernetes does it: off the list first, told to end when nobody sends to it any more.
      tell(hosts[1]);
      let before = -1;
      await waitFor(
        async () => {
          const last = before;
          before = await answeredBy(hosts[0]);
          return last === before;
        },
        { everyMs: 500, what: 'no more orders at the one that goes' },
      );
      expect(await promises.get(hosts[0])?.stop('SIGTERM')).toBe(0);
      const { asked, failed } = await orders.end();
      expect(failed).toEqual([]);
      expect(asked).toBeGreaterThan(40);
    },
    START_MS,
  );

  it(
    'tell those who probe them, until they end',
    async () => {
      const cert = authority.issue('probe', 'DNS:probe.test');
      const config = { ...tlsOf(cert), GRPC_DNS_REFRESH_MS: 1_000 };
      const client = createClient(health.HealthClient, [`${hosts[1]}:${promisePort}`], {
        ...{ config, serverName: 'promise.test', repeats: false },
      });
      try {
        const limits = { deadline: performance.now() + 5_000, signal: new AbortController().signal };
        const check = (service: string) =>
          call(client, 'promise service', health.HealthService.check, { service }, limits);
        expect(await check('')).toEqual({ status: 'SERVING' });
        expect(await check('otp.promise.v1.PromiseService')).toEqual({ status: 'SERVING' });
        await expect(check('otp.stock.v1.StockService')).rejects.toMatchObject({ code: 'INTERNAL' });

        const seen: string[] = [];
        const watching = client.watch({ service: '' });
        const ended = new Promise((resolve) => watching.once('end', resolve).once('error', resolve));
        watching.on('data', ({ status }: health.HealthCheckResponse) => seen.push(status));
        await waitFor(() => seen.length > 0);
        expect(await promises.get(hosts[1])?.stop('SIGTERM')).toBe(0);
        await ended;
        expect(seen).toEqual(['SERVING', 'NOT_SERVING']);
        await expect(check('')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      } finally {
        client.close();
      }
    },
    START_MS,
  );

  it(
    'take no calls of strangers',
    async () => {
      await startPromise(hosts[1]);
      const plain = createClient(health.HealthClient, [`${hosts[1]}:${promisePort}`], { repeats: false });
      const limits = { deadline: performance.now() + 5_000, signal: new AbortController().signal };
      const asking = call(plain, 'promise service', health.HealthService.check, { service: '' }, limits);
      await expect(asking).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      plain.close();
      await waitFor(async () => (await ask()) === 200, { what: 'a promise after all were gone' });
    },
    START_MS,
  );
});
