import { type RedisProcess, startRedis } from '#libs/testing';
import { bin, item, putCompany, STORES } from '../company.js';
import { type Row, Sandbox } from '../sandbox.js';
import { SynchronisedSite } from './synchronised-site.js';

let sandbox: Sandbox;
let redis: RedisProcess;
let site: SynchronisedSite;

beforeAll(async () => {
  [sandbox, redis] = await Promise.all([Sandbox.start(), startRedis()]);
  await putCompany(sandbox);
  site = await SynchronisedSite.of(sandbox.url, redis);
  await site.turn();
}, 60_000);

afterAll(async () => {
  await Promise.all([site?.close(), sandbox?.stop(), redis?.stop()]);
});

const everything = async (): Promise<string[]> => {
  const { message } = (await sandbox.send('POST', '/api/method/frappe.client.get_list', {
    ...{ doctype: 'Item', fields: ['name'], order_by: 'name asc', limit_page_length: 0 },
  })) as { message: { name: string }[] };
  return message.map(({ name }) => name);
};

/** Every item that ERPNext has is in the replica as it is there, and no other. */
async function expectEqual(): Promise<void> {
  const codes = await everything();
  const sides = await site.bothSides(codes);
  expect(sides.filter(({ kept, there }) => JSON.stringify(kept) !== JSON.stringify(there))).toEqual([]);
  const names: string[] = [];
  for await (const some of site.store.itemNames()) names.push(...some);
  expect(names.sort()).toEqual([...codes].sort());
}

const call = (method: string, body: object) => sandbox.send('POST', `/api/method/${method}`, body);
const set = (doctype: string, name: string, body: object) =>
  sandbox.send('PUT', `/api/resource/${encodeURIComponent(doctype)}/${encodeURIComponent(name)}`, body);
const setStatus = (name: string, status: string) =>
  call('erpnext.buying.doctype.purchase_order.purchase_order.update_status', { status, name });

let counter = 0;

/** An item of its own with some pieces in stock, known to the replica. */
async function someItem(): Promise<string> {
  const code = `SYNC-${(counter += 1)}`;
  await sandbox.put({ Item: [item(code)], Bin: [bin(code, 20)] });
  return code;
}

const order = (codes: readonly string[]) =>
  sandbox.insert('Purchase Order', {
    ...{ docstatus: 1, supplier: 'Supplier Sync', company: 'Otp Test', schedule_date: '2027-01-05' },
    items: codes.map((item_code) => ({
      ...{ item_code, qty: 5, rate: 1, schedule_date: '2027-01-05', warehouse: STORES },
    })),
  });
const rowsOf = async (name: string) => {
  const { data } = (await sandbox.send('GET', `/api/resource/Purchase Order/${name}`)) as {
    data: { items: { name: string; item_code: string; qty: number; rate: number }[] };
  };
  return data.items;
};
const binOf = async (code: string): Promise<Row> => {
  const { message } = (await call('frappe.client.get_list', {
    ...{ doctype: 'Bin', fields: ['*'], filters: { item_code: code }, order_by: 'name asc' },
  })) as { message: Row[] };
  return message[0] ?? {};
};
const receive = async (name: string, qty: number) => {
  const [row] = await rowsOf(name);
  return sandbox.insert('Purchase Receipt', {
    ...{ docstatus: 1, supplier: 'Supplier Sync', company: 'Otp Test' },
    items: [
      {
        ...{ item_code: row?.item_code, qty, received_qty: qty, warehouse: STORES, rate: 1 },
        ...{ purchase_order: name, purchase_order_item: row?.name },
      },
    ],
  });
};

it('a full sync makes the replica equal to the site', async () => {
  expect(site.runs).toEqual([expect.objectContaining({ kind: 'full', failure: null })]);
  expect(site.runs[0]?.itemsDone).toBe((await everything()).length);
  const state = await site.store.state();
  expect(state).toMatchObject({ complete: true, histories: await site.store.histories() });
  await expectEqual();
});

