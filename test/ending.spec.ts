import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  accepts,
  type Cluster,
  expectNothingLeft,
  HoldingErpnext,
  lives,
  projectFolder,
  type RunningApp,
  runChild,
  startCluster,
  startSandbox,
  waitFor,
} from '#libs/testing';

const START_MS = 60_000;

describe('a cluster on an ERPNext of its own', () => {
  let sandbox: RunningApp;
  let erpnext: HoldingErpnext;
  let cluster: Cluster;

  /** An order that can't be answered without ERPNext, whatever the replica holds. */
  const askErpnext = async (): Promise<Response> => {
    const list = await fetch(`${sandbox.url}/api/resource/Sales Order?limit_page_length=1`, {
      headers: { authorization: 'token sandbox:sandbox' },
    });
    const { data } = (await list.json()) as { data: { name: string }[] };
    return cluster.ask({ sales_order_id: data[0]?.name });
  };

  beforeEach(async () => {
    sandbox = await startSandbox({ flags: { items: 50 } });
    erpnext = new HoldingErpnext(sandbox);
    cluster = await startCluster(
      {
        ...{ gateways: 2, promises: 1, 'erp-url': await erpnext.listen() },
        ...{ 'erp-key': 'sandbox', 'default-warehouse': 'Stores - AP' },
      },
      { ERPNEXT_API_SECRET: 'sandbox', REQUEST_TIMEOUT_MS: '20000' },
    );
    erpnext.holding = true;
  }, 2 * START_MS);
  afterEach(async () => {
    erpnext.holding = false;
    await cluster.run.stop('SIGINT');
    erpnext.close();
    await sandbox.stop();
  }, START_MS);

  it(
    'answers requests in flight before it ends',
    async () => {
      const answer = askErpnext();
      await waitFor(() => erpnext.held.length > 0, { what: 'the question to ERPNext' });
      const stopped = cluster.stop();
      await waitFor(async () => !(await accepts(Number(new URL(cluster.url).port))), {
        what: 'nginx to refuse',
      });
      erpnext.holding = false;
      for (const release of erpnext.held) release();
      expect((await answer).status).toBe(200);
      await stopped;
      await expectNothingLeft(cluster);
      expect(cluster.run.output()).not.toContain('by force');
    },
    START_MS,
  );

  it(
    'ends at once at a second Ctrl-C',
    async () => {
      const answer = askErpnext();
      await waitFor(() => erpnext.held.length > 0, { what: 'the question to ERPNext' });
      let code: number | null | undefined;
      void cluster.run.ended.then((ended) => (code = ended));
      // The first few are one Ctrl-C, which comes from the terminal and from parents alike.
      await waitFor(() => {
        if (code === undefined) cluster.run.process.kill('SIGINT');
        return code !== undefined;
      });
      expect(code).toBe(130);
      await expect(answer).rejects.toThrow();
      await expectNothingLeft(cluster);
    },
    START_MS,
  );

  it(
    'leaves no process behind when the start itself is killed',
    async () => {
      cluster.run.process.kill('SIGKILL');
      await cluster.run.ended;
      for (const { name, pid } of cluster.processes) {
        await waitFor(() => pid !== undefined && !lives(pid), {
          timeoutMs: 35_000,
          what: `the end of ${name}`,
        });
      }
      rmSync(join(projectFolder, '.run', new URL(cluster.url).port), { recursive: true });
    },
    START_MS,
  );

  it('keeps the secret out of the list of processes and the logs', async () => {
    const list = await runChild(['ps', '-eo', 'args']);
    await list.ended;
    expect(list.output()).toContain('apps/stock/src/main.js');
    expect(list.output()).not.toMatch(/ERPNEXT_API_SECRET|--erp-secret/);
    const logs = join(projectFolder, '.run', new URL(cluster.url).port, 'logs');
    const found = await runChild(['grep', '-rli', 'sandbox:sandbox\\|api_secret', logs]);
    expect([await found.ended, found.output()]).toEqual([1, '']);
  });
});
