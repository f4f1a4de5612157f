import { join } from 'node:path';
import {
  type Cluster,
  HoldingErpnext,
  type PassedRequest,
  projectFolder,
  runChild,
  type RunningApp,
  startCluster,
  startSandbox,
} from '#libs/testing';

const stores = 'Stores - AP';

/** Names that would say something else to ERPNext if any of them got out of its place. */
const odd = [
  'a","=","b',
  '["name","like","%"]',
  '../../x?',
  '../../../api/method/frappe.client.delete',
  'x?fields=["*"]&limit_page_length=0#',
  'http://169.254.169.254/latest/meta-data',
  '//evil.example/x',
  'a\r\nX-Injected: 1\r\n\r\nGET /api/method/x HTTP/1.1',
  'a\nHost: evil.example',
  "x' OR '1'='1' -- ",
  '`tabUser`.name',
  '{{ frappe.session.user }}',
  '%2e%2e%2f%0d%0a',
  '%',
  '_',
  '100%_x',
  '\\',
  '\u0000',
  'ＢＯＬＴ－Ｍ８',
  '螺栓\u202eМ8',
  '__proto__',
];

/** Items that exist: each with its own stock, and none with another's. */
const sold = ['a","=","b', '../../x?', "O'Ring\\70, {{ 7 }}", '50%_x', '50% x', '螺栓 ברג', 'x?y=1&z#w'];

