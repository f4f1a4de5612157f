import { type Cluster, startCluster, waitFor } from '#libs/testing';

/** Named in every seeded company; nothing else moves it here. */
const ITEM = 'NUT-M8';
const WAREHOUSE = 'Stores - AP';
const UPDATE_STATUS = '/api/method/erpnext.selling.doctype.sales_order.sales_order.update_status';

interface SalesOrder {
  readonly name: string;
  readonly items: readonly { readonly name: string }[];
}

let cluster: Cluster;
/** What is there for somebody without an order of his own, before any order of these tests. */
let free: number;

beforeAll(async () => {
  cluster = await startCluster({ gateways: 2, promises: 1, items: 50 });
  free = await promisedFromStock();
}, 60_000);
afterAll(() => cluster.stop(), 60_000);

async function erpnext(method: string, path: string, body: object): Promise<unknown> {
  const answer = await fetch(`${cluster.sandboxUrl}${path}`, {
    method,
    headers: { authorization: 'token sandbox:sandbox', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function salesOrder(qty: number): Promise<SalesOrder> {
  const { data } = (await erpnext('POST', '/api/resource/Sales Order', {
    ...{ docstatus: 1, customer: 'Kontor GmbH', company: 'Acme Parts', delivery_date: '2099-12-01' },
    items: [{ item_code: ITEM, qty, rate: 2, warehouse: WAREHOUSE, delivery_date: '2099-12-01' }],
  })) as { data: SalesOrder };
  return data;
}

/** How many pieces stock gives to an order that wants more than there are. */
async function promisedFromStock(sales_order_id?: string): Promise<number> {
  const answer = await fetch(`${cluster.url}/otp/promise`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ customer: 'Kontor GmbH', sales_order_id },
      items: [{ item_code: ITEM, qty: 1_000_000, warehouse: WAREHOUSE }],
    }),
  });
  expect(answer.status).toBe(200);
  const { plan } = (await answer.json()) as {
    plan: { fulfillment: { source: string; qty: number }[] }[];
  };
  const parts = plan.flatMap(({ fulfillment }) => fulfillment).filter(({ source }) => source === 'stock');
  return parts.reduce((sum, { qty }) => sum + qty, 0);
}

/** The replica hears of a change a moment later. */
const othersGet = (qty: number): Promise<boolean> =>
  waitFor(async () => (await promisedFromStock()) === qty, { what: `${qty} pieces for others` });

it('gives an order back what it has itself reserved, and less once a part has been delivered', async () => {
  const { name, items } = await salesOrder(100);
  await othersGet(free - 100);
  expect(await promisedFromStock(name)).toBe(free);

  await erpnext('POST', '/api/resource/Delivery Note', {
    ...{ docstatus: 1, customer: 'Kontor GmbH', company: 'Acme Parts' },
    items: [
      {
        item_code: ITEM,
        warehouse: WAREHOUSE,
        qty: 40,
        against_sales_order: name,
        so_detail: items[0]?.name,
      },
    ],
  });
  // 40 have left, 60 are still reserved.
  await othersGet(free - 100);
  expect(await promisedFromStock(name)).toBe(free - 40);
  await erpnext('POST', UPDATE_STATUS, { name, status: 'Closed' });
  free -= 40;
  await othersGet(free);
});

it.each(['On Hold', 'Closed'])(
  'gives nothing back to an order that is %s: it reserves nothing',
  async (status) => {
    const { name } = await salesOrder(70);
    await othersGet(free - 70);
    await erpnext('POST', UPDATE_STATUS, { name, status });
    await othersGet(free);
    expect(await promisedFromStock(name)).toBe(free);
  },
);

it('takes quantities in a unit of the item and plans in its stock unit', async () => {
  const ask = (item: object) =>
    fetch(`${cluster.url}/otp/promise`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ customer: 'Kontor GmbH', items: [item] }),
    });
  const boxes = await ask({ item_code: 'BOLT-M8', qty: 2, uom: 'Box' });
  const { plan } = (await boxes.json()) as { plan: { qty_required: number }[] };
  const { data } = (await (
    await fetch(`${cluster.sandboxUrl}/api/resource/Item/BOLT-M8`, {
      headers: { authorization: 'token sandbox:sandbox' },
    })
  ).json()) as { data: { uoms: { uom: string; conversion_factor: number }[] } };
  const factor = data.uoms.find(({ uom }) => uom === 'Box')?.conversion_factor ?? NaN;
  expect(plan[0]?.qty_required).toBe(2 * factor);

  for (const item of [
    { item_code: 'BOLT-M8', qty: 0.5 },
    { item_code: 'BOLT-M8', qty: 1.5, uom: 'Box' },
  ]) {
    const refused = await ask(item);
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ errors: [{ pointer: '/items/0/qty' }] });
  }
});
