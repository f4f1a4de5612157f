import { promise, type stock } from '#libs/contracts';
import { callInParts, createClient, fromFault } from '#libs/grpc';
import type { OtpError } from '#libs/kernel';
import { connectRedis, type RedisConnection, Replica } from '#libs/redis';
import { type RedisProcess, type RunningApp, startApp, startRedis, waitFor } from '#libs/testing';
import { bin, item, reference } from '../src/domain/test/company.js';
import { StockDouble } from './stock-double.js';

export type Answer = promise.PromiseResponse | OtpError;

/** One process of the promise service. */
export class PromiseInstance {
  private readonly client: promise.PromiseServiceClient;

  constructor(readonly app: RunningApp) {
    this.client = createClient(promise.PromiseServiceClient, [app.address]);
  }

  /** The promise for one piece of each item, or why there is none. */
  async ask(codes: readonly string[], timeoutMs = 2_000): Promise<Answer> {
    const [answer] = await this.askAll([codes], timeoutMs);
    if (answer === undefined) throw new Error('There was no answer.');
    return answer;
  }

  /** Orders in one batch, each of one piece of its items. */
  async askAll(orders: readonly (readonly string[])[], timeoutMs = 2_000): Promise<Answer[]> {
    const request = (codes: readonly string[]): promise.BatchedOrder => ({
      request: Buffer.from(
        promise.PromiseRequest.encode({
          customer: 'Acme',
          items: codes.map((item_code) => ({ item_code, qty: 1, warehouse: null, uom: null })),
          desired_date: null,
          sales_order_id: null,
          rules: null,
        }).finish(),
      ),
      timeout_ms: timeoutMs,
    });
    const answers: Answer[] = [];
    const method = promise.PromiseServiceService.promiseBatch;
    await callInParts(
      this.client,
      'promise service',
      method,
      { orders: orders.map(request) },
      {
        deadline: performance.now() + timeoutMs + 1_000,
        signal: new AbortController().signal,
        onPart: ({ outcomes }) => {
          for (const { place, promise_json: json, fault } of outcomes) {
            const told = fault ? fromFault(fault) : undefined;
            answers[place] =
              told ?? (JSON.parse(Buffer.from(json ?? []).toString()) as promise.PromiseResponse);
          }
        },
      },
    );
    return answers;
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.app.stop('SIGKILL');
  }
}

/** Promise services over a real Redis and a stock service that the test plays, as the sync would. */
export class PromiseServices {
  private constructor(
    readonly redis: RedisProcess,
    readonly stock: StockDouble,
    readonly instances: readonly PromiseInstance[],
    private readonly connection: RedisConnection,
    private readonly replica: Replica,
  ) {}

  static async start(count: number, env: Readonly<Record<string, string>> = {}): Promise<PromiseServices> {
    const redis = await startRedis();
    const stock = await StockDouble.start(referenceMessage());
    const instances: PromiseInstance[] = [];
    for (let number = 0; number < count; number++) {
      const app = await startApp('promise', {
        STOCK_ADDRESSES: stock.address,
        REDIS_URL: redis.url,
        DEFAULT_WAREHOUSE: 'Stores - AP',
        LOG_LEVEL: 'debug',
        ...env,
      });
      instances.push(new PromiseInstance(app));
    }
    const connection = connectRedis({
      REDIS_URL: redis.url,
      REDIS_SENTINELS: undefined,
      REDIS_SENTINEL_NAME: 'mymaster',
      REDIS_CLUSTER: undefined,
      REDIS_PASSWORD: undefined,
      REDIS_TIMEOUT_MS: 1_000,
    });
    await waitFor(() => connection.status === 'ready');
    return new PromiseServices(redis, stock, instances, connection, new Replica(connection));
  }

  get first(): PromiseInstance {
    const [first] = this.instances;
    if (first === undefined) throw new Error('There is no instance.');
    return first;
  }

  /** What ERPNext holds of an item, so many pieces in Stores; nobody is told. */
  have(code: string, pieces: number): stock.ItemSupply {
    const supply = supplyMessage(code, pieces);
    this.stock.items.set(code, supply);
    return supply;
  }

  /** Writes the items that the stock double has into the replica, as a reading that begins now. */
  async write(...codes: string[]): Promise<void> {
    await waitFor(() => this.connection.status === 'ready');
    const version = await this.replica.drawVersion();
    const outcomes = codes.map((code) => ({
      kind: 'snapshot' as const,
      code,
      snapshot: { item: this.stock.items.get(code) ?? null, as_of_ms: Date.now(), inbound_unreadable: null },
    }));
    await this.replica.write(outcomes, version);
  }

  async announce(...codes: string[]): Promise<void> {
    await this.replica.announce({ kind: 'items', codes });
  }

  /** A sync has ended that covers everything up to now. */
  async cover(): Promise<void> {
    const coverage = {
      complete: true,
      coveredUntilMs: Date.now(),
      histories: await this.replica.histories(),
    };
    const version = await this.replica.drawVersion();
    await this.replica.saveState({ ...coverage, progress: null }, version);
    await this.replica.announce({ kind: 'covered', coverage });
  }

  /** Waits until an order of these items is answered without the stock service by every instance. */
  async untilReplicated(...codes: string[]): Promise<void> {
    for (const instance of this.instances) {
      await waitFor(async () => sourceOf(await instance.ask(codes)) === 'REPLICA');
    }
  }

  async stop(): Promise<void> {
    this.connection.disconnect();
    await Promise.all(this.instances.map((instance) => instance.stop()));
    this.stock.kill();
    await this.redis.stop();
  }
}

export function sourceOf(answer: Answer): string {
  return 'data_source' in answer ? answer.data_source : answer.code;
}

/** Pieces of the first line that an answer finds in stock. */
export function inStock(answer: Answer): number {
  if (!('plan' in answer)) throw answer;
  const found = answer.plan[0]?.fulfillment.filter((part) => String(part.source) === 'stock') ?? [];
  return found.reduce((sum, part) => sum + part.qty, 0);
}

function supplyMessage(code: string, pieces: number): stock.ItemSupply {
  return {
    ...item(code),
    uoms: [],
    bins: [bin('Stores - AP', pieces)],
    inbound: [],
    components: [],
  };
}

function referenceMessage(): stock.GetReferenceResponse {
  return {
    version: 'v1',
    warehouses: reference.warehouses.map((warehouse) => ({
      ...warehouse,
      parent_warehouse: warehouse.parent_warehouse ?? null,
      warehouse_type: warehouse.warehouse_type ?? null,
    })),
    companies: reference.companies.map(({ name }) => ({ name, default_holiday_list: null })),
    holiday_lists: [],
    site_time_zone: 'UTC',
    distrust: [],
    bundles: [],
    bundles_unreadable: null,
    whole_number_uoms: [],
    as_of_ms: 0,
  };
}