/** Arranges what is there before, and gives back the change that a single incremental run must bring. */
const changes: Record<string, () => Promise<() => Promise<unknown>>> = {
  'a stock entry': async () => {
    const code = await someItem();
    return () =>
      sandbox.insert('Stock Entry', {
        ...{ docstatus: 1, stock_entry_type: 'Material Receipt', company: 'Otp Test' },
        items: [{ item_code: code, qty: 3, t_warehouse: STORES, basic_rate: 1 }],
      });
  },
  'a purchase order that is submitted': async () => {
    const code = await someItem();
    return () => order([code]);
  },
  'a receipt of a part': async () => {
    const name = await order([await someItem()]);
    return () => receive(name, 2);
  },
  'a receipt of all': async () => {
    const name = await order([await someItem()]);
    return () => receive(name, 5);
  },
  'a purchase order that is cancelled': async () => {
    const name = await order([await someItem()]);
    return () => set('Purchase Order', name, { docstatus: 2 });
  },
  'a purchase order that is put on hold': async () => {
    const name = await order([await someItem()]);
    return () => setStatus(name, 'On Hold');
  },
  'a purchase order that is closed': async () => {
    const name = await order([await someItem()]);
    return () => setStatus(name, 'Closed');
  },
  'a purchase order that is opened again': async () => {
    const name = await order([await someItem()]);
    await setStatus(name, 'Closed');
    return () => setStatus(name, 'Submitted');
  },
  'a row that is removed from a purchase order': async () => {
    const gone = await someItem();
    const name = await order([await someItem(), gone]);
    const [first] = await rowsOf(name);
    const before = await binOf(gone);
    return async () => {
      await call('erpnext.controllers.accounts_controller.update_child_qty_rate', {
        ...{ parent_doctype: 'Purchase Order', parent_doctype_name: name, child_docname: 'items' },
        trans_items: JSON.stringify([{ ...first, docname: first?.name }]),
      });
      // The Bin's own stamp would tell of it, too; the order must do so alone.
      await sandbox.put({ Bin: [{ ...(await binOf(gone)), modified: before['modified'] ?? null }] });
    };
  },
  'an item that is new': () =>
    Promise.resolve(() =>
      sandbox.insert('Item', { item_code: 'SYNC-NEW', item_group: 'Products', stock_uom: 'Nos' }),
    ),
  'an item that is disabled': async () => {
    const code = await someItem();
    return () => set('Item', code, { disabled: 1 });
  },
  'a unit that holds more': async () => {
    const code = await someItem();
    return () => set('Item', code, { uoms: [{ uom: 'Box', conversion_factor: 24 }] });
  },
  'an item that is deleted': async () => {
    const code = `SYNC-${(counter += 1)}`;
    await sandbox.put({ Item: [item(code)] });
    return () => sandbox.send('DELETE', `/api/resource/Item/${code}`);
  },
  'an item that is deleted while another is made': async () => {
    const code = `SYNC-${(counter += 1)}`;
    await sandbox.put({ Item: [item(code)] });
    return async () => {
      await sandbox.send('DELETE', `/api/resource/Item/${code}`);
      await sandbox.insert('Item', { item_code: `${code}-B`, item_group: 'Products', stock_uom: 'Nos' });
    };
  },
  'an item that is renamed': async () => {
    const code = await someItem();
    await order([code]);
    return () =>
      call('frappe.client.rename_doc', { doctype: 'Item', old_name: code, new_name: `${code} "new"/%` });
  },
  'an item that is merged into another': async () => {
    const [from, to] = [await someItem(), await someItem()];
    await order([from]);
    return () =>
      call('frappe.client.rename_doc', { doctype: 'Item', old_name: from, new_name: to, merge: true });
  },
};

describe('an incremental run brings', () => {
  it.each(Object.keys(changes))('%s', async (what) => {
    const change = await changes[what]?.();
    await site.turn();
    await expectEqual();
    await change?.();
    const run = await site.turn();
    expect(run).toMatchObject({ kind: 'incremental', failure: null });
    await expectEqual();
  });
});
