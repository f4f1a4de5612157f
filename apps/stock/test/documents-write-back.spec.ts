import { DocumentsSite } from './documents-site.js';
import { Sandbox } from './sandbox.js';
import type { SeenRequest } from './site-double.js';

type Document = Record<string, unknown>;

const FIELDS = { custom_otp_promise_date: 'Date', custom_otp_confidence: 'Select' };

let sandbox: Sandbox;
let site: DocumentsSite;

const comments = async (order: string): Promise<string[]> =>
  (await list('Comment', { filters: { reference_name: order }, fields: ['content'] })).map(({ content }) =>
    String(content),
  );
async function list(doctype: string, query: object): Promise<Document[]> {
  const body = { doctype, limit_page_length: 0, order_by: 'name asc', ...query };
  const answer = await sandbox.send('POST', '/api/method/frappe.client.get_list', body);
  return (answer as { message: Document[] }).message;
}
async function read(doctype: string, name: string): Promise<Document> {
  return ((await sandbox.send('GET', `/api/resource/${doctype}/${name}`)) as { data: Document }).data;
}
const makeFields = async (allow_on_submit: 0 | 1) => {
  for (const [fieldname, fieldtype] of Object.entries(FIELDS)) {
    await sandbox.insert('Custom Field', {
      dt: 'Sales Order',
      fieldname,
      fieldtype,
      label: fieldname,
      allow_on_submit,
    });
  }
};
const removeField = (fieldname: string) =>
  sandbox.send('DELETE', `/api/resource/Custom Field/Sales Order-${fieldname}`);
const order = (docstatus: 0 | 1 = 1) =>
  sandbox.insert('Sales Order', {
    ...{ docstatus, customer: 'Kontor GmbH', company: 'Acme Parts', delivery_date: '2030-01-01' },
    items: [{ item_code: 'BOLT-M8', qty: 1, rate: 1, warehouse: 'Stores - AP' }],
  });
const nothingIn = async (name: string) => {
  expect(await comments(name)).toEqual([]);
  expect((await read('Sales Order', name))['custom_otp_promise_date'] ?? null).toBeNull();
};
const bolts = {
  item_code: 'bolt-m8 ',
  qty_needed: 12,
  required_by: '2030-03-02',
  reason: 'Short <i>by</i> 12',
};
const isPut = ({ method }: { method: string }) => method === 'PUT';
const isComment = ({ path }: { path: string }) => path.endsWith('add_comment');

beforeAll(async () => {
  sandbox = await Sandbox.start();
  await makeFields(1);
}, 60_000);
beforeEach(async () => {
  site = await DocumentsSite.before(sandbox);
});
afterEach(() => site.close());
afterAll(() => sandbox.stop());

