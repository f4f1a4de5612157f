import { type Cluster, startCluster, waitFor } from '#libs/testing';
import { MovingVerifier } from './oracle/moving-verification.js';

const INTERVAL_MS = 1_000;

describe('a cluster whose ERPNext never rests', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster(
      { gateways: 2, promises: 2, stocks: 2, items: 200 },
      // What no webhook tells of is found within one interval.
      { SYNC_INTERVAL_MS: String(INTERVAL_MS), REFERENCE_REFRESH_MS: String(INTERVAL_MS) },
    );
    await waitFor(async () => (await synchronisation()).complete, { timeoutMs: 60_000 });
  }, 180_000);
  afterAll(() => cluster.stop(), 60_000);

  async function synchronisation(): Promise<{ complete: boolean }> {
    return (await fetch(`${cluster.url}/api/sync`)).json() as Promise<{ complete: boolean }>;
  }

  it('promises what is true meanwhile, and on every instance exactly that after a second of quiet', async () => {
    const instances = cluster.processes.filter(({ name }) => name.startsWith('promise'));
    const verifier = new MovingVerifier({
      url: cluster.url,
      instances: instances.map(({ port }) => `127.0.0.1:${port}`),
      site: { url: cluster.sandboxUrl, key: 'sandbox', secret: 'sandbox' },
      defaultWarehouse: 'Stores - AP',
      seconds: 25,
      seed: Math.floor(Date.now() / 86_400_000),
      ordersPerRound: 100,
      syncInterval: INTERVAL_MS,
    });
    const found = await verifier.run();
    expect(found.disagreements.slice(0, 3)).toEqual([]);
    expect(found.quiet.agreed).toBe(found.quiet.answers);
    // It was worth something: much moved, much was asked, nearly everything could be judged.
    expect(Object.keys(found.movements).length).toBeGreaterThan(10);
    expect(found.quiet.answers).toBeGreaterThan(400);
    expect(found.moving.agreed).toBeGreaterThan(found.moving.answers / 2);
  }, 180_000);
});
