import { type Row } from '../src/database/database.js';
import { type RunningSandbox } from '../src/sandbox.js';
import { stepsOf, users, type Step } from './recordings.js';
import { replay } from './replay.js';
import { call, start } from './running.js';

type Json = Record<string, unknown>;

const steps = stepsOf('item-rename-and-merge-bins');
const recorded = (name: string): Step => {
  const step = steps.find((each) => each.name === name);
  if (step === undefined) throw new Error(`no step ${name}`);
  return step;
};
const rowsOf = (name: string): Row[] => (recorded(name).response.body?.['data'] ?? []) as Row[];
const merged = ['BULK-050', 'BULK-051'];

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await start({
    users,
    company: () => ({
      Company: [{ name: 'Acme Parts', company_name: 'Acme Parts', abbr: 'AP' }],
      Warehouse: ['Stores - AP', 'North 1 - AP'].map((name) => ({ name, company: 'Acme Parts' })),
      UOM: [{ name: 'Nos', uom_name: 'Nos' }],
      Item: [
        ...rowsOf('Item before'),
        ...merged.map((code) => ({ name: code, item_code: code, item_name: code })),
      ],
      'UOM Conversion Detail': ['BULK-116', ...merged].map((parent) => ({
        parent,
        parenttype: 'Item',
        parentfield: 'uoms',
        uom: 'Nos',
        conversion_factor: 1,
      })),
      Bin: [...rowsOf('Bins before'), ...rowsOf('Bins of two items before a merge')],
      'Purchase Order': [
        { name: 'PO', docstatus: 1, status: 'To Receive', modified: '2026-11-01 08:00:00.000000' },
      ],
      'Purchase Order Item': ['BULK-116', 'BULK-051'].map((item_code) => ({
        parent: 'PO',
        parenttype: 'Purchase Order',
        parentfield: 'items',
        item_code,
        qty: 5,
        modified: '2026-11-01 08:00:00.000000',
      })),
    }),
  });
});
afterAll(() => sandbox.stop());

const answered = async (name: string): Promise<Json> =>
  JSON.parse((await replay(sandbox, recorded(name))).text) as Json;
const rename = (body: Json, token?: string): ReturnType<typeof call> =>
  call(sandbox, 'POST', '/api/method/frappe.client.rename_doc', { doctype: 'Item', ...body }, token);
const orderRows = (): Row[] =>
  sandbox.site.store.database.rows('SELECT item_code, modified FROM "tabPurchase Order Item" ORDER BY idx');

describe('an item that gets another code', () => {
  it('is the recorded one: Bins keep name and stamp, the item gets a new stamp', async () => {
    expect(await answered('rename')).toEqual(recorded('rename').response.body);
    expect(await answered('Bins after')).toEqual(recorded('Bins after').response.body);
    const { data } = (await answered('Item after')) as { data: Row[] };
    const [item] = rowsOf('Item after');
    expect(data).toEqual([{ ...item, modified: expect.any(String) }]);
    expect(data[0]?.['modified']).not.toBe(rowsOf('Item before')[0]?.['modified']);
  });

  it('is named by orders without a stamp of theirs, and keeps its units', async () => {
    expect(orderRows()[0]).toEqual({ item_code: 'BULK-116X', modified: '2026-11-01 08:00:00.000000' });
    const { json } = await call(sandbox, 'GET', '/api/resource/Item/BULK-116X');
    expect((json['data'] as { uoms: Json[] }).uoms).toMatchObject([{ uom: 'Nos', parent: 'BULK-116X' }]);
    expect((await call(sandbox, 'GET', '/api/resource/Item/BULK-116')).status).toBe(404);
  });

  it('may change its letters alone', async () => {
    expect((await rename({ old_name: 'BULK-116X', new_name: 'Bulk-116x' })).json['message']).toBe(
      'Bulk-116x',
    );
    expect((await rename({ old_name: 'Bulk-116x', new_name: 'BULK-116X' })).status).toBe(200);
  });
});

describe('an item that is merged into another', () => {
  it('is the recorded one: Bins of both come anew, without stock', async () => {
    await answered('Bins of two items before a merge');
    const name = 'merge BULK-051 into BULK-050';
    expect(await answered(name)).toEqual(recorded(name).response.body);
    const { data } = (await answered('Bins after the merge')) as { data: Row[] };
    const fresh = { name: expect.any(String), modified: expect.any(String) };
    expect(data).toEqual(rowsOf('Bins after the merge').map((bin) => ({ ...bin, ...fresh })));
    const old = rowsOf('Bins of two items before a merge').map((bin) => bin['name']);
    expect(data.filter((bin) => old.includes(bin['name'] ?? null))).toEqual([]);
  });

  it('is gone, listed as deleted, and its orders are those of the other', async () => {
    expect(orderRows()[1]).toMatchObject({ item_code: 'BULK-050' });
    expect((await call(sandbox, 'GET', '/api/resource/Item/BULK-051')).status).toBe(404);
    const deleted = await call(sandbox, 'GET', '/api/resource/Deleted Document?fields=["deleted_name"]');
    expect(deleted.json['data']).toEqual([{ deleted_name: 'BULK-051' }]);
  });
});

it.each<[string, Json, string | undefined, number]>([
  ['an item that is not there', { old_name: 'NONE', new_name: 'X' }, undefined, 404],
  ['a code that is taken', { old_name: 'BULK-116X', new_name: 'bulk-050' }, undefined, 417],
  ['a merge into nothing', { old_name: 'BULK-116X', new_name: 'NONE', merge: true }, undefined, 417],
  ['another DocType', { doctype: 'Warehouse', old_name: 'Stores - AP', new_name: 'X' }, undefined, 417],
  ['a user who may not write', { old_name: 'BULK-116X', new_name: 'X' }, 'restricted:restricted', 417],
])('refuses %s', async (_, body, token, status) => {
  expect((await rename(body, token)).status).toBe(status);
});

describe('a PUT with the stamp that was read', () => {
  it('is refused when another was quicker', async () => {
    const [, , late] = stepsOf('timestamp-mismatch-417');
    const path = '/api/resource/Item/BULK-050';
    const { json } = await call(sandbox, 'GET', path);
    const { modified } = json['data'] as { modified: string };
    expect((await call(sandbox, 'PUT', path, { item_name: 'first', modified })).status).toBe(200);
    const second = await call(sandbox, 'PUT', path, { item_name: 'second', modified });
    expect([second.status, second.json['exc_type']]).toEqual([
      late?.response.status,
      late?.response.body?.['exc_type'],
    ]);
    expect((await call(sandbox, 'PUT', path, { item_name: 'third' })).status).toBe(200);
  });
});
