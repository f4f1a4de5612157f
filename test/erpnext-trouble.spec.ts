import { type Cluster, startCluster, waitFor } from '#libs/testing';

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: {
    readonly status?: string;
    readonly promise_date?: string | null;
    readonly confidence?: string;
    readonly blockers?: readonly string[];
    readonly reasons?: readonly string[];
    readonly code?: string;
    readonly detail?: string;
  };
}

/** What a caller is told while ERPNext is in trouble, through the whole cluster: never a promise from missing figures. */
describe('an ERPNext in trouble', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster(
      { gateways: 1, promises: 1, items: 50 },
      // Without a replica every order is read from ERPNext.
      { REFERENCE_REFRESH_MS: '200', ERPNEXT_READ_RETRIES: '0', SYNC_ENABLED: 'false' },
    );
  }, 120_000);
  afterEach(async () => {
    await fetch(`${cluster.sandboxUrl}/sandbox/behaviour`, { method: 'DELETE' });
    await waitFor(async () => (await promise(1)).body.confidence === 'HIGH', {
      timeoutMs: 10_000,
      what: 'recovery',
    });
  }, 20_000);
  afterAll(() => cluster.stop(), 60_000);

  const sandbox = (path: string, body: object, method = 'POST'): Promise<Response> =>
    fetch(cluster.sandboxUrl + path, {
      method,
      headers: { 'content-type': 'application/json', authorization: 'token admin:admin' },
      body: JSON.stringify(body),
    });
  const behave = async (behaviour: object): Promise<void> => {
    expect((await sandbox('/sandbox/behaviour', behaviour)).status).toBe(200);
  };
  const promise = async (qty: number, itemCode = 'BOLT-M8'): Promise<Answer> => {
    const response = await fetch(`${cluster.url}/otp/promise`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ customer: 'Example', items: [{ item_code: itemCode, qty }] }),
    });
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      body: (await response.json()) as Answer['body'],
    };
  };
  /** Of the gateway itself: nginx gives the same answer for some seconds. */
  const health = async (): Promise<{ status: number; body: { status: string; message: string } }> => {
    const port = cluster.processes.find(({ name }) => name === 'gateway 1')?.port;
    const response = await fetch(`http://127.0.0.1:${port}/health`);
    return { status: response.status, body: (await response.json()) as { status: string; message: string } };
  };

  it.each<[string, object]>([
    ['in maintenance', { maintenance: true }],
    ['answering 500', { fail_rate: 1 }],
    ['behind a proxy that answers HTML', { fail_rate: 1, html_errors: true }],
    ['limiting us', { rate_limit: 0 }],
    ['without permission on Bin', { deny: ['Bin'] }],
    ['without permission on Item', { deny: ['Item'] }],
  ])('%s: 503 and when to come back, no promise', async (_what, behaviour) => {
    await behave(behaviour);
    const answer = await promise(1);
    expect(answer).toMatchObject({
      status: 503,
      body: { code: 'SUPPLY_UNAVAILABLE', detail: expect.stringMatching(/\w{3}.*\.$/) },
    });
    expect(Number(answer.retryAfter)).toBeGreaterThan(0);
    expect(JSON.stringify(answer.body)).not.toMatch(/Traceback|127\.0\.0\.1|token /);
  });

  it('slower than the caller waits: 504 in time', async () => {
    await behave({ latency_ms: { Bin: 5_000 } });
    const before = Date.now();
    expect(await promise(1)).toMatchObject({
      status: 504,
      body: { code: 'DEADLINE_EXCEEDED', detail: expect.stringContaining('ERPNext') },
    });
    expect(Date.now() - before).toBeLessThan(3_000);
  });

  it('with a quantity that is none: 502 that names the document', async () => {
    await behave({ quantities: 'null' });
    const answer = await promise(1);
    expect(answer).toMatchObject({
      status: 502,
      body: { code: 'SUPPLY_INVALID', detail: expect.stringMatching(/BOLT-M8|Purchase Order PUR-/) },
    });
  });

  it('with quantities as text: the same promise', async () => {
    const before = await promise(3);
    await behave({ quantities: 'string' });
    expect((await promise(3)).body.promise_date).toBe(before.body.promise_date);
  });

  it('without permission on Purchase Order: promises from stock alone, and says so', async () => {
    await behave({ deny: ['Purchase Order'] });
    expect((await promise(1)).body).toMatchObject({ status: 'OK', confidence: 'LOW' });
    expect((await promise(1_000_000)).body).toMatchObject({
      status: 'CANNOT_PROMISE_RELIABLY',
      promise_date: null,
      blockers: expect.arrayContaining([expect.stringContaining('Purchase Order')]),
    });
    await waitFor(async () => (await health()).body.message.includes('Purchase Order'), {
      timeoutMs: 5_000,
      what: 'the sentence in health',
    });
    expect(await health()).toMatchObject({ status: 200, body: { status: 'degraded' } });
  });

  it('without permission on Holiday List: promises with confidence MEDIUM at most, and says so', async () => {
    await behave({ deny: ['Holiday List'] });
    await waitFor(async () => (await health()).body.message.includes('Holiday List'), {
      timeoutMs: 5_000,
      what: 'the sentence in health',
    });
    const { body } = await promise(1);
    expect(body).toMatchObject({ status: 'OK', confidence: 'MEDIUM' });
    expect(body.reasons?.join(' ')).toMatch(/[Hh]oliday/);
  });

  it('that hides rows from our user: no promise while it does', async () => {
    const asked = await fetch(`${cluster.sandboxUrl}/api/method/frappe.auth.get_logged_user`, {
      headers: { authorization: 'token sandbox:sandbox' },
    });
    const { message: user } = (await asked.json()) as { message: string };
    const permission = { user, allow: 'Warehouse', for_value: 'North 1 - AP' };
    const made = await sandbox('/api/resource/User%20Permission', permission);
    const { data } = (await made.json()) as { data: { name: string } };
    try {
      await waitFor(async () => (await health()).body.message.includes('User Permission'), {
        timeoutMs: 5_000,
        what: 'the sentence in health',
      });
      // The item's default warehouse is hidden, so the order looks as if it named an unknown one.
      expect(await promise(1)).toMatchObject({
        status: 200,
        body: { status: 'CANNOT_PROMISE_RELIABLY', promise_date: null, confidence: 'LOW' },
      });
    } finally {
      const path = `/api/resource/User%20Permission/${encodeURIComponent(data.name)}`;
      expect((await sandbox(path, {}, 'DELETE')).status).toBe(202);
    }
  });
});
