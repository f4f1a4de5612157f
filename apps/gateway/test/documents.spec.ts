import { type handleUnaryCall, Server, ServerCredentials } from '@grpc/grpc-js';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadConfig } from '#libs/config';
import { documents } from '#libs/contracts';
import { toStatus } from '#libs/grpc';
import { OtpError } from '#libs/kernel';
import { createLogger } from '#libs/observability';
import { freePort, type RedisProcess, startRedis } from '#libs/testing';
import { createGateway } from '../src/gateway.js';
import { itemStockAnswer } from '../src/adapters/in/items.schema.js';
import { salesOrderAnswer, salesOrdersAnswer } from '../src/adapters/in/sales-orders.schema.js';
import { applyAnswer, suggestAnswer } from '../src/adapters/in/write-back.schema.js';

type Method = keyof typeof documents.DocumentServiceService;

/** A stock service that says what it is told to, and remembers what it was asked. */
class StockDouble {
  readonly asked: { readonly method: string; readonly request: unknown }[] = [];
  readonly answers: Partial<Record<Method, object | OtpError>> = {};
  private server = new Server();

  constructor(readonly port: number) {}

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    this.server = new Server();
    const methods = Object.keys(documents.DocumentServiceService) as Method[];
    const handlers = methods.map((method) => {
      const handle: handleUnaryCall<unknown, unknown> = ({ request }, reply) => {
        this.asked.push({ method, request });
        const answer = this.answers[method];
        if (answer instanceof OtpError) reply(toStatus(answer));
        else reply(null, answer);
      };
      return [method, handle];
    });
    this.server.addService(documents.DocumentServiceService, Object.fromEntries(handlers) as never);
    await new Promise<void>((resolve, reject) =>
      this.server.bindAsync(this.address, ServerCredentials.createInsecure(), (error) =>
        error ? reject(error) : resolve(),
      ),
    );
  }

  stop(): void {
    this.server.forceShutdown();
  }
}

const head: documents.SalesOrder = {
  ...{ name: 'SO/1', customer: 'Kontor GmbH', status: 'Draft', grand_total: 12.5 },
};
const defaults = {
  warehouse: 'Stores',
  delivery_model: 'STRICT_FAIL',
  cutoff_time: '09:00',
  no_weekends: false,
};