const known = {
  paths:
    /^\/api\/(method\/[\w.]+|resource\/(Sales%20Order|Material%20Request|Task|Company|Holiday%20List)(\/[^/?#]+)?)$/,
  headers: ['host', 'connection', 'accept', 'authorization', 'content-type', 'content-length', 'user-agent'],
  traced: ['traceparent', 'tracestate'],
  operators: ['=', '!=', '<', '<=', '>', '>=', 'like', 'in', 'not in', 'is'],
};

describe('names towards ERPNext', () => {
  let sandbox: RunningApp;
  let erpnext: HoldingErpnext;
  let cluster: Cluster;
  let key = '';
  let erpHost = '';

  beforeAll(async () => {
    sandbox = await startSandbox({ flags: { items: 40 } });
    for (const [index, item_code] of sold.entries()) {
      await make('Item', { item_code, item_group: 'Products', stock_uom: 'Nos' });
      await make('Stock Entry', {
        ...{ docstatus: 1, stock_entry_type: 'Material Receipt', company: 'Acme Parts' },
        items: [{ item_code, qty: index + 1, t_warehouse: stores }],
      });
    }
    await tool('erpnext-install', [
      ...['--erp-url', sandbox.url, '--erp-key', 'admin', '--erp-secret', 'admin'],
      ...['--receiver', 'http://127.0.0.1:9', '--engine-user', 'engine@acme.test'],
    ]);
    erpnext = new HoldingErpnext(sandbox);
    const url = await erpnext.listen();
    erpHost = new URL(url).host;
    cluster = await startCluster({
      ...{ 'erp-url': url, 'erp-key': 'engine', 'erp-secret': 'engine' },
      ...{ 'default-warehouse': stores, gateways: 1, promises: 1 },
    });
    const scopes = 'promise:read,orders:read,orders:write';
    const made = await tool('keys', ['create', '--name', 'desk', '--scopes', scopes], {
      REDIS_URL: cluster.greeting.redisUrl,
    });
    key = /^otp_\S+/m.exec(made)?.[0] ?? '';
  }, 120_000);
  afterAll(async () => {
    await cluster.stop();
    erpnext.close();
    await sandbox.stop();
  }, 60_000);

  async function make(doctype: string, document: object): Promise<void> {
    const answer = await fetch(`${sandbox.url}/api/resource/${encodeURIComponent(doctype)}`, {
      method: 'POST',
      headers: { authorization: 'token admin:admin', 'content-type': 'application/json' },
      body: JSON.stringify(document),
    });
    expect([document, answer.status]).toEqual([document, 200]);
  }
  async function tool(name: string, args: readonly string[], env: Record<string, string> = {}) {
    const program = join(projectFolder, 'dist', 'tools', `${name}.js`);
    const run = await runChild([process.execPath, program, ...args], env);
    expect([await run.ended, run.output()]).toEqual([0, expect.any(String)]);
    return run.output();
  }
  const get = (path: string, query: Record<string, string> = {}) =>
    fetch(`${cluster.url}${path}?${new URLSearchParams(query).toString()}`, {
      headers: { authorization: `Bearer ${key}`, 'x-request-timeout': '10000' },
    });
  const post = (path: string, body: object) =>
    fetch(`${cluster.url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'x-request-timeout': '10000',
      },
      body: JSON.stringify(body),
    });
  const order = (item_code: string, more: object = {}, line: object = {}) =>
    post('/otp/promise', { customer: 'C', items: [{ item_code, qty: 1, ...line }], ...more });

  it.each(odd)(
    '%j stays a value wherever it is written',
    async (name) => {
      const before = erpnext.passed.length;
      const answers = await Promise.all([
        order(name),
        order('BOLT-M8', {}, { warehouse: name }),
        order('BOLT-M8', {}, { uom: name }),
        order('BOLT-M8', { sales_order_id: name, customer: name }),
        get('/api/items/stock', { item_code: name, warehouse: stores }),
        get('/api/items/stock', { item_code: 'BOLT-M8', warehouse: name }),
        get('/api/items/validate', { item_code: name }),
        get('/api/items/search', { query: name }),
        get('/otp/items', { search: name }),
        get('/otp/sales-orders', { customer: name, search: name }),
        get('/otp/sales-orders', { status: name }),
        post('/otp/bulk-promise', [
          { customer: name, items: [{ item_code: name, qty: 1, warehouse: name }] },
        ]),
        get(`/otp/sales-orders/${encodeURIComponent(name)}`),
        post('/otp/apply', {
          ...{ sales_order_id: name, promise_date: '2099-01-05', confidence: 'LOW' },
          comment_text: name,
        }),
        post('/otp/procurement-suggest', {
          items: [{ item_code: name, qty_needed: 1, required_by: '2099-01-01', reason: name }],
        }),
      ]);
      for (const answer of answers) {
        expect([answer.url, answer.status < 500, answer.headers.get('x-injected')]).toEqual([
          answer.url,
          true,
          null,
        ]);
      }
      const passed = erpnext.passed.slice(before);
      expect(passed.length).toBeGreaterThan(0);
      for (const request of passed) expectOnlyValues(request, name);
    },
    30_000,
  );

  function expectOnlyValues({ url, rawHeaders, body, method }: PassedRequest, name: string): void {
    expect(url).toMatch(known.paths);
    const document = /^\/api\/resource\/[^/]+\/(.+)$/.exec(url)?.[1];
    if (document !== undefined && method === 'GET')
      expect([name, name.trim()]).toContain(decodeURIComponent(document));
    for (let at = 0; at < rawHeaders.length; at += 2) {
      const [field = '', value = ''] = [rawHeaders[at]?.toLowerCase(), rawHeaders[at + 1]];
      expect([...known.headers, ...known.traced]).toContain(field);
      if (field === 'host') expect(value).toBe(erpHost);
      if (!known.traced.includes(field) && name.length > 2) expect(value).not.toContain(name);
    }
    if (body === '') return;
    const query = JSON.parse(body) as Readonly<Record<string, unknown>>;
    for (const list of [query['filters'], query['or_filters']]) {
      for (const filter of (list ?? []) as unknown[][]) {
        const [field, operator, value] = filter.slice(-3);
        expect([...filter.slice(0, -2)].join('.')).toMatch(/^[A-Z]?[\w ]+(\.\w+)?$/);
        expect([field, known.operators.includes(String(operator))]).toEqual([field, true]);
        expect(JSON.stringify(value)).not.toMatch(/^\{/);
      }
    }
    for (const field of (query['fields'] ?? []) as string[])
      expect(field).toMatch(/^([\w.]+|count\(name\))( as \w+)?$/);
    if (query['order_by'] !== undefined) expect(query['order_by']).toMatch(/^[`\w ., ]*$/);
  }

  it.each(sold.map((code, index) => [code, index + 1] as const))(
    'the item %j has its own stock and nobody else has',
    async (item_code, qty) => {
      const stock = await get('/api/items/stock', { item_code, warehouse: stores });
      expect(await stock.json()).toMatchObject({ item_code, stock_actual: qty });
      const [enough, more] = await Promise.all(
        [qty, qty + 1].map(async (wanted) => (await order(item_code, {}, { qty: wanted })).json()),
      );
      expect([enough, more]).toMatchObject([{ status: 'OK' }, { status: 'CANNOT_FULFILL' }]);
    },
  );

  it.each([
    ['%', (code: string) => code.includes('%')],
    ['_', (code: string) => code.includes('_')],
    ['50%_x', (code: string) => code === '50%_x'],
    ['","', (code: string) => code === 'a","=","b'],
  ])('a search for %j finds what contains it, and no more', async (search, contains) => {
    const codes = (await (await get('/otp/items', { search, limit: '100' })).json()) as string[];
    expect([codes.length > 0, codes.filter((code) => !contains(code))]).toEqual([true, []]);
  });
});
