import { type Cluster, startCluster } from '#libs/testing';
import { verifyPromises } from './oracle/verification.js';

const sandbox = { authorization: 'token sandbox:sandbox', 'content-type': 'application/json' };

describe('a cluster on the sandbox', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ gateways: 2, promises: 2 });
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

  it('asks ERPNext three times for an order, whatever its number of lines', async () => {
    const answer = await fetch(
      `${cluster.sandboxUrl}/api/resource/Item?filters=[["disabled","=",0],["has_variants","=",0]]&limit_page_length=500&order_by=name`,
      { headers: sandbox },
    );
    const { data } = (await answer.json()) as { data: { name: string }[] };
    for (const lines of [1, 20, 500]) {
      await fetch(`${cluster.sandboxUrl}/sandbox/requests`, { method: 'DELETE' });
      const items = data.slice(0, lines).map(({ name }) => ({ item_code: name, qty: 1 }));
      const response = await fetch(`${cluster.url}/otp/promise`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ customer: 'Example', items }),
      });
      expect(response.status).toBe(200);
      const asked = await fetch(`${cluster.sandboxUrl}/sandbox/requests`);
      const { requests } = (await asked.json()) as { requests: { doctype?: string }[] };
      // The refresh of warehouses and the like goes on beside it.
      const supply = requests
        .map(({ doctype }) => doctype)
        .filter((doctype) => supplyDoctypes.has(doctype ?? ''));
      expect(supply.sort()).toEqual(['Bin', 'Item', 'Purchase Order']);
    }
  });
});

const supplyDoctypes = new Set(['Bin', 'Item', 'Purchase Order', 'Sales Order']);
