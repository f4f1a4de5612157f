import { type RunningSandbox } from '../src/sandbox.js';
import { call, start, type Answer } from './running.js';

type Json = Record<string, unknown>;

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await start({
    company: () => ({
      Company: [{ name: 'Co', company_name: 'Co', abbr: 'C' }],
      Warehouse: [
        { name: 'All', company: 'Co', is_group: 1 },
        { name: 'North', company: 'Co', is_group: 1, parent_warehouse: 'All' },
        { name: 'North 1', company: 'Co', parent_warehouse: 'North', warehouse_type: 'Transit' },
        { name: 'South', company: 'Co', parent_warehouse: 'All', warehouse_type: '' },
      ],
      Item: ['A', 'B'].map((name) => ({ name, item_code: name, stock_uom: 'Nos' })),
      Bin: [
        { item_code: 'A', warehouse: 'North 1', actual_qty: 0.1 },
        { item_code: 'A', warehouse: 'South', actual_qty: 0.2 },
        { item_code: 'B', warehouse: 'South', actual_qty: 5 },
      ],
      Task: [
        { name: 'T1', subject: 'due', exp_end_date: '2026-12-01', modified: '2026-11-24 23:59:59.999999' },
        { name: 'T2', subject: 'open', exp_end_date: null, modified: '2026-11-25 00:00:00.000000' },
      ],
    }),
  });
});
afterAll(() => sandbox.stop());

const list = async (doctype: string, args: Json, token?: string): Promise<unknown> => {
  const answer = await call(
    sandbox,
    'POST',
    '/api/method/frappe.client.get_list',
    { doctype, ...args },
    token,
  );
  return answer.json['message'] ?? answer.json['exc_type'];
};
const names = async (doctype: string, filters: unknown, rest: Json = {}): Promise<unknown> => {
  const rows = await list(doctype, { filters, order_by: 'name asc', limit_page_length: 0, ...rest });
  return Array.isArray(rows) ? rows.map((row: Json) => row['name']) : rows;
};

describe('filters', () => {
  it.each([
    ['!=', [['warehouse_type', '!=', 'Transit']], ['All', 'North', 'South']],
    ['not in, with nulls', [['warehouse_type', 'not in', ['Transit', 'Other']]], ['All', 'North', 'South']],
    ['in, with an empty text', [['warehouse_type', 'in', ['', 'Other']]], ['All', 'North', 'South']],
    ['not like', [['warehouse_type', 'not like', 'tr%']], ['All', 'North', 'South']],
    ['= null', [['warehouse_type', '=', null]], ['All', 'North', 'South']],
    ['is set', [['warehouse_type', 'is', 'set']], ['North 1']],
    ['is not set', { warehouse_type: ['is', 'not set'] }, ['All', 'North', 'South']],
    ['descendants of', [['name', 'descendants of', 'north']], ['North 1']],
    ['descendants of (inclusive)', [['name', 'descendants of (inclusive)', 'North']], ['North', 'North 1']],
    ['not descendants of', [['name', 'not descendants of', 'North']], ['All', 'North', 'South']],
    ['ancestors of', [['name', 'ancestors of', 'North 1']], ['All', 'North']],
    ['a check as text', [['is_group', '=', '0']], ['North 1', 'South']],
    ['four values', [['Warehouse', 'name', 'like', '%1']], ['North 1']],
  ])('%s', async (_, filters, expected) => expect(await names('Warehouse', filters)).toEqual(expected));

  it.each([
    ['a date before, with nulls', [['exp_end_date', '<', '2026-12-02']], ['T1', 'T2']],
    ['a date after', [['exp_end_date', '>=', '2026-12-01']], ['T1']],
    ['between days', [['modified', 'between', ['2026-11-24', '2026-11-24']]], ['T1']],
    [
      'between times',
      [['modified', 'between', ['2026-11-24 00:00:00', '2026-11-25 00:00:00']]],
      ['T1', 'T2'],
    ],
  ])('%s', async (_, filters, expected) => expect(await names('Task', filters)).toEqual(expected));

  it('joins alternatives to what must hold', async () => {
    const args = {
      filters: { is_group: 0 },
      or_filters: [
        ['name', '=', 'South'],
        ['name', '=', 'All'],
      ],
    };
    expect(await names('Warehouse', args.filters, { or_filters: args.or_filters })).toEqual(['South']);
  });

  it.each([
    [[['name', '~', 'x']], 'ValidationError'],
    [[['name', '=']], 'ValidationError'],
    [[['nope', '=', 1]], 'DataError'],
    [[['Purchase Order Item', 'qty', '=', 1]], 'DataError'],
  ])('refuses %j', async (filters, excType) => expect(await names('Warehouse', filters)).toBe(excType));
});

