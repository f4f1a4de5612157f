import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Cluster, projectFolder, runChild, startCluster, waitFor } from '#libs/testing';

interface Span {
  readonly span_id: string;
  readonly trace_id: string;
  readonly name: string;
  readonly service: string;
  readonly depth: number;
  readonly share: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface Waterfall {
  readonly data_source: string;
  readonly order_class: string;
  readonly failed: boolean;
  readonly orphans: number;
  readonly spans: readonly Span[];
}

interface Breakdown {
  readonly requests: number;
  readonly mean_ms: number;
  readonly components: readonly { readonly component: string; readonly mean_ms: number }[];
}

const secret = randomBytes(24).toString('hex');
const inTime = { timeoutMs: 60_000, everyMs: 250 };
const promiseCall = 'otp.promise.v1.PromiseService/PromiseBatch';
const stockCall = 'otp.stock.v1.StockService/GetSupply';
const erpnext = 'stock POST /api/method/frappe.client.get_list';

/** The trace of one request, from nginx to ERPNext, on a cluster whose replica is filled and then left alone. */
describe('a cluster that is traced', () => {
  let cluster: Cluster;
  let latency: string;

  beforeAll(async () => {
    cluster = await startCluster(
      { gateways: 2, promises: 2, items: 60, latency: 'stock=20,po=25' },
      {
        WEBHOOK_SECRETS: secret,
        SYNC_INTERVAL_MS: '300000',
        TRACE_RATIO: '0',
        TRACE_SLOWEST: '0',
        OTEL_BSP_SCHEDULE_DELAY: '200',
        LATENCY_QUIET_MS: '6000',
      },
    );
    latency = cluster.greeting.latencyUrl ?? '';
    await waitFor(async () => ((await json(`${cluster.url}/api/sync`)) as { complete: boolean }).complete, {
      ...inTime,
      what: 'the replica',
    });
  }, 120_000);
  afterAll(() => cluster.stop(), 60_000);

  const json = async (url: string): Promise<unknown> => (await fetch(url)).json();
  const newTrace = (): string => randomBytes(16).toString('hex');
  const contextOf = (trace: string, flags = '00') => `00-${trace}-00f067aa0ba902b7-${flags}`;

  const send = (path: string, body: object, headers: Readonly<Record<string, string>>) =>
    fetch(cluster.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const order = (items: readonly string[], headers: Readonly<Record<string, string>> = {}) =>
    send(
      '/otp/promise',
      { customer: 'C', items: items.map((item_code) => ({ item_code, qty: 1 })) },
      headers,
    );

  /** When all of these spans have come; `service name` each. */
  const traceWith = (trace: string, ...wanted: readonly string[]): Promise<Waterfall> =>
    waitFor(
      async () => {
        const found = (await json(`${latency}/api/traces/${trace}`)) as Partial<Waterfall>;
        const names = new Set(found.spans?.map(nameOf));
        return wanted.every((name) => names.has(name)) ? (found as Waterfall) : undefined;
      },
      { ...inTime, what: `a trace with ${wanted.join(', ')}` },
    );

  const setRatio = async (ratio: string): Promise<void> => {
    const run = await runChild(
      [process.execPath, join(projectFolder, 'dist', 'tools', 'trace-ratio.js'), ratio],
      { REDIS_URL: cluster.greeting.redisUrl },
    );
    expect([await run.ended, run.output()]).toEqual([0, expect.any(String)]);
  };

  async function makeInErpnext(doctype: string, document: object): Promise<void> {
    const response = await fetch(`${cluster.sandboxUrl}/api/resource/${doctype}`, {
      method: 'POST',
      headers: { authorization: 'token sandbox:sandbox', 'content-type': 'application/json' },
      body: JSON.stringify(document),
    });
    expect([doctype, response.status]).toEqual([doctype, 200]);
  }

  it('shows every hop of a promise that had to ask ERPNext, from nginx on', async () => {
    await makeInErpnext('Item', { item_code: 'NEW-1', item_group: 'Products', stock_uom: 'Nos' });
    await makeInErpnext('Stock Entry', {
      ...{ docstatus: 1, stock_entry_type: 'Material Receipt', company: 'Acme Parts' },
      items: [{ item_code: 'NEW-1', qty: 5, t_warehouse: 'Stores - AP' }],
    });
    await fetch(`${cluster.sandboxUrl}/sandbox/requests`, { method: 'DELETE' });
    const trace = newTrace();
    const answer = await order(['NEW-1'], { traceparent: contextOf(trace, '01') });
    expect(await answer.json()).toMatchObject({ status: 'OK', data_source: 'LIVE' });

    const found = await traceWith(trace, 'nginx POST /otp/promise', 'gateway answer.serialize', erpnext);
    expect(found).toMatchObject({ data_source: 'LIVE', order_class: 'simple', failed: false, orphans: 0 });
    const edges = edgesOf(found.spans);
    for (const edge of [
      'nginx POST /otp/promise > gateway POST /otp/promise',
      'gateway POST /otp/promise > gateway order.decode',
      'gateway POST /otp/promise > gateway order.validate',
      'gateway POST /otp/promise > gateway order.wait',
      'gateway POST /otp/promise > gateway order.batch',
      'gateway POST /otp/promise > gateway answer.serialize',
      `gateway order.batch > gateway ${promiseCall}`,
      `gateway ${promiseCall} > promise ${promiseCall}`,
      `promise ${promiseCall} > promise order.decode`,
      `promise ${promiseCall} > promise supply.read`,
      `promise ${promiseCall} > promise promise.calculate`,
      `promise ${promiseCall} > promise promise.serialize`,
      'promise supply.read > promise supply.read',
      'promise supply.read > promise redis read',
      `promise supply.read > promise ${stockCall}`,
      `promise ${stockCall} > stock ${stockCall}`,
      `stock ${stockCall} > ${erpnext}`,
      `stock ${stockCall} > stock redis write`,
    ])
      expect(edges).toContain(edge);

    const asked = found.spans.filter((span) => nameOf(span) === erpnext);
    // What has just moved is read until it stands still.
    const kinds = asked.map(({ attributes: of }) =>
      JSON.stringify([of['otp.erpnext.class'], of['otp.erpnext.rows']]),
    );
    expect(new Set(kinds)).toEqual(new Set(['["other",1]', '["po",0]', '["stock",1]']));
    const { requests } = (await json(`${cluster.sandboxUrl}/sandbox/requests`)) as {
      requests: { traceparent?: string }[];
    };
    const told = requests.flatMap(({ traceparent }) => traceparent ?? []);
    const ids = asked.map(({ trace_id, span_id }) => `00-${trace_id}-${span_id}-01`);
    expect([...new Set(told)].sort()).toEqual([...new Set(ids)].sort());
    expect(JSON.stringify(found)).not.toContain('NEW-1');
  }, 120_000);

  it('follows a webhook to what it makes the stock service read', async () => {
    const slug = 'bin-on-change';
    const trace = newTrace();
    const body = { event: slug, name: 'b', item_code: 'BOLT-M8', warehouse: 'Stores - AP' };
    const signature = createHmac('sha256', secret).update(JSON.stringify(body)).digest('base64');
    const answer = await send(`/webhooks/erpnext/${slug}`, body, {
      'x-frappe-webhook-signature': signature,
      traceparent: contextOf(trace, '01'),
    });
    expect(answer.status).toBe(202);
    const { spans } = await traceWith(trace, 'nginx POST /webhooks/erpnext/bin-on-change', erpnext);
    expect(edgesOf(spans)).toEqual(
      expect.arrayContaining([
        'nginx POST /webhooks/erpnext/bin-on-change > gateway POST /webhooks/erpnext/:slug',
        'gateway POST /webhooks/erpnext/:slug > stock hints.process',
        'stock hints.process > stock hints.process',
        `stock hints.process > ${erpnext}`,
      ]),
    );
  }, 120_000);

  it('keeps a failed request of which nobody had chosen the trace', async () => {
    const trace = newTrace();
    const answer = await order(['BOLT-M8'], { traceparent: contextOf(trace), 'x-request-timeout': '1' });
    expect(answer.status).toBe(504);
    const found = await traceWith(trace, 'nginx POST /otp/promise', 'gateway POST /otp/promise');
    expect(found.failed).toBe(true);
    const [, edge] = found.spans;
    expect(edge?.attributes).toMatchObject({
      'otp.trace.kept': 'failed',
      'http.response.status_code': 504,
    });
  }, 120_000);

  it('traces as many requests as it is told while it runs; those of a batch share it and lose no time', async () => {
    const untraced = newTrace();
    await order(['BOLT-M8'], { traceparent: contextOf(untraced) });
    const from = Date.now();
    await setRatio('1');
    // The processes are told one by one.
    await waitFor(
      async () => {
        const probe = newTrace();
        await order(['BOLT-M8'], { traceparent: contextOf(probe) });
        return waitFor(async () => (await fetch(`${latency}/api/traces/${probe}`)).ok, { timeoutMs: 3_000 });
      },
      { ...inTime, what: 'a traced request' },
    );
    // Its line in nginx's log may have been read when all were traced already.
    const { spans = [] } = (await json(`${latency}/api/traces/${untraced}`)) as Partial<Waterfall>;
    expect(spans.map(nameOf).filter((name) => !name.startsWith('nginx'))).toEqual([]);

    const statuses: number[] = [];
    const whole: Waterfall[] = [];
    // How many go together is a matter of time: until some have.
    await waitFor(
      async () => {
        const traces = Array.from({ length: 60 }, newTrace);
        const answers = await Promise.all(
          traces.map((trace) => order(['BOLT-M8'], { traceparent: contextOf(trace) })),
        );
        statuses.push(...answers.map(({ status }) => status));
        const told = await Promise.all(
          traces.map((trace) =>
            traceWith(trace, 'nginx POST /otp/promise', 'gateway answer.serialize', `promise ${promiseCall}`),
          ),
        );
        whole.push(...told);
        return told.some(({ spans }) => spans.some(({ share }) => share < 1));
      },
      { ...inTime, what: 'a batch of several orders' },
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(whole).toHaveLength(statuses.length);
    for (const { orphans, spans } of whole) {
      expect(orphans).toBe(0);
      const batch = spans.find((span) => nameOf(span) === `promise ${promiseCall}`);
      expect(batch?.share).toBeCloseTo(1 / Number(batch?.attributes['otp.batch.size']), 6);
    }

    const { all } = await waitFor(
      async () => {
        const read = (await json(`${latency}/api/breakdown?from=${from}`)) as { all: Breakdown };
        return read.all.requests > whole.length ? read : undefined;
      },
      { ...inTime, what: 'the figures of all of them' },
    );
    const sum = all.components.reduce((total, { mean_ms }) => total + mean_ms, 0);
    expect(sum / all.mean_ms).toBeGreaterThan(0.99);
    expect(sum / all.mean_ms).toBeLessThan(1.01);
    for (const component of ['calculation', 'validation', 'network', 'queueing', 'serialization']) {
      const { mean_ms = 0 } = all.components.find((each) => each.component === component) ?? {};
      expect([component, mean_ms]).toEqual([component, expect.any(Number)]);
      expect(mean_ms).toBeGreaterThan(0);
    }
    await setRatio('default');
  }, 240_000);

  it('records nothing when it is switched off, not even what callers chose, until it is switched on', async () => {
    await waitFor(
      async () => {
        const [quiet, loud] = [newTrace(), newTrace()];
        await setRatio('off');
        await order(['BOLT-M8'], { traceparent: contextOf(quiet, '01') });
        await setRatio('default');
        await order(['BOLT-M8'], { traceparent: contextOf(loud, '01') });
        await traceWith(
          loud,
          'nginx POST /otp/promise',
          'gateway answer.serialize',
          `promise ${promiseCall}`,
        );
        // The processes are told one by one, so a first try may come too early.
        return (await fetch(`${latency}/api/traces/${quiet}`)).status === 404;
      },
      { ...inTime, what: 'a request without a trace' },
    );
  }, 120_000);
});

const nameOf = ({ service, name }: Span): string => `${service} ${name}`;

/** `parent > child` of a waterfall, whose spans stand in the order of a walk through their tree. */
function edgesOf(spans: readonly Span[]): string[] {
  const path: string[] = [];
  return spans.flatMap((span) => {
    path.length = span.depth;
    const parent = path.at(-1);
    path.push(nameOf(span));
    return parent === undefined ? [] : [`${parent} > ${nameOf(span)}`];
  });
}