describe('documents through the gateway', () => {
  let redis: RedisProcess;
  let stocks: [StockDouble, StockDouble];
  let apps: NestFastifyApplication[];
  let urls: string[];

  beforeAll(async () => {
    redis = await startRedis();
    stocks = [new StockDouble(await freePort()), new StockDouble(await freePort())];
    for (const stock of stocks) await stock.start();
    const config = loadConfig('gateway', {
      ...{ PROMISE_ADDRESSES: '127.0.0.1:1', STOCK_ADDRESSES: stocks.map(({ address }) => address).join() },
      ...{ REDIS_URL: redis.url, API_KEYS: 'off', LOG_LEVEL: 'fatal', REQUEST_TIMEOUT_MS: '3000' },
    });
    apps = await Promise.all([0, 1].map(() => createGateway(config, createLogger('gateway', 'silent'))));
    for (const app of apps) await app.listen(0, '127.0.0.1');
    urls = await Promise.all(apps.map((app) => app.getUrl()));
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.close()));
    for (const stock of stocks) stock.stop();
    await redis.stop();
  });
  beforeEach(() => {
    for (const stock of stocks) stock.asked.length = 0;
  });

  const answer = (method: Method, with_: object | OtpError): void => {
    for (const stock of stocks) stock.answers[method] = with_;
  };
  const asked = () => stocks.flatMap((stock) => stock.asked);
  const get = (path: string) => fetch(`${urls[0]}${path}`);
  const post = (path: string, body: unknown, headers: Record<string, string> = {}, gateway = 0) =>
    fetch(`${urls[gateway]}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const violations = async (response: Response) => {
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const { errors } = (await response.json()) as { errors: { pointer: string }[] };
    return errors.map(({ pointer }) => pointer);
  };

  it('lists Sales Orders with their number, nulls present', async () => {
    answer('listSalesOrders', { orders: [head], total: 31 });
    const response = await get('/otp/sales-orders?customer=Kontor%20GmbH&status=&search=%20x%20&_=17');
    expect([response.status, response.headers.get('x-total-count')]).toEqual([200, '31']);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const body = await response.json();
    expect(body).toEqual([{ ...head, customer_name: null, transaction_date: null, delivery_date: null }]);
    salesOrdersAnswer.parse(body);
    expect(asked()[0]?.request).toMatchObject({
      ...{ limit: 20, offset: 0, customer: 'Kontor GmbH', status: null, search: 'x' },
    });
  });

  it.each([
    ['/otp/sales-orders?limit=0&offset=-1', ['/limit', '/offset']],
    ['/otp/sales-orders?limit=101&offset=1.5', ['/limit', '/offset']],
    ['/otp/sales-orders?limit=ten', ['/limit']],
    ['/otp/sales-orders?limit=0x10&offset=1e1', ['/limit', '/offset']],
    ['/otp/sales-orders?limit=%205&offset=-0', ['/limit', '/offset']],
    ['/otp/sales-orders?limit=5.0&offset=%2b5', ['/limit', '/offset']],
    ['/otp/sales-orders?limit=5&limit=5', ['/limit']],
    ['/otp/sales-orders?limit=1&limit=2&search=a&search=b', ['/limit', '/search']],
    ['/otp/sales-orders?status=Open&from_date=2026-02-30&to_date=1', ['/status', '/from_date', '/to_date']],
    ['/otp/sales-orders?from_date=2026-02-02&to_date=2026-02-01', ['/to_date']],
    [`/otp/sales-orders?search=${'x'.repeat(141)}`, ['/search']],
    [`/otp/sales-orders/${'x'.repeat(141)}`, ['/id']],
    ['/otp/items?limit=1000', ['/limit']],
    ['/api/items/search?limit=-1', ['/limit']],
    ['/api/items/validate', ['/item_code']],
    ['/api/items/stock?item_code=%20', ['/item_code', '/warehouse']],
    [`/otp/sales-orders/${'x'.repeat(300)}`, ['/id']],
  ])('refuses case %#', async (path, pointers) => {
    expect(await violations(await get(path))).toEqual(pointers);
    expect(asked()).toEqual([]);
  });

  it('shows a Sales Order by a name with a slash, with the stock of its rows', async () => {
    answer('getSalesOrder', {
      order: head,
      items: [
        { item_code: 'A', qty: 0.1, warehouse: 'Stores', stock: { actual: 1, reserved: 3, available: -2 } },
        { item_code: 'B', qty: 2 },
      ],
      defaults,
    } satisfies documents.GetSalesOrderResponse);
    const body = salesOrderAnswer.parse(await (await get('/otp/sales-orders/SO%2F1')).json());
    expect(asked()[0]?.request).toEqual({ sales_order_id: 'SO/1' });
    expect(body).toMatchObject({
      id: 'SO/1',
      sales_order_id: 'SO/1',
      name: 'SO/1',
      grand_total: 12.5,
      defaults,
    });
    expect(body.items).toEqual([
      {
        ...{ item_code: 'A', item_name: null, qty: 0.1, uom: null, warehouse: 'Stores' },
        ...{ stock_actual: 1, stock_reserved: 3, stock_available: -2 },
      },
      {
        ...{ item_code: 'B', item_name: null, qty: 2, uom: null, warehouse: null },
        ...{ stock_actual: null, stock_reserved: null, stock_available: null },
      },
    ]);
  });

  it('lists, finds and checks items', async () => {
    const item = { item_code: 'O"RING 5', item_name: 'Ring', stock_uom: 'Nos' };
    answer('listItems', { items: [item] });
    answer('getItem', { item, can_be_ordered: false });
    expect(await (await get('/otp/items?search=%25&limit=7')).json()).toEqual(['O"RING 5']);
    expect(await (await get('/api/items/search?query=_')).json()).toEqual([item]);
    expect(await (await get('/api/items/validate?item_code=o%22ring%205')).json()).toEqual({
      ...{ valid: false, item_code: 'O"RING 5', item_name: 'Ring' },
    });
    // Each on the stock service whose turn it was.
    const requests = asked().map(({ request }) => request);
    expect(requests).toHaveLength(3);
    expect(requests).toContainEqual({ search: '%', limit: 7 });
    expect(requests).toContainEqual({ search: '_', limit: 20 });
    expect(requests).toContainEqual({ item_code: 'o"ring 5' });
    answer('getItem', new OtpError('ITEM_UNKNOWN', 'ERPNext has no Item Z.'));
    const unknown = await get('/api/items/validate?item_code=Z');
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { code: 'ITEM_UNKNOWN' }]);
  });

  it('tells stock with its time, and lets only that be kept by caches', async () => {
    const as_of_ms = Date.UTC(2026, 10, 24, 9);
    const stock = { actual: 0.3, reserved: 0.1, available: 0.2 };
    answer('getItemStock', { item_code: 'A', warehouse: 'W', stock, as_of_ms });
    const response = await get('/api/items/stock?item_code=a&warehouse=w');
    expect(itemStockAnswer.parse(await response.json())).toEqual({
      ...{ item_code: 'A', warehouse: 'W', stock_actual: 0.3, stock_reserved: 0.1, stock_available: 0.2 },
      as_of: '2026-11-24T09:00:00.000Z',
    });
    expect(response.headers.get('cache-control')).toMatch(/^max-age=30,/);
    answer('getItemStock', new OtpError('ERPNEXT_UNAVAILABLE', 'ERPNext is down.'));
    const failed = await get('/api/items/stock?item_code=a&warehouse=w');
    expect([failed.status, failed.headers.get('cache-control'), failed.headers.get('retry-after')]).toEqual([
      ...[503, 'no-store', '5'],
    ]);
  });

  it('shows the warehouse tree', async () => {
    const node = { name: 'All', is_group: true, class: 'GROUP', company: 'C', disabled: false };
    answer('listWarehouses', { warehouses: [node] });
    expect(await (await get('/api/warehouses')).json()).toEqual([{ ...node, parent: null }]);
  });

  const promise = { sales_order_id: 'SO/1', promise_date: '2026-12-01', confidence: 'LOW' };
  const short = { item_code: 'A', qty_needed: 0.5, required_by: '2026-12-01', reason: 'Short' };

  it.each([
    [undefined, true, true],
    ['both', true, true],
    ['add_comment', true, false],
    ['set_custom_field', false, true],
  ])('applies a promise with the action %s', async (action, add_comment, set_custom_field) => {
    answer('applyPromise', { sales_order_id: 'SO/1', actions_taken: ['add_comment'] });
    const response = await post('/otp/apply', { ...promise, action, comment_text: 'T' });
    expect([response.status, applyAnswer.parse(await response.json())]).toEqual([
      200,
      { status: 'success', sales_order_id: 'SO/1', actions_taken: ['add_comment'], error: null },
    ]);
    const { request } = asked()[0] ?? {};
    expect(request).toEqual({
      ...{ ...promise, add_comment, set_custom_field, comment_text: 'T', idempotency_marker: null },
    });
  });

  it('passes a marker of the Idempotency-Key on, and asks once for the same key', async () => {
    answer('applyPromise', { sales_order_id: 'SO/1', actions_taken: [] });
    answer('suggestProcurement', { suggestion_id: 'S', erpnext_url: 'https://erp.example.com/app/task/S' });
    await post('/otp/apply', promise, { 'idempotency-key': 'once' });
    await post('/otp/apply', promise, { 'idempotency-key': 'once' }, 1);
    await post('/otp/procurement-suggest', { items: [short] }, { 'idempotency-key': 'once' });
    expect(asked().map(({ request }) => request)).toEqual([
      expect.objectContaining({ idempotency_marker: expect.stringMatching(/^\S{16,}$/) as unknown }),
      expect.objectContaining({ idempotency_marker: expect.stringMatching(/^\S{16,}$/) as unknown }),
    ]);
  });

  it('suggests procurement', async () => {
    answer('suggestProcurement', {
      suggestion_id: 'T-1',
      erpnext_url: 'https://erp.example.com/app/task/T-1',
    });
    const response = await post('/otp/procurement-suggest', {
      items: [short, short],
      suggestion_type: 'task',
    });
    expect(suggestAnswer.parse(await response.json())).toEqual({
      ...{ status: 'success', suggestion_id: 'T-1', type: 'task', items_count: 2, error: null },
      erpnext_url: 'https://erp.example.com/app/task/T-1',
    });
    expect(asked()[0]?.request).toMatchObject({
      items: [short, short],
      suggestion_type: 'task',
      priority: 'MEDIUM',
    });
  });

  it.each([
    ['/otp/apply', {}, ['/sales_order_id', '/promise_date', '/confidence']],
    [
      '/otp/apply',
      { ...promise, promise_date: null, confidence: 'high', action: 'all' },
      ['/promise_date', '/confidence', '/action'],
    ],
    ['/otp/apply', { ...promise, note: 'x', comment_text: 'x'.repeat(2_001) }, ['/comment_text', '/note']],
    ['/otp/apply', [promise], ['']],
    ['/otp/procurement-suggest', { items: [] }, ['/items']],
    [
      '/otp/procurement-suggest',
      { items: [{ ...short, qty_needed: 0, reason: ' ' }], priority: 'URGENT' },
      ['/items/0/qty_needed', '/items/0/reason', '/priority'],
    ],
    [
      '/otp/procurement-suggest',
      { items: [short, {}], suggestion_type: 'po' },
      [
        '/items/1/item_code',
        '/items/1/qty_needed',
        '/items/1/required_by',
        '/items/1/reason',
        '/suggestion_type',
      ],
    ],
  ])('refuses a body of %s: case %#', async (path, body, pointers) => {
    expect(await violations(await post(path, body))).toEqual(pointers);
    expect(asked()).toEqual([]);
  });

  it('tells the errors of write-back as problems', async () => {
    for (const [code, status] of [
      ['SALES_ORDER_UNKNOWN', 404],
      ['SALES_ORDER_CANCELLED', 409],
      ['SALES_ORDER_CHANGING', 409],
      ['ERPNEXT_NOT_PREPARED', 502],
      ['ERPNEXT_ERROR', 502],
      ['ERPNEXT_UNAVAILABLE', 503],
    ] as const) {
      answer('applyPromise', new OtpError(code, 'So it is.'));
      const response = await post('/otp/apply', promise);
      expect([code, response.status, await response.json()]).toEqual([
        code,
        status,
        expect.objectContaining({ code, detail: 'So it is.' }),
      ]);
    }
  });

  it('writes to one Sales Order through one stock service, from every gateway, and spreads others', async () => {
    answer('applyPromise', { sales_order_id: 'SO/1', actions_taken: [] });
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        post('/otp/apply', { ...promise, sales_order_id: i % 4 < 2 ? 'so/1' : ' SO/1 ' }, {}, i % 2),
      ),
    );
    expect(stocks.map((stock) => stock.asked.length).sort((a, b) => a - b)).toEqual([0, 20]);
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => post('/otp/apply', { ...promise, sales_order_id: `SO/${i}` })),
    );
    for (const stock of stocks) expect(stock.asked.length).toBeGreaterThan(5);
  });

  it('writes through another one while that is gone, and says so when all are', async () => {
    answer('applyPromise', { sales_order_id: 'SO/1', actions_taken: [] });
    await post('/otp/apply', promise);
    const [home, other] = stocks[0].asked.length > 0 ? stocks : [stocks[1], stocks[0]];
    home.stop();
    expect((await post('/otp/apply', promise)).status).toBe(200);
    expect([home.asked.length, other.asked.length]).toEqual([1, 1]);
    other.stop();
    const refused = await post('/otp/apply', promise);
    expect([refused.status, await refused.json()]).toEqual([
      503,
      expect.objectContaining({ detail: 'The stock service is not reachable. Nothing was written.' }),
    ]);
  });
});