describe('fields', () => {
  it('sums without drift', async () => {
    const rows = await list('Bin', {
      fields: ['item_code', 'sum(actual_qty) as s', 'count(*) as n'],
      group_by: 'item_code',
      order_by: 'item_code asc',
    });
    expect(rows).toEqual([
      { item_code: 'A', s: 0.3, n: 2 },
      { item_code: 'B', s: 5, n: 1 },
    ]);
  });

  it('follows links', async () => {
    const fields = ['item_code', 'warehouse.parent_warehouse as parent'];
    expect(await list('Bin', { fields, filters: { item_code: 'A' }, order_by: 'warehouse asc' })).toEqual([
      { item_code: 'A', parent: 'North' },
      { item_code: 'A', parent: 'All' },
    ]);
  });

  it('sorts by an alias', async () => {
    const rows = await list('Bin', {
      fields: ['item_code', 'sum(actual_qty) as s'],
      group_by: 'item_code',
      order_by: 's desc',
    });
    expect((rows as Json[]).map((row) => row['item_code'])).toEqual(['B', 'A']);
  });

  it('takes arguments as a form', async () => {
    const answer = await fetch(`${sandbox.url}/api/method/frappe.client.get_list`, {
      method: 'POST',
      headers: { authorization: 'token sandbox:sandbox' },
      body: new URLSearchParams({ doctype: 'Bin', fields: '["actual_qty"]', filters: '{"item_code":"B"}' }),
    });
    expect(await answer.json()).toEqual({ message: [{ actual_qty: 5 }] });
  });
});

describe('User Permissions', () => {
  const permit = (rest: Json): Promise<Answer> =>
    call(sandbox, 'POST', '/api/resource/User Permission', { user: 'clerk@acme.test', ...rest });
  const seen = async (doctype: string): Promise<unknown[]> => {
    const fields = doctype === 'Bin' ? ['item_code', 'warehouse'] : ['name'];
    return ((await list(doctype, { fields, order_by: 'name asc' }, 'clerk:clerk')) as Json[]).map((row) =>
      Object.values(row).join(' in '),
    );
  };
  afterEach(async () => {
    const rows = (await list('User Permission', {})) as { name: string }[];
    for (const { name } of rows) await call(sandbox, 'DELETE', `/api/resource/User Permission/${name}`);
  });

  it('on a group leave what is below it', async () => {
    await permit({ allow: 'Warehouse', for_value: 'North' });
    expect(await seen('Warehouse')).toEqual(['North', 'North 1']);
    expect(await seen('Bin')).toEqual(['A in North 1']);
  });

  it('on an Item hide Items and Bins', async () => {
    await permit({ allow: 'Item', for_value: 'B' });
    expect([await seen('Item'), await seen('Bin')]).toEqual([['B'], ['B in South']]);
    const answer = await call(sandbox, 'GET', '/api/resource/Item/A', undefined, 'clerk:clerk');
    expect([answer.status, answer.json['exc_type']]).toEqual([403, 'PermissionError']);
  });

  it('may hold for one DocType only', async () => {
    await permit({ allow: 'Warehouse', for_value: 'South', applicable_for: 'Bin', apply_to_all_doctypes: 0 });
    expect([await seen('Bin'), await seen('Warehouse')]).toEqual([
      ['A in South', 'B in South'],
      ['All', 'North', 'North 1', 'South'],
    ]);
  });

  it('keep a document from being written', async () => {
    await permit({ allow: 'Warehouse', for_value: 'South' });
    const put = await call(sandbox, 'PUT', '/api/resource/Warehouse/North', { disabled: 1 }, 'clerk:clerk');
    expect(put.status).toBe(403);
  });
});
