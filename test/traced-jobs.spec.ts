import { join } from 'node:path';
import { type Cluster, projectFolder, runChild, startCluster } from '#libs/testing';
import { TraceCollector } from './trace-collector.js';

const asking = 'POST /api/method/frappe.client.get_list';

describe('a synchronisation that somebody asks for', () => {
  const collector = new TraceCollector();
  let cluster: Cluster;

  beforeAll(async () => {
    const traces = await collector.start();
    cluster = await startCluster({ gateways: 1, promises: 1, stocks: 1, items: 50 }, traces);
  }, 90_000);
  afterAll(async () => {
    await cluster.stop();
    collector.stop();
  }, 60_000);

  it('goes on with the trace of who asked, up to what ERPNext is asked', async () => {
    const sync = await runChild(
      [process.execPath, join(projectFolder, 'dist', 'tools', 'sync.js'), '--full'],
      {
        REDIS_URL: cluster.greeting.redisUrl,
      },
    );
    expect(await sync.ended).toBe(0);
    const [, trace = ''] = /is trace ([\da-f]{32})\./.exec(sync.output()) ?? [];

    const spans = await collector.spansOf(trace, 'sync.turn', asking);
    const turn = spans.find(({ name }) => name === 'sync.turn');
    expect(turn).toMatchObject({ service: 'stock', kind: 'CONSUMER', failed: false });
    expect([...(turn?.attributes ?? [])]).toContainEqual(['otp.sync.kind', 'full']);
    const ids = spans.filter(({ name }) => name === asking).map(({ spanId }) => `00-${trace}-${spanId}-01`);
    const { requests } = (await (await fetch(`${cluster.sandboxUrl}/sandbox/requests`)).json()) as {
      requests: { traceparent?: string }[];
    };
    const heard = new Set(requests.map(({ traceparent }) => traceparent));
    expect(ids.filter((id) => !heard.has(id))).toEqual([]);
  }, 120_000);
});