describe('a promise', () => {
  it.each([0, 1] as const)(
    'is written as comment and fields into an order with docstatus %i',
    async (docstatus) => {
      const name = await order(docstatus);
      const { apply } = await site.writeBack();
      const text = 'By <b>truck</b> & "ship"\n{{ doc.name }} %';
      expect(await apply(` ${name.toLowerCase()}`, { comment_text: text })).toEqual({
        sales_order_id: name,
        actions_taken: ['add_comment', 'set_custom_field'],
      });
      expect(await read('Sales Order', name)).toMatchObject({
        custom_otp_promise_date: '2030-02-01',
        custom_otp_confidence: 'HIGH',
      });
      const [content, ...more] = await comments(name);
      expect(more).toEqual([]);
      expect(content).toMatch(
        /^Promise date 2030-02-01, confidence HIGH\.<br>By &#60;b&#62;truck&#60;\/b&#62; &#38; &#34;ship&#34;<br>\{\{ doc\.name \}\} %<br>\(OTP-[\da-f]{20}\)$/,
      );
    },
  );

  it('is written in part when only that is wanted', async () => {
    const name = await order();
    const { apply } = await site.writeBack();
    expect((await apply(name, { set_custom_field: false })).actions_taken).toEqual(['add_comment']);
    expect((await read('Sales Order', name))['custom_otp_promise_date'] ?? null).toBeNull();
    expect((await apply(name, { add_comment: false })).actions_taken).toEqual(['set_custom_field']);
    expect(await comments(name)).toHaveLength(1);
    expect((await read('Sales Order', name))['custom_otp_promise_date']).toBe('2030-02-01');
  });

  it('is written once by the same call, and once more by another', async () => {
    const name = await order();
    const { apply } = await site.writeBack();
    await apply(name);
    const { modified } = await read('Sales Order', name);
    await apply(name);
    expect([await comments(name), site.writes]).toEqual([
      [expect.anything()],
      [expect.anything(), expect.anything()],
    ]);
    expect((await read('Sales Order', name))['modified']).toBe(modified);
    await apply(name, { idempotency_marker: 'k1' });
    await apply(name, { idempotency_marker: 'k1' });
    expect(await comments(name)).toHaveLength(2);
    await apply(name, { confidence: 'LOW' });
    expect(await comments(name)).toHaveLength(3);
    await apply(name, { comment_text: 'a\u0000b %_' });
    await apply(name, { comment_text: 'a\u0000b %_' });
    expect(await comments(name)).toHaveLength(4);
  });

  it('is written once by 50 equal calls at once, whoever else writes at the same time', async () => {
    const name = await order();
    const { apply } = await site.writeBack();
    const calls = Array.from({ length: 50 }, (_, call) =>
      Promise.all([apply(name), call % 10 === 0 ? apply(name, { confidence: 'LOW' }) : undefined]),
    );
    await Promise.all(calls);
    const written = await comments(name);
    expect(written.map((content) => content.slice(0, 42)).sort()).toEqual([
      'Promise date 2030-02-01, confidence HIGH.<',
      'Promise date 2030-02-01, confidence LOW.<b',
    ]);
  });

  it('is not written into an order that is unknown or cancelled', async () => {
    const name = await order();
    const { apply } = await site.writeBack();
    await sandbox.send('PUT', `/api/resource/Sales Order/${name}`, { docstatus: 2 });
    await expect(apply(name)).rejects.toMatchObject({ code: 'SALES_ORDER_CANCELLED' });
    for (const id of ['SAL-ORD-1900-00001', '%', `${name}" or "1`])
      await expect(apply(id)).rejects.toMatchObject({ code: 'SALES_ORDER_UNKNOWN' });
    await nothingIn(name);
    expect(site.writes).toEqual([]);
  });
});

describe('an ERPNext that is not prepared', () => {
  afterEach(async () => {
    for (const { name } of await list('Custom Field', {}))
      await sandbox.send('DELETE', `/api/resource/Custom Field/${String(name)}`);
    await makeFields(1);
  });

  it('is told which custom field is missing, and nothing is written', async () => {
    const name = await order();
    const { apply } = await site.writeBack();
    await removeField('custom_otp_confidence');
    await expect(apply(name)).rejects.toMatchObject({
      code: 'ERPNEXT_NOT_PREPARED',
      detail: expect.stringMatching(
        /no custom field custom_otp_confidence in .*npm run erpnext:install/,
      ) as unknown,
    });
    await removeField('custom_otp_promise_date');
    await expect(apply(name)).rejects.toMatchObject({
      detail: expect.stringMatching(/custom_otp_promise_date and no custom_otp_confidence/) as unknown,
    });
    expect(site.writes).toEqual([]);
    expect((await apply(name, { set_custom_field: false })).actions_taken).toEqual(['add_comment']);
  });

  it('is told that a field is closed after submit', async () => {
    for (const field of Object.keys(FIELDS)) await removeField(field);
    await makeFields(0);
    const name = await order();
    const { apply } = await site.writeBack();
    await expect(apply(name)).rejects.toMatchObject({
      code: 'ERPNEXT_NOT_PREPARED',
      detail: expect.stringContaining('not allowed on submit') as unknown,
    });
    await nothingIn(name);
  });

  it('is told which permission its user lacks', async () => {
    const name = await order();
    const reader = await site.writeBack('reader:reader');
    await expect(reader.apply(name)).rejects.toMatchObject({
      code: 'ERPNEXT_NOT_PREPARED',
      detail: expect.stringMatching(/read Sales Order.*npm run erpnext:install/) as unknown,
    });
    await letEngineRead();
    const { apply } = await site.writeBack('engine:engine');
    await expect(apply(name)).rejects.toMatchObject({
      code: 'ERPNEXT_NOT_PREPARED',
      detail: expect.stringMatching(/write the promise fields of.*npm run erpnext:install/) as unknown,
    });
    await nothingIn(name);
  });
});

