import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  type Cluster,
  projectFolder,
  runChild,
  type RunningApp,
  startCluster,
  startSandbox,
  waitFor,
} from '#libs/testing';

type Document = Record<string, unknown>;

const execute = promisify(execFile);

let sandbox: RunningApp;
let cluster: Cluster;
let key: string;

/** ERPNext itself, as its administrator sees it. */
async function erpnext(method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: { authorization: 'token admin:admin', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
async function list(doctype: string, query: object): Promise<Document[]> {
  const body = { doctype, limit_page_length: 0, order_by: 'name asc', ...query };
  return ((await erpnext('POST', '/api/method/frappe.client.get_list', body)) as { message: Document[] })
    .message;
}
const document = async (doctype: string, name: string) =>
  ((await erpnext('GET', `/api/resource/${doctype}/${name}`)) as { data: Document }).data;
const comments = (order: string) =>
  list('Comment', { filters: { reference_name: order, comment_type: 'Comment' }, fields: ['content'] });
const behave = (behaviour: object) => erpnext('POST', '/sandbox/behaviour', behaviour);
const order = async (): Promise<string> => {
  const { data } = (await erpnext('POST', '/api/resource/Sales Order', {
    ...{ docstatus: 1, customer: 'Kontor GmbH', company: 'Acme Parts', delivery_date: '2099-12-01' },
    items: [{ item_code: 'BOLT-M8', qty: 3, rate: 2, warehouse: 'Stores - AP' }],
  })) as { data: Document };
  return String(data['name']);
};

const authorized = () => ({ authorization: `Bearer ${key}` });
const get = (path: string) => fetch(`${cluster.url}${path}`, { headers: authorized() });
const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(`${cluster.url}${path}`, {
    method: 'POST',
    headers: {
      ...authorized(),
      'content-type': 'application/json',
      'x-request-timeout': '10000',
      ...headers,
    },
    body: JSON.stringify(body),
  });
const promiseFor = (sales_order_id: string) => ({
  sales_order_id,
  promise_date: '2099-12-05',
  confidence: 'MEDIUM',
});

async function tool(
  name: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  const program = join(projectFolder, 'dist', 'tools', `${name}.js`);
  const run = await runChild([process.execPath, program, ...args], env);
  if ((await run.ended) !== 0) throw new Error(run.output());
  return run.output();
}

/** Everything goes through the rights that `npm run erpnext:install` gives, and no others. */
beforeAll(async () => {
  sandbox = await startSandbox({ flags: { items: 60 } });
  await tool('erpnext-install', [
    ...['--erp-url', sandbox.url, '--erp-key', 'admin', '--erp-secret', 'admin'],
    ...['--receiver', 'http://127.0.0.1:9', '--engine-user', 'engine@acme.test'],
  ]);
  cluster = await startCluster({
    ...{ 'erp-url': sandbox.url, 'erp-key': 'engine', 'erp-secret': 'engine' },
    ...{ 'default-warehouse': 'Stores - AP', gateways: 2, stocks: 2, promises: 1 },
  });
  const made = await tool('keys', ['create', '--name', 'desk', '--scopes', 'orders:read,orders:write'], {
    REDIS_URL: cluster.greeting.redisUrl,
  });
  key = /^otp_\S+/m.exec(made)?.[0] ?? '';
}, 120_000);
afterAll(async () => {
  await (cluster as Cluster | undefined)?.stop();
  await sandbox.stop();
}, 60_000);

it('shows Sales Orders, items, stock and warehouses as they are in ERPNext', async () => {
  const name = await order();
  const listed = await get('/otp/sales-orders?limit=2&customer=Kontor%20GmbH');
  const total = (await list('Sales Order', { filters: { customer: 'Kontor GmbH' } })).length;
  expect(listed.headers.get('x-total-count')).toBe(String(total));
  expect(((await listed.json()) as Document[])[0]).toMatchObject({
    name,
    customer: 'Kontor GmbH',
    grand_total: 6,
  });

  const stock = (await (
    await get('/api/items/stock?item_code=bolt-m8&warehouse=Stores%20-%20AP')
  ).json()) as Document;
  const [bin] = await list('Bin', {
    filters: { item_code: 'BOLT-M8', warehouse: 'Stores - AP' },
    fields: ['actual_qty', 'reserved_qty'],
  });
  expect(stock).toMatchObject({ item_code: 'BOLT-M8', stock_actual: bin?.['actual_qty'] });
  expect(Number(stock['stock_reserved'])).toBeGreaterThanOrEqual(Number(bin?.['reserved_qty']));

  const shown = (await (await get(`/otp/sales-orders/${name}`)).json()) as { items: Document[] };
  expect(shown).toMatchObject({ id: name, defaults: { warehouse: 'Stores - AP', no_weekends: true } });
  expect(shown.items).toMatchObject([{ item_code: 'BOLT-M8', qty: 3, stock_actual: stock['stock_actual'] }]);

  expect(await (await get('/otp/items?search=bolt-m8')).json()).toEqual(['BOLT-M8']);
  expect(((await (await get('/api/warehouses')).json()) as Document[]).length).toBe(
    (await list('Warehouse', {})).length,
  );
  expect((await get('/otp/sales-orders/SAL-ORD-1900-00001')).status).toBe(404);
}, 30_000);

it('writes a promise and suggestions into ERPNext', async () => {
  const name = await order();
  const answer = await post('/otp/apply', promiseFor(name));
  expect(await answer.json()).toEqual({
    ...{ status: 'success', sales_order_id: name, error: null },
    actions_taken: ['add_comment', 'set_custom_field'],
  });
  const written = { custom_otp_promise_date: '2099-12-05', custom_otp_confidence: 'MEDIUM' };
  expect(await document('Sales Order', name)).toMatchObject(written);
  expect(await comments(name)).toHaveLength(1);

  const items = [{ item_code: 'BOLT-M8', qty_needed: 7, required_by: '2099-12-01', reason: 'Promised' }];
  for (const [suggestion_type, doctype] of [
    ['material_request', 'Material Request'],
    ['task', 'Task'],
  ] as const) {
    const made = (await (
      await post('/otp/procurement-suggest', { items, suggestion_type })
    ).json()) as Document;
    expect(made).toMatchObject({ status: 'success', type: suggestion_type, items_count: 1, error: null });
    const found = await document(doctype, String(made['suggestion_id']));
    expect(found['docstatus']).toBe(0);
    expect(JSON.stringify(found)).toContain('Promised');
  }
}, 30_000);

it('leaves one comment of 50 equal calls at once', async () => {
  const name = await order();
  const answers = await Promise.all(Array.from({ length: 50 }, () => post('/otp/apply', promiseFor(name))));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
  expect(await comments(name)).toHaveLength(1);
}, 30_000);

it('writes nothing twice when Redis has lost what it knew of a key', async () => {
  const name = await order();
  const once = { 'idempotency-key': 'order-desk-7' };
  expect((await post('/otp/apply', promiseFor(name), once)).status).toBe(200);
  const forget =
    "for _, key in ipairs(redis.call('KEYS', 'otp:once:*')) do redis.call('DEL', key) end return 1";
  await execute('redis-cli', ['-u', cluster.greeting.redisUrl, 'EVAL', forget, '0']);
  const again = await post('/otp/apply', promiseFor(name), once);
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, null]);
  expect(await comments(name)).toHaveLength(1);
}, 30_000);

