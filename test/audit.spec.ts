import { readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import {
  type Cluster,
  HoldingErpnext,
  projectFolder,
  runChild,
  type RunningApp,
  startCluster,
  startSandbox,
  waitFor,
} from '#libs/testing';

type Line = Readonly<Record<string, unknown>>;

const promise = { promise_date: '2099-12-07', confidence: 'HIGH' };
const comment = 'Only for those who open the order: 4711-0815';

describe('who has written what', () => {
  let sandbox: RunningApp;
  let erpnext: HoldingErpnext;
  let cluster: Cluster;
  let writer: { id: string; key: string };
  let installed = '';

  beforeAll(async () => {
    sandbox = await startSandbox({ flags: { items: 40 } });
    installed = await install();
    erpnext = new HoldingErpnext(sandbox);
    cluster = await startCluster(
      {
        ...{ 'erp-url': await erpnext.listen(), 'erp-key': 'sandbox', 'erp-secret': 'sandbox' },
        ...{ 'default-warehouse': 'Stores - AP', gateways: 2, promises: 1 },
      },
      // Whatever is logged otherwise.
      { LOG_LEVEL: 'fatal' },
    );
    writer = await newKey('orders:write');
  }, 120_000);
  afterAll(async () => {
    await cluster.stop();
    erpnext.close();
    await sandbox.stop();
  }, 60_000);

  async function tool(name: string, args: readonly string[], env: Record<string, string> = {}) {
    const program = join(projectFolder, 'dist', 'tools', `${name}.js`);
    const run = await runChild([process.execPath, program, ...args], env);
    expect([await run.ended, run.output()]).toEqual([0, expect.any(String)]);
    return run.output();
  }
  const install = (...more: string[]) =>
    tool('erpnext-install', [
      ...['--erp-url', sandbox.url, '--erp-key', 'admin', '--erp-secret', 'admin'],
      ...['--receiver', 'http://127.0.0.1:9', ...more],
    ]);
  const auditLines = (text: string): Line[] =>
    text
      .split('\n')
      .filter((line) => line.includes('"logger":"audit"'))
      .map((line) => JSON.parse(line) as Line);
  async function newKey(scopes: string) {
    const made = await tool('keys', ['create', '--name', 'desk', '--scopes', scopes], {
      REDIS_URL: cluster.greeting.redisUrl,
    });
    const [key = '', id = ''] = /^otp_([\da-f]{16})_\S+/m.exec(made) ?? [];
    return { id, key };
  }
  async function order(): Promise<string> {
    const answer = await fetch(`${sandbox.url}/api/resource/Sales Order`, {
      method: 'POST',
      headers: { authorization: 'token admin:admin', 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ docstatus: 1, customer: 'Kontor GmbH', company: 'Acme Parts', delivery_date: '2099-12-01' },
        items: [{ item_code: 'BOLT-M8', qty: 3, rate: 2, warehouse: 'Stores - AP' }],
      }),
    });
    return ((await answer.json()) as { data: { name: string } }).data.name;
  }
  const post = (
    path: string,
    body: object,
    {
      key = writer.key,
      ...more
    }: { key?: string; signal?: AbortSignal; headers?: Record<string, string> } = {},
  ) =>
    fetch(`${cluster.url}${path}`, {
      method: 'POST',
      ...more,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...more.headers },
      body: JSON.stringify(body),
    });
  const lines = (): Line[] =>
    ['gateway-1', 'gateway-2'].flatMap((name) => {
      const file = join(projectFolder, '.run', new URL(cluster.url).port, 'logs', `${name}.log`);
      return auditLines(readFileSync(file, 'utf8'));
    });
  /** The line of one call, which is the only one of its trace. */
  async function lineOf(requestId: string): Promise<Line> {
    const [line, ...more] = await waitFor(() => {
      const found = lines().filter((each) => each['requestId'] === requestId);
      return found.length > 0 ? found : undefined;
    });
    expect(more).toEqual([]);
    return line ?? {};
  }
  const named = (requestId: string, more: Record<string, string> = {}) => ({
    headers: { 'x-request-id': requestId, ...more },
  });

  it('a promise that is written, and the repeats of its call', async () => {
    const sales_order_id = await order();
    const body = { sales_order_id: ` ${sales_order_id.toLowerCase()}`, ...promise, comment_text: comment };
    const traceparent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`;
    for (const [requestId, outcome] of [
      ['written', 'done'],
      ['again', 'replayed'],
    ] as const) {
      const answer = await post(
        '/otp/apply',
        body,
        named(requestId, { 'idempotency-key': 'k1', traceparent }),
      );
      expect(answer.status).toBe(200);
      expect(await lineOf(requestId)).toMatchObject({
        ...{ level: 'info', name: 'gateway', logger: 'audit', msg: 'write', outcome, caller: writer.id },
        ...{ call: 'POST /otp/apply', traceId: 'ab'.repeat(16), address: '127.0.0.1' },
        documents: [`Sales Order ${sales_order_id}`],
        fields: { comment: 1, custom_otp_promise_date: '2099-12-07', custom_otp_confidence: 'HIGH' },
      });
    }
    const reused = await post(
      '/otp/apply',
      { ...body, confidence: 'LOW' },
      named('reused', { 'idempotency-key': 'k1' }),
    );
    expect(reused.status).toBe(422);
    expect(await lineOf('reused')).toMatchObject({ outcome: 'refused', code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it.each(['material_request', 'task'] as const)(
    'a suggestion (%s), with the document it has made',
    async (type) => {
      const items = [{ item_code: 'BOLT-M8', qty_needed: 3, required_by: '2099-12-01', reason: comment }];
      const answer = await post('/otp/procurement-suggest', { items, suggestion_type: type }, named(type));
      const { suggestion_id } = (await answer.json()) as { suggestion_id: string };
      expect(await lineOf(type)).toMatchObject({
        ...{ outcome: 'done', caller: writer.id, call: 'POST /otp/procurement-suggest' },
        documents: [`${type === 'task' ? 'Task' : 'Material Request'} ${suggestion_id}`],
        fields: { items: 1, priority: 'MEDIUM' },
      });
    },
  );

  it('what was refused, with its reason, whoever it was', async () => {
    const reader = await newKey('orders:read');
    const unknown = { sales_order_id: 'SAL-ORD-1999-00001', ...promise };
    const cases = [
      [unknown, {}, 404, 'SALES_ORDER_UNKNOWN', writer.id],
      [{ ...unknown, promise_date: 'soon' }, {}, 422, 'VALIDATION_FAILED', writer.id],
      [unknown, { key: reader.key }, 403, 'FORBIDDEN', 'unknown'],
      [unknown, { key: 'otp_none' }, 401, 'UNAUTHENTICATED', 'unknown'],
    ] as const;
    for (const [body, how, status, code, caller] of cases) {
      expect((await post('/otp/apply', body, { ...how, ...named(code) })).status).toBe(status);
      expect(await lineOf(code)).toMatchObject({
        outcome: 'refused',
        status,
        code,
        caller,
        detail: expect.any(String) as unknown,
      });
    }
  });

  it('what failed, and what nobody waited for', async () => {
    const sales_order_id = await order();
    erpnext.holding = true;
    const leaving = new AbortController();
    const body = { sales_order_id, ...promise };
    const left = post('/otp/apply', body, { ...named('left'), signal: leaving.signal });
    await waitFor(() => erpnext.held.length > 0);
    leaving.abort();
    await expect(left).rejects.toThrow();
    expect(await lineOf('left')).toMatchObject({
      ...{ outcome: 'unknown', caller: writer.id },
      documents: [`Sales Order ${sales_order_id}`],
    });
    erpnext.holding = false;
    for (const release of erpnext.held) release();
    erpnext.close();
    expect((await post('/otp/apply', body, named('failed'))).status).toBe(503);
    expect(await lineOf('failed')).toMatchObject({
      ...{ outcome: 'failed', status: 503, code: 'ERPNEXT_UNAVAILABLE', caller: writer.id },
      documents: [`Sales Order ${sales_order_id}`],
    });
  });

  it('what a person changes from a command line, once, and not what is only looked at', async () => {
    const redis = { REDIS_URL: cluster.greeting.redisUrl };
    const linesOf = async (name: string, ...args: string[]) => auditLines(await tool(name, args, redis));
    const made = await linesOf('keys', 'create', '--name', 'night', '--scopes', 'promise:read,orders:read');
    const key = String((made[0]?.['documents'] as string[] | undefined)?.[0]);
    expect(key).toMatch(/^API key [\da-f]{16}$/);
    const by = { caller: userInfo().username, address: hostname(), msg: 'write', outcome: 'done' };
    expect(made).toMatchObject([
      { ...by, call: 'keys create', fields: { name: 'night', scopes: 'promise:read,orders:read' } },
    ]);
    expect(await linesOf('keys', 'list')).toEqual([]);
    const revoked = await linesOf('keys', 'revoke', key.slice(-16));
    expect(revoked).toMatchObject([{ ...by, call: 'keys revoke', documents: [key] }]);

    expect(await linesOf('sync', '--status')).toEqual([]);
    const asked = await linesOf('sync', '--reconcile');
    expect(asked).toMatchObject([{ ...by, call: 'sync --reconcile', documents: ['replica'] }]);

    const ratio = await linesOf('trace-ratio', '0.5');
    expect(ratio).toMatchObject([{ ...by, call: 'trace-ratio', fields: { to: '0.5' } }]);
    expect(await linesOf('trace-ratio')).toEqual([]);
    expect(await linesOf('trace-ratio', 'default')).toMatchObject([{ fields: { to: 'default' } }]);

    const changed = ['POST /api/resource/Role', 'POST /api/resource/Webhook'];
    expect(auditLines(installed)).toMatchObject([
      { ...by, call: 'erpnext:install', documents: expect.arrayContaining(changed) as unknown },
    ]);
    expect(auditLines(await install())).toEqual([]);
    expect(auditLines(await install('--uninstall', '--dry-run'))).toEqual([]);
  });

  it('and nothing else: no text of theirs, no key, no read', async () => {
    await fetch(`${cluster.url}/otp/items`, { headers: { authorization: `Bearer ${writer.key}` } });
    const all = JSON.stringify(lines());
    expect(all).not.toContain('4711-0815');
    expect(all).not.toContain(writer.key.slice(21));
    expect(lines().filter(({ call }) => !String(call).startsWith('POST '))).toEqual([]);
  });
});