describe('somebody else who changes the order', () => {
  const changeOf = (name: string) => () => sandbox.send('PUT', `/api/resource/Sales Order/${name}`, {});

  it('once is read again', async () => {
    const name = await order();
    let puts = 0;
    site.mishap = (request) => (isPut(request) && (puts += 1) === 1 ? changeOf(name) : undefined);
    const { apply } = await site.writeBack();
    await apply(name);
    expect(puts).toBe(2);
    expect((await read('Sales Order', name))['custom_otp_promise_date']).toBe('2030-02-01');
    expect(await comments(name)).toHaveLength(1);
  });

  it('again is told, and nothing is written', async () => {
    const name = await order();
    site.mishap = (request) => (isPut(request) ? changeOf(name) : undefined);
    const { apply } = await site.writeBack();
    await expect(apply(name)).rejects.toMatchObject({ code: 'SALES_ORDER_CHANGING', retryAfterSeconds: 1 });
    expect(site.writes.filter(isPut)).toHaveLength(2);
    await nothingIn(name);
  });

  it('by cancelling it is told', async () => {
    const name = await order();
    site.mishap = (request) =>
      isPut(request)
        ? () => sandbox.send('PUT', `/api/resource/Sales Order/${name}`, { docstatus: 2 })
        : undefined;
    const { apply } = await site.writeBack();
    await expect(apply(name)).rejects.toMatchObject({ code: 'SALES_ORDER_CANCELLED' });
    expect(await comments(name)).toEqual([]);
  });
});

describe('an ERPNext that is lost', () => {
  it('before anything is written is a 503', async () => {
    const name = await order();
    site.mishap = () => 'broken';
    const { apply } = await site.writeBack();
    await expect(apply(name)).rejects.toMatchObject({ code: 'ERPNEXT_UNAVAILABLE', retryAfterSeconds: 5 });
    await nothingIn(name);
  });

  it('before it is known who writes the comment is found before anything is written', async () => {
    const name = await order();
    site.mishap = ({ path }) => (path.endsWith('get_logged_user') ? 'broken' : undefined);
    const { apply } = await site.writeBack();
    await expect(apply(name)).rejects.toMatchObject({ code: 'ERPNEXT_UNAVAILABLE' });
    await nothingIn(name);
  });

  it('in maintenance refuses the writes alone', async () => {
    const name = await order();
    const { apply } = await site.writeBack();
    await sandbox.send('POST', '/sandbox/behaviour', { maintenance: 'reads_allowed' });
    await expect(apply(name)).rejects.toMatchObject({
      code: 'ERPNEXT_UNAVAILABLE',
      detail: expect.stringMatching(/maintenance.*ERPNext has not written the promise fields/) as unknown,
    });
    await sandbox.send('POST', '/sandbox/behaviour', { maintenance: false });
    await nothingIn(name);
  });

  it.each([
    ['broken' as const, 0],
    ['lost answer' as const, 1],
  ])('between fields and comment (%s) says so, and the same call completes it', async (mishap, written) => {
    const name = await order();
    site.mishap = (request) => (isComment(request) ? mishap : undefined);
    const { apply } = await site.writeBack();
    await expect(apply(name)).rejects.toMatchObject({
      code: 'ERPNEXT_UNAVAILABLE',
      detail: expect.stringMatching(
        /^The fields of Sales Order \S+ are set, but its comment may be missing.*comment.*is not known.*nothing is written twice/,
      ) as unknown,
    });
    expect((await read('Sales Order', name))['custom_otp_promise_date']).toBe('2030-02-01');
    expect(await comments(name)).toHaveLength(written);
    site.mishap = () => undefined;
    expect((await apply(name)).actions_taken).toHaveLength(2);
    expect(await comments(name)).toHaveLength(1);
    expect(site.writes.filter(isPut)).toHaveLength(1);
  });

  it('too slow for the caller says what is not known', async () => {
    const name = await order();
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    site.mishap = (request) => (isComment(request) ? () => held : undefined);
    const { apply } = await site.writeBack();
    await expect(apply(name, {}, 400)).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      detail: expect.stringMatching(/fields.*are set.*comment.*is not known/) as unknown,
    });
    answer();
    site.mishap = () => undefined;
  });

  it('and still writing when the same call comes again lets it wait, and writes once', async () => {
    const name = await order();
    const suggested = [{ ...bolts, reason: 'slowly' }];
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    const isWrite = (request: SeenRequest) =>
      isComment(request) || request.path.endsWith('Material%20Request');
    site.mishap = (request) => (isWrite(request) ? () => held : undefined);
    const { apply, suggest } = await site.writeBack();
    const late = { code: 'DEADLINE_EXCEEDED' };
    await expect(apply(name, {}, 400)).rejects.toMatchObject(late);
    await expect(suggest(suggested, 'material_request', 400)).rejects.toMatchObject(late);
    const again = [apply(name), suggest(suggested)];
    // Others are not kept from theirs meanwhile.
    await apply(await order(), { add_comment: false });
    expect(site.writes.filter(isWrite)).toHaveLength(2);
    answer();
    await Promise.all(again);
    expect(site.writes.filter(isWrite)).toHaveLength(2);
    expect(await comments(name)).toHaveLength(1);
  });
});

