import { type RunningSandbox } from '../src/sandbox.js';
import { seededCompany } from '../src/seed/company.js';
import { call, start, type Answer } from './running.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await start({ company: seededCompany(1, 60) });
});
afterAll(() => sandbox.stop());
afterEach(() => call(sandbox, 'DELETE', '/sandbox/behaviour'));

const bins = `/api/resource/Bin?fields=["actual_qty","reserved_qty"]&filters=[["item_code","=","BOLT-M8"]]&order_by=warehouse asc`;
const get = (path: string, token = 'sandbox:sandbox'): Promise<Answer> =>
  call(sandbox, 'GET', path, undefined, token);
const behave = (change: Record<string, unknown>): Promise<Answer> =>
  call(sandbox, 'POST', '/sandbox/behaviour', change);
const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
const until = async (condition: () => Promise<boolean>): Promise<void> => {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
};

describe('POST /sandbox/behaviour', () => {
  it('refuses what it does not know', async () => {
    const answer = await behave({ latency: 3, fail_rate: 2, deny: 'Bin', html_errors: true });
    expect([answer.status, answer.json['fields']]).toEqual([400, ['latency', 'fail_rate', 'deny']]);
    expect((await get('/sandbox/behaviour')).json['html_errors']).toBe(false);
  });

  it('adds latency to the reads of a DocType', async () => {
    await behave({ latency_ms: { Bin: 60 } });
    const before = performance.now();
    await get(bins);
    const between = performance.now();
    await get('/api/resource/Item');
    expect(between - before).toBeGreaterThanOrEqual(59);
    expect(performance.now() - between).toBeLessThan(between - before);
  });

  it('denies a DocType to everyone', async () => {
    await behave({ deny: ['Purchase Order'] });
    const paths = ['Purchase Order', 'Purchase Order/PUR-ORD-X', 'Purchase Order Item?parent=Purchase Order'];
    const [list, , child] = await Promise.all(paths.map((path) => get(`/api/resource/${path}`)));
    expect([list?.status, child?.status]).toEqual([403, 403]);
    expect((await get(bins)).status).toBe(200);
  });

  it('fails a share of the requests', async () => {
    await behave({ fail_rate: 1 });
    expect((await get('/api/method/ping')).status).toBe(500);
    await behave({ fail_rate: 0 });
    expect((await get('/api/method/ping')).status).toBe(200);
  });

  it('answers errors as pages when it is told to', async () => {
    await behave({ html_errors: true });
    const answer = await get('/api/resource/Bin/nope');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(answer.text.length).toBeGreaterThan(300_000);
  });

  it('adds latency to every request that has none of its own', async () => {
    await behave({ latency_ms: { '*': 60, Bin: 0 } });
    const before = performance.now();
    await get(bins);
    const between = performance.now();
    await get('/api/method/ping');
    expect(performance.now() - between).toBeGreaterThanOrEqual(59);
    expect(between - before).toBeLessThan(60);
  });

  it.each([
    ['page', 'text/html', /^<!DOCTYPE html>/],
    ['cut', 'application/json', /^\{"data":\[.*\}$/],
    ['other', 'application/json', /^\{"message": \{/],
  ])('answers with a body that is none: %s', async (bodies, type, text) => {
    await behave({ bodies });
    const answer = await fetch(`${sandbox.url}${bins}`, {
      headers: { authorization: 'token sandbox:sandbox' },
    });
    expect([answer.status, answer.headers.get('content-type')?.split(';')[0]]).toEqual([200, type]);
    const body = await answer.text();
    expect(body).toMatch(text);
    expect(parses(body)).toBe(bodies === 'other');
  });

  it('writes quantities as older sites do', async () => {
    await behave({ quantities: 'string' });
    expect((await get(bins)).json['data']).toContainEqual({
      actual_qty: '240.000000000',
      reserved_qty: '0.000000000',
    });
    await behave({ quantities: 'null' });
    expect((await get(bins)).json['data']).toContainEqual({ actual_qty: null, reserved_qty: null });
  });

  it('holds an answer that it has computed', async () => {
    const before = (await get(bins)).json;
    await behave({ hold_next: 'Bin' });
    const held = get(bins);
    await until(async () => (await get('/sandbox/behaviour')).json['held'] === 1);
    await call(sandbox, 'POST', '/api/resource/Stock Entry', {
      docstatus: 1,
      stock_entry_type: 'Material Receipt',
      company: 'Acme Parts',
      items: [{ item_code: 'BOLT-M8', qty: 5, t_warehouse: 'North 1 - AP' }],
    });
    const meanwhile = (await get(bins)).json;
    await call(sandbox, 'POST', '/sandbox/release');
    expect((await held).json).toEqual(before);
    expect(meanwhile).not.toEqual(before);
  });
});

describe('/sandbox/requests', () => {
  it('counts what was asked since the last reset', async () => {
    await get(bins);
    await call(sandbox, 'DELETE', '/sandbox/requests');
    await get('/api/resource/Bin?limit_page_length=1');
    await call(sandbox, 'POST', '/api/method/frappe.client.get_list', { doctype: 'Bin' });
    await get('/api/resource/Item/BOLT-M8');
    const report = (await get('/sandbox/requests')).json;
    expect(report['counts']).toEqual({ list: 2, get: 1 });
    expect(report['total']).toBe(3);
    expect(report['requests']).toEqual([
      { kind: 'list', method: 'GET', doctype: 'Bin', path: '/api/resource/Bin?limit_page_length=1' },
      { kind: 'list', method: 'POST', doctype: 'Bin', path: '/api/method/frappe.client.get_list' },
      { kind: 'get', method: 'GET', doctype: 'Item', path: '/api/resource/Item/BOLT-M8' },
    ]);
  });
});

describe('POST /sandbox/rows', () => {
  it('writes rows as they are', async () => {
    const rows = {
      Bin: [{ item_code: 'NUT-M8', warehouse: 'North 2 - AP', actual_qty: 4, reserved_qty: 6.5 }],
    };
    expect((await call(sandbox, 'POST', '/sandbox/rows', rows)).status).toBe(200);
    const filters = '[["item_code","=","NUT-M8"],["warehouse","=","North 2 - AP"]]';
    const answer = await get(
      `/api/resource/Bin?fields=["actual_qty","reserved_qty","projected_qty"]&filters=${filters}`,
    );
    expect(answer.json['data']).toEqual([{ actual_qty: 4, reserved_qty: 6.5, projected_qty: -2.5 }]);
  });

  it('replaces whole tables', async () => {
    await call(sandbox, 'POST', '/sandbox/rows?replace=true', {
      Task: [{ subject: 'one' }, { subject: 'two' }],
    });
    await call(sandbox, 'POST', '/sandbox/rows?replace=true', { Task: [{ subject: 'three' }] });
    expect((await get('/api/resource/Task?fields=["subject"]')).json['data']).toEqual([{ subject: 'three' }]);
  });

  it.each([
    [{ Nonsense: [] }, 'Unknown DocType Nonsense'],
    [{ Bin: [{ item_code: 'X', colour: 'red' }] }, 'Bin has no column colour'],
  ])('refuses %j', async (rows, error) => {
    const answer = await call(sandbox, 'POST', '/sandbox/rows', rows);
    expect([answer.status, answer.json]).toEqual([400, { error }]);
  });
});

describe('users', () => {
  it.each([
    ['sandbox:sandbox', 'Holiday List', 200],
    ['sandbox:sandbox', 'Product Bundle', 200],
    ['clerk:clerk', 'Holiday List', 403],
    ['clerk:clerk', 'Purchase Order', 200],
    ['reader:reader', 'Bin', 200],
    ['reader:reader', 'Item', 200],
    ['reader:reader', 'Warehouse', 200],
    ['reader:reader', 'Purchase Order', 403],
    ['reader:wrong', 'Bin', 401],
  ])('%s lists %s: %i', async (token, doctype, status) => {
    expect((await get(`/api/resource/${doctype}`, token)).status).toBe(status);
  });

  it('may use Basic', async () => {
    const headers = { authorization: `Basic ${Buffer.from('clerk:clerk').toString('base64')}` };
    const answer = await fetch(`${sandbox.url}/api/method/frappe.auth.get_logged_user`, { headers });
    expect(await answer.json()).toEqual({ message: 'clerk@acme.test' });
  });
});
