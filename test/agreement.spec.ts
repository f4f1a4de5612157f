import { type Cluster, startCluster, waitFor } from '#libs/testing';
import { verifyPromises } from './oracle/verification.js';

const sandbox = { authorization: 'token sandbox:sandbox', 'content-type': 'application/json' };

describe('a cluster on the sandbox', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    // The next synchronisation is not under way while requests are counted.
    cluster = await startCluster({ gateways: 2, promises: 2 }, { SYNC_INTERVAL_MS: '300000' });
  }, 120_000);
  afterAll(() => cluster.stop(), 60_000);

  it('promises what an independent reading of the rules promises, on thousands of random orders', async () => {
    const { orders, agreed, disagreements, byStatus } = await verifyPromises({
      url: cluster.url,
      site: { url: cluster.sandboxUrl, key: 'sandbox', secret: 'sandbox' },
      defaultWarehouse: 'Stores - AP',
      orders: 3_000,
      seed: Math.floor(Date.now() / 86_400_000),
      concurrency: 8,
    });
    expect(disagreements.slice(0, 3)).toEqual([]);
    expect([orders, agreed]).toEqual([3_000, 3_000]);
    // The orders are worth something: many are promised, many can't be filled, some are refused.
    expect(Object.keys(byStatus).sort()).toEqual(
      expect.arrayContaining(['200 CANNOT_FULFILL', '200 OK', '404', '422']),
    );
    expect(byStatus['200 OK']).toBeGreaterThan(600);
  }, 120_000);

  it('asks ERPNext nothing for an order once the replica is complete', async () => {
    await waitFor(() => isComplete(cluster), { timeoutMs: 60_000 });
    for (const lines of [1, 20, 500]) {
      expect(await supplyReadFor(await orderOf(lines, cluster), cluster)).toEqual([]);
    }
  }, 90_000);
});

describe('a cluster whose replica is never complete', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ gateways: 1, promises: 1 }, { SYNC_PAUSE_MS: '60000' });
  }, 120_000);
  afterAll(() => cluster.stop(), 60_000);

  it.each([1, 20, 500])(
    'asks ERPNext three times for an order of %d lines',
    async (lines) => {
      const order = await orderOf(lines, cluster);
      // At the start it also looks what there is to synchronise.
      await waitFor(async () => (await supplyReadFor(order, cluster)).join() === 'Bin,Item,Purchase Order', {
        timeoutMs: 10_000,
        what: 'an order for three requests',
      });
      expect(await isComplete(cluster)).toBe(false);
    },
    20_000,
  );
});

async function isComplete({ url }: Cluster): Promise<boolean> {
  return ((await (await fetch(`${url}/api/sync`)).json()) as { complete: boolean }).complete;
}

/** One piece of so many items. */
async function orderOf(lines: number, { sandboxUrl }: Cluster): Promise<object> {
  const answer = await fetch(
    `${sandboxUrl}/api/resource/Item?filters=[["disabled","=",0],["has_variants","=",0]]&limit_page_length=${lines}&order_by=name`,
    { headers: sandbox },
  );
  const { data } = (await answer.json()) as { data: { name: string }[] };
  return { customer: 'Example', items: data.map(({ name }) => ({ item_code: name, qty: 1 })) };
}

/** DocTypes of the requests for supply that the order made; the refresh of warehouses and the like goes on beside it. */
async function supplyReadFor(order: object, { url, sandboxUrl }: Cluster): Promise<string[]> {
  await fetch(`${sandboxUrl}/sandbox/requests`, { method: 'DELETE' });
  const response = await fetch(`${url}/otp/promise`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  expect(response.status).toBe(200);
  const asked = await fetch(`${sandboxUrl}/sandbox/requests`);
  const { requests } = (await asked.json()) as { requests: { doctype?: string }[] };
  return requests
    .flatMap(({ doctype }) => (doctype !== undefined && supplyDoctypes.has(doctype) ? [doctype] : []))
    .sort();
}

const supplyDoctypes = new Set(['Bin', 'Item', 'Purchase Order', 'Sales Order']);