it('writes nothing twice when the gateways are killed before they can answer', async () => {
  const name = await order();
  const once = { 'idempotency-key': 'order-desk-8', 'x-request-timeout': '1500' };
  await behave({ hold_next: 'Comment' });
  const cut = post('/otp/apply', promiseFor(name), once).then(
    (answer) => answer.status,
    () => 'cut',
  );
  const held = async () => ((await erpnext('GET', '/sandbox/behaviour')) as { held: number }).held === 1;
  await waitFor(held, { what: 'the look-up' });
  for (const { name: process, pid } of cluster.processes)
    if (process.startsWith('gateway') && pid !== undefined) globalThis.process.kill(pid, 'SIGKILL');
  expect([502, 503, 504, 'cut']).toContain(await cut);
  await erpnext('POST', '/sandbox/release', {});
  await waitFor(async () => (await comments(name)).length === 1, { what: 'the comment' });
  const again = await waitFor(
    async () => {
      const answer = await post('/otp/apply', promiseFor(name), once);
      return answer.status === 200 ? answer : undefined;
    },
    { what: 'an answer', timeoutMs: 20_000 },
  );
  expect(await again.json()).toMatchObject({ status: 'success', sales_order_id: name });
  expect(await comments(name)).toHaveLength(1);
}, 30_000);

it('says that ERPNext is down, and writes when it is back', async () => {
  const name = await order();
  await behave({ maintenance: true });
  const refused = await post('/otp/apply', promiseFor(name));
  expect([refused.status, refused.headers.has('retry-after')]).toEqual([503, true]);
  expect((await get('/otp/items')).status).toBe(503);
  await behave({ maintenance: false });
  await waitFor(async () => (await post('/otp/apply', promiseFor(name))).status === 200, { what: 'ERPNext' });
  expect(await comments(name)).toHaveLength(1);
}, 30_000);
