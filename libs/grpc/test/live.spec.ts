import { type handleUnaryCall, Server, ServerCredentials } from '@grpc/grpc-js';
import { stock } from '#libs/contracts';
import { NameServer, waitFor } from '#libs/testing';
import { call, type CallLimits, createClient, LiveInstances } from '../src/index.js';

type Handler = handleUnaryCall<stock.GetHealthRequest, stock.GetHealthResponse>;

/** A stock service on an address of loopback; all have the same port, as pods have. */
class Pod {
  readonly server: Server;
  calls = 0;
  /** Ends of connections that calls came by. */
  readonly peers = new Set<string>();
  /** Answers are held back until it is resolved. */
  hold: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly host: string,
    options = {},
  ) {
    this.server = new Server(options);
    const getHealth: Handler = (running, reply) => {
      this.calls += 1;
      this.peers.add(running.getPeer());
      void this.hold.then(() => reply(null, { erpnext_connected: true, problems: [host] }));
    };
    this.server.addService(stock.StockServiceService, { getHealth });
  }

  static async start(host: string, port: number, options = {}): Promise<Pod & { port: number }> {
    const pod = new Pod(host, options);
    const bound = await new Promise<number>((resolve, reject) =>
      pod.server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, at) =>
        error ? reject(error) : resolve(at),
      ),
    );
    return Object.assign(pod, { port: bound });
  }
}

const config = { GRPC_DNS_REFRESH_MS: 100 };
const limits = (inMs = 2_000): CallLimits => ({
  deadline: performance.now() + inMs,
  signal: new AbortController().signal,
});

describe('a name that means many', () => {
  let names: NameServer;
  const closing: (() => void)[] = [];
  const pods: Pod[] = [];

  beforeEach(async () => {
    names = await NameServer.start();
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) close();
    for (const pod of pods.splice(0)) pod.server.forceShutdown();
    await names.stop();
  });

  async function start(host: string, port = 0, options = {}) {
    const pod = await Pod.start(host, port, options);
    pods.push(pod);
    return pod;
  }
  const configured = (port: number) => `dns://${names.address}/stock.test:${port}`;
  const ask = async (client: stock.StockServiceClient, inMs?: number) => {
    const method = stock.StockServiceService.getHealth;
    return (await call(client, 'stock service', method, {}, limits(inMs))).problems[0];
  };

  describe('for a client that spreads its calls', () => {
    function connect(port: number) {
      const client = createClient(stock.StockServiceClient, [configured(port)], { config });
      closing.push(() => client.close());
      return client;
    }

    it('is followed as instances come and go, and no call is lost', async () => {
      const first = await start('127.0.0.2');
      const second = await start('127.0.0.3', first.port);
      names.names.set('stock.test', [first.host]);
      const client = connect(first.port);
      expect(await ask(client)).toBe(first.host);

      names.names.set('stock.test', [first.host, second.host]);
      await waitFor(async () => (await ask(client)) === second.host);
      names.names.set('stock.test', [second.host]);
      await waitFor(async () => {
        const told = await Promise.all(Array.from({ length: 10 }, () => ask(client)));
        return told.every((host) => host === second.host);
      });
      first.calls = 0;
      const ended = new Promise((resolve) => first.server.tryShutdown(resolve));
      for (let i = 0; i < 20; i += 1) expect(await ask(client)).toBe(second.host);
      await ended;
      expect(first.calls).toBe(0);
    });

    it('means the same while the DNS server fails or knows nobody', async () => {
      const pod = await start('127.0.0.2');
      names.names.set('stock.test', [pod.host]);
      const client = connect(pod.port);
      expect(await ask(client)).toBe(pod.host);
      for (const trouble of [() => (names.isBroken = true), () => names.names.clear()]) {
        trouble();
        const before = names.questions;
        await waitFor(() => names.questions > before + 6);
        expect(await ask(client)).toBe(pod.host);
        names.isBroken = false;
      }
    });

    it('fails at once while nobody was ever known, and works as soon as somebody is', async () => {
      const pod = await start('127.0.0.2');
      const client = connect(pod.port);
      await expect(ask(client, 20_000)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      names.names.set('stock.test', [pod.host]);
      await waitFor(() => ask(client).then(Boolean, () => false), { timeoutMs: 5_000 });
    });

    it('is reached without a loss when servers give up connections again and again', async () => {
      const options = { 'grpc.max_connection_age_ms': 100, 'grpc.max_connection_age_grace_ms': 31_000 };
      const pod = await start('127.0.0.2', 0, options);
      names.names.set('stock.test', [pod.host]);
      const client = createClient(stock.StockServiceClient, [configured(pod.port)], {
        config,
        repeats: false,
      });
      closing.push(() => client.close());
      const until = Date.now() + 1_500;
      let calls = 0;
      await Promise.all(
        Array.from({ length: 8 }, async () => {
          while (Date.now() < until) {
            expect(await ask(client)).toBe(pod.host);
            calls += 1;
          }
        }),
      );
      expect(pod.calls).toBe(calls);
      expect(pod.peers.size).toBeGreaterThan(5);
    });
  });

  describe('for a caller that chooses', () => {
    function follow(port: number, changed?: () => void) {
      const instances = new LiveInstances([configured(port)], {
        open: (address, serverName) => {
          const client = createClient(stock.StockServiceClient, [address], { repeats: false, config });
          return { client, serverName, close: () => client.close() };
        },
        refreshMs: 50,
        ...(changed && { changed }),
      });
      closing.push(() => instances.close());
      return instances;
    }

    it('is one instance per address, told of when they change', async () => {
      let changes = 0;
      const instances = follow(50_051, () => (changes += 1));
      expect([...instances.all.keys()]).toEqual([configured(50_051)]);
      names.names.set('stock.test', ['127.0.0.2', '127.0.0.3']);
      await waitFor(() => instances.all.size === 2);
      expect([...instances.all.keys()].sort()).toEqual(['127.0.0.2:50051', '127.0.0.3:50051']);
      expect([...instances.all.values()].map(({ serverName }) => serverName)).toEqual([
        'stock.test',
        'stock.test',
      ]);
      const kept = instances.all.get('127.0.0.3:50051');
      names.names.set('stock.test', ['127.0.0.3', '127.0.0.4']);
      await waitFor(() => instances.all.has('127.0.0.4:50051'));
      expect(instances.all.get('127.0.0.3:50051')).toBe(kept);
      expect(instances.all.has('127.0.0.2:50051')).toBe(false);
      expect(changes).toBe(2);
    });

    it('lets what is under way at an instance that has vanished end', async () => {
      const [going, coming] = [await start('127.0.0.2'), '127.0.0.3'];
      names.names.set('stock.test', [going.host]);
      const instances = follow(going.port);
      const client = await waitFor(() => instances.all.get(`${going.host}:${going.port}`)?.client);
      expect(await ask(client)).toBe(going.host);
      const { promise, resolve } = Promise.withResolvers();
      going.hold = promise;
      const before = going.calls;
      const answer = ask(client, 10_000);
      await waitFor(() => going.calls > before);
      names.names.set('stock.test', [coming]);
      await waitFor(() => instances.all.has(`${coming}:${going.port}`));
      resolve(undefined);
      expect(await answer).toBe(going.host);
    });
  });
});