async function letEngineRead(): Promise<void> {
  const role = 'Onlooker';
  await sandbox.insert('Role', { role_name: role });
  for (const parent of ['Sales Order', 'Comment', 'Item', 'Material Request']) {
    await sandbox.send('POST', '/api/method/frappe.core.page.permission_manager.permission_manager.add', {
      parent,
      role,
      permlevel: 0,
    });
  }
  await sandbox.send('PUT', '/api/resource/User/engine@acme.test', { roles: [{ role }] });
}

describe('a suggestion', () => {
  const acid = { item_code: '50% ACID', qty_needed: 0.5, required_by: '2030-03-01', reason: 'None left' };

  it('is a draft Material Request with its reasons', async () => {
    const { suggest } = await site.writeBack();
    const made = await suggest([bolts, acid]);
    const name = made.suggestion_id;
    expect(made.erpnext_url).toBe(`https://erp.example.com/site/app/material-request/${name}`);
    const request = await read('Material Request', name);
    expect(request).toMatchObject({
      ...{
        docstatus: 0,
        material_request_type: 'Purchase',
        company: 'Acme Parts',
        schedule_date: '2030-03-01',
      },
      title: expect.stringMatching(
        /^Order Promise Engine, HIGH: BOLT-M8, 50% ACID \(OTP-[\da-f]{20}\)$/,
      ) as unknown,
      items: [
        {
          ...{ item_code: 'BOLT-M8', qty: 12, uom: 'Nos', conversion_factor: 1, schedule_date: '2030-03-02' },
          warehouse: 'Stores - AP',
          description: expect.stringContaining('Short &#60;i&#62;by&#60;/i&#62; 12') as unknown,
        },
        { item_code: '50% ACID', qty: 0.5, schedule_date: '2030-03-01' },
      ],
    });
  });

  it('is a Task with its reasons', async () => {
    const { suggest } = await site.writeBack();
    const made = await suggest([bolts, acid], 'task');
    expect(made.erpnext_url).toBe(`https://erp.example.com/site/app/task/${made.suggestion_id}`);
    expect(await read('Task', made.suggestion_id)).toMatchObject({
      ...{
        priority: 'High',
        exp_end_date: '2030-03-01',
        subject: 'Order Promise Engine, HIGH: BOLT-M8, 50% ACID',
      },
      description: expect.stringMatching(
        /^12 Nos of BOLT-M8 by 2030-03-02 for Stores - AP: Short &#60;i.*<br>0\.5 .* None left<br>\(OTP-/,
      ) as unknown,
    });
  });

  it.each(['material_request', 'task'] as const)('is made once by equal calls (%s)', async (type) => {
    const items = [{ ...bolts, reason: `once a ${type}` }];
    const { suggest } = await site.writeBack();
    const made = await Promise.all(Array.from({ length: 20 }, () => suggest(items, type)));
    made.push(await suggest(items, type), await (await site.writeBack()).suggest(items, type));
    expect(new Set(made.map((one) => one.suggestion_id)).size).toBe(1);
    expect(site.writes).toHaveLength(1);
    expect((await suggest([{ ...bolts, reason: `another ${type}` }], type)).suggestion_id).not.toBe(
      made[0]?.suggestion_id,
    );
  });

  it('whose answer was lost is found by the same call', async () => {
    const items = [{ ...bolts, reason: 'lost' }];
    const count = async () => (await list('Material Request', {})).length;
    const before = await count();
    const { suggest } = await site.writeBack();
    site.mishap = ({ path }) => (path.endsWith('Material%20Request') ? 'lost answer' : undefined);
    await expect(suggest(items)).rejects.toMatchObject({
      code: 'ERPNEXT_UNAVAILABLE',
      detail: expect.stringContaining(
        'Whether ERPNext has written the Material Request is not known',
      ) as unknown,
    });
    site.mishap = () => undefined;
    await suggest(items);
    expect(await count()).toBe(before + 1);
  });

  it('is for a leaf that sells when the default warehouse is a group', async () => {
    const { suggest } = await site.writeBack('sandbox:sandbox', 'All Warehouses - AP');
    const made = await suggest([{ ...bolts, reason: 'for a group' }]);
    const { items } = (await read('Material Request', made.suggestion_id)) as { items: Document[] };
    const [warehouse] = await list('Warehouse', {
      filters: { name: items[0]?.['warehouse'] },
      fields: ['is_group', 'disabled'],
    });
    expect(warehouse).toEqual({ is_group: 0, disabled: 0 });
  });

  it('is refused line by line before anything is written', async () => {
    await sandbox.insert('Item', { item_code: 'GONE', stock_uom: 'Nos', disabled: 1 });
    await sandbox.insert('Item', { item_code: 'PATTERN', stock_uom: 'Nos', has_variants: 1 });
    const { suggest } = await site.writeBack();
    const wrong = suggest([
      bolts,
      { ...bolts, item_code: 'gone' },
      { ...bolts, item_code: 'PATTERN' },
      { ...bolts, item_code: 'NEVER' },
      { ...bolts, qty_needed: 0.5 },
      { ...bolts, required_by: '2020-01-01' },
    ]);
    await expect(wrong).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      violations: [
        { pointer: '/items/1/item_code', message: expect.stringContaining('disabled') as unknown },
        { pointer: '/items/2/item_code', message: expect.stringContaining('template') as unknown },
        { pointer: '/items/3/item_code', message: expect.stringContaining('NEVER') as unknown },
        {
          pointer: '/items/4/qty_needed',
          message: expect.stringContaining('whole number of Nos') as unknown,
        },
        { pointer: '/items/5/required_by', message: expect.stringContaining('today') as unknown },
      ],
    });
    expect(site.writes).toEqual([]);
  });

  it('says which permission is missing', async () => {
    const { suggest } = await site.writeBack('engine:engine');
    await expect(suggest([{ ...bolts, reason: 'not allowed' }])).rejects.toMatchObject({
      code: 'ERPNEXT_NOT_PREPARED',
      detail: expect.stringMatching(/write the Material Request.*npm run erpnext:install/) as unknown,
    });
    await expect(suggest([bolts], 'task')).rejects.toMatchObject({
      code: 'ERPNEXT_NOT_PREPARED',
      detail: expect.stringMatching(/read Task.*npm run erpnext:install/) as unknown,
    });
  });
});
