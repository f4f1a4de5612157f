import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Cluster,
  projectFolder,
  runChild,
  type RunningApp,
  startCluster,
  startSandbox,
  waitFor,
} from '#libs/testing';

const stores = 'Stores - AP';
const oddCodes = [`M8 "×20" 50% / 螺栓 'ברג'`, `O'Ring\\70, {{ 7 }}`];

/** An ERPNext that was there before, prepared by the command for that; the next sync is an hour away. */
describe('webhooks that were installed into an ERPNext', () => {
  const folder = mkdtempSync(join(tmpdir(), 'otp-webhooks-'));
  const secretFile = join(folder, 'secret');
  let sandbox: RunningApp;
  let cluster: Cluster;

  beforeAll(async () => {
    writeFileSync(secretFile, randomBytes(32).toString('base64url'));
    sandbox = await startSandbox({ flags: { items: 50 } });
    cluster = await startCluster(
      {
        ...{
          gateways: 2,
          promises: 2,
          'erp-url': sandbox.url,
          'erp-key': 'sandbox',
          'erp-secret': 'sandbox',
        },
        'default-warehouse': stores,
      },
      { WEBHOOK_SECRETS_FILE: secretFile, SYNC_INTERVAL_MS: '300000' },
    );
    const installing = await runChild([
      process.execPath,
      join(projectFolder, 'dist', 'tools', 'erpnext-install.js'),
      ...['--erp-url', sandbox.url, '--erp-key', 'sandbox', '--erp-secret', 'sandbox'],
      ...['--receiver', cluster.url, '--secret-file', secretFile],
    ]);
    expect([await installing.ended, installing.output()]).toEqual([0, expect.any(String)]);
  }, 60_000);
  afterAll(async () => {
    await cluster.stop();
    await sandbox.stop();
    rmSync(folder, { recursive: true });
  }, 60_000);

  async function make(doctype: string, document: object): Promise<void> {
    const response = await fetch(`${sandbox.url}/api/resource/${encodeURIComponent(doctype)}`, {
      method: 'POST',
      headers: { authorization: 'token sandbox:sandbox', 'content-type': 'application/json' },
      body: JSON.stringify(document),
    });
    expect([doctype, response.status]).toEqual([doctype, 200]);
  }
  const receive = (item_code: string, qty: number) =>
    make('Stock Entry', {
      ...{ docstatus: 1, stock_entry_type: 'Material Receipt', company: 'Acme Parts' },
      items: [{ item_code, qty, t_warehouse: stores }],
    });
  const statusOf = async (item_code: string, qty: number): Promise<unknown> => {
    const response = await fetch(`${cluster.url}/otp/promise`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${cluster.greeting.key}` },
      body: JSON.stringify({ customer: 'C', items: [{ item_code, qty }] }),
    });
    return ((await response.json()) as { status: unknown }).status;
  };
  const becomes = (status: string, item_code: string, qty: number) =>
    waitFor(async () => (await statusOf(item_code, qty)) === status, { timeoutMs: 8_000, everyMs: 50 });

  it.each(oddCodes)(
    'tell of an item called %s and of its stock',
    async (item_code) => {
      await make('Item', { item_code, item_group: 'Products', stock_uom: 'Nos' });
      await becomes('CANNOT_FULFILL', item_code, 5);
      await receive(item_code, 5);
      await becomes('OK', item_code, 5);
    },
    20_000,
  );

  it('leave no change unknown when Redis goes away meanwhile', async () => {
    const qty = 2_000_000;
    expect(await statusOf('BOLT-M8', qty)).toBe('CANNOT_FULFILL');
    const { pid = 0 } = cluster.processes.find(({ name }) => name === 'redis') ?? {};
    process.kill(pid, 'SIGKILL');
    await receive('BOLT-M8', qty);
    await becomes('OK', 'BOLT-M8', qty);
  }, 20_000);
});
