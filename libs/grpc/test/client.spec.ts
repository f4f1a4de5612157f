import { type handleUnaryCall, Server, ServerCredentials } from '@grpc/grpc-js';
import { stock } from '#libs/contracts';
import { OtpError } from '#libs/kernel';
import { call, createClient, toStatus } from '../src/index.js';

type Handler = handleUnaryCall<stock.GetHealthRequest, stock.GetHealthResponse>;

/** A stock service that answers health with its own name; `handle` may be changed. */
class Instance {
  private server = new Server();
  calls = 0;
  port = 0;
  handle: Handler = (_call, reply) => reply(null, { erpnext_connected: true, problems: [this.name] });

  constructor(private readonly name: string) {}

  async start(): Promise<void> {
    this.server = new Server();
    const getHealth: Handler = (running, reply) => {
      this.calls += 1;
      this.handle(running, reply);
    };
    this.server.addService(stock.StockServiceService, { getHealth });
    this.port = await new Promise((resolve, reject) =>
      this.server.bindAsync(`127.0.0.1:${this.port}`, ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      ),
    );
  }

  kill(): void {
    this.server.forceShutdown();
  }
}

describe('a client of several instances', () => {
  const instances = [new Instance('a'), new Instance('b')] as const;
  let client: stock.StockServiceClient;

  beforeEach(async () => {
    for (const instance of instances) {
      instance.calls = 0;
      instance.port = 0;
      await instance.start();
    }
    client = createClient(
      stock.StockServiceClient,
      instances.map(({ port }) => `127.0.0.1:${port}`),
    );
  });
  afterEach(() => {
    client.close();
    for (const instance of instances) instance.kill();
  });

  const health = (limits: { inMs?: number; signal?: AbortSignal } = {}): Promise<stock.GetHealthResponse> =>
    call(
      client,
      'stock service',
      stock.StockServiceService.getHealth,
      {},
      {
        deadline: performance.now() + (limits.inMs ?? 2_000),
        signal: limits.signal ?? new AbortController().signal,
      },
    );

  it('has the time that it was given, though the clock is set meanwhile', async () => {
    const limits = { deadline: performance.now() + 2_000, signal: new AbortController().signal };
    const now = Date.now;
    Date.now = () => now() + 3_600_000;
    try {
      const method = stock.StockServiceService.getHealth;
      expect(await call(client, 'stock service', method, {}, limits)).toMatchObject({
        erpnext_connected: true,
      });
    } finally {
      Date.now = now;
    }
  });

  it('spreads calls over all of them', async () => {
    do await health();
    while (instances.some(({ calls }) => calls === 0));
    const before = instances.map(({ calls }) => calls);
    for (let i = 0; i < 20; i += 1) await health();
    expect(instances.map(({ calls }, i) => calls - (before[i] ?? 0))).toEqual([10, 10]);
  });

  it('loses no call when one dies, and uses it again when it is back', async () => {
    do await health();
    while (instances.some(({ calls }) => calls === 0));
    instances[0].kill();
    for (let i = 0; i < 50; i += 1) expect((await health()).problems).toEqual(['b']);
    await instances[0].start();
    instances[0].calls = 0;
    const until = Date.now() + 4_000;
    while (instances[0].calls === 0 && Date.now() < until) await health();
    expect(instances[0].calls).toBeGreaterThan(0);
  });

  it('brings a fault over as it was, asked once', async () => {
    const fault = new OtpError('SUPPLY_INVALID', 'Bin of BOLT-M8 in Stores - AP has no actual_qty.');
    for (const instance of instances) instance.handle = (_call, reply) => reply(toStatus(fault));
    await expect(health()).rejects.toMatchObject({
      code: 'SUPPLY_INVALID',
      detail: fault.detail,
      violations: [],
    });
    for (const instance of instances) {
      instance.handle = (_call, reply) =>
        reply(toStatus(new OtpError('SUPPLY_UNAVAILABLE', 'Down.', { retryAfterSeconds: 9 })));
    }
    await expect(health()).rejects.toMatchObject({ code: 'SUPPLY_UNAVAILABLE', retryAfterSeconds: 9 });
    expect(instances[0].calls + instances[1].calls).toBe(2);
  });

  it('brings a fault over that quotes something endless, without harm to the calls beside it', async () => {
    const fault = new OtpError('ITEM_UNKNOWN', `ERPNext has no item ${'螺'.repeat(100_000)}.`);
    const answers: (() => void)[] = [];
    for (const instance of instances) {
      instance.handle = (_call, reply) => {
        answers.push(() => reply(null, { erpnext_connected: true, problems: [] }));
        if (answers.length > 2) reply(toStatus(fault));
      };
    }
    const beside = [health(), health()];
    while (answers.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    for (let times = 0; times < 2; times += 1) {
      await expect(health()).rejects.toMatchObject({
        code: 'ITEM_UNKNOWN',
        detail: fault.detail.slice(0, 2_000),
      });
    }
    for (const answer of answers.slice(0, 2)) answer();
    expect(await Promise.all(beside)).toHaveLength(2);
  });

  it('keeps to its deadline, and stops when told', async () => {
    for (const instance of instances) instance.handle = () => undefined;
    await expect(health({ inMs: 100 })).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    const controller = new AbortController();
    const cancelled = new Promise((resolve) => {
      for (const instance of instances) {
        instance.handle = (running) => {
          running.once('cancelled', resolve);
          controller.abort();
        };
      }
    });
    await expect(health({ signal: controller.signal })).rejects.toMatchObject({ code: 'CANCELLED' });
    await cancelled;
    const calls = instances[0].calls + instances[1].calls;
    await expect(health({ signal: controller.signal })).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(instances[0].calls + instances[1].calls).toBe(calls);
  });

  it('says so when nobody is there', async () => {
    for (const instance of instances) instance.kill();
    await expect(health({ inMs: 1_000 })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      retryAfterSeconds: 1,
    });
  });
});
