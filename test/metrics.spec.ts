import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { type Cluster, projectFolder, startCluster, waitFor } from '#libs/testing';

const SAMPLE = /^([a-z_]+)(?:\{(.*?)\})? \S+(?: # .*)?$/;

interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labels: Set<string>;
}

/** Everything that a process serves, with its names as they are asked for. */
async function scrape(port: number) {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect(response.headers.get('content-type')).toContain('application/openmetrics-text');
  const text = await response.text();
  const lines = text.split('\n');
  const families = new Map<string, Family>();
  for (const [, own = '', help = ''] of text.matchAll(/^# HELP (\S+) (.*)$/gm)) {
    const type = new RegExp(`^# TYPE ${own} (.*)$`, 'm').exec(text)?.[1] ?? '';
    const name = type === 'counter' ? `${own}_total` : own;
    families.set(name, { name, type, help, labels: new Set() });
  }
  const series = lines.filter((line) => SAMPLE.test(line)).map((line) => line.replace(/ \S+( # .*)?$/, ''));
  for (const each of series) {
    const [, sample = '', labels = ''] = SAMPLE.exec(`${each} 1`) ?? [];
    const family = families.get(sample) ?? families.get(sample.replace(/_(bucket|sum|count)$/, ''));
    if (family === undefined) throw new Error(`${sample} has no # TYPE.`);
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) if (label !== 'le') family.labels.add(label);
  }
  return { text, families, series };
}

/** Of docs/metrics.md: the rows of one section. */
function documented(section: string): Family[] {
  const page = readFileSync(join(projectFolder, 'docs', 'metrics.md'), 'utf8');
  const [, text = ''] = page.split(`\n## ${section}\n`);
  const [own = ''] = text.split('\n## ');
  const rows = own.matchAll(/^\| `(\w+)` \| (\w+) \| (.*?) \| (.*) \|$/gm);
  return [...rows].map(([, name = '', type = '', labels = '', help = '']) => ({
    name,
    type,
    help,
    labels: new Set(labels === '' ? [] : labels.split(', ')),
  }));
}

describe('the metrics of a cluster', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster({ gateways: 1, promises: 1, items: 200 });
    // Some figures exist from the first complete replica on.
    await waitFor(
      async () => ((await (await fetch(`${cluster.url}/api/sync`)).json()) as { complete: boolean }).complete,
      { what: 'a complete replica' },
    );
  }, 60_000);
  afterAll(() => cluster.stop(), 40_000);

  const processOf = (kind: string) => {
    const found = cluster.processes.find(({ name }) => name.startsWith(kind));
    if (found === undefined) throw new Error(`There is no ${kind}.`);
    return found;
  };
  const metricsOf = (kind: string) => scrape(processOf(kind).metricsPort);
  const gateway = () => `http://127.0.0.1:${processOf('gateway').port}`;

  it.each(['gateway', 'promise', 'stock', 'latency'])(
    'of the %s are all in docs/metrics.md, with type, labels and meaning',
    async (kind) => {
      const { families } = await metricsOf(kind);
      const pages = [...documented(kind), ...documented('every process')];
      expect(pages.map(({ name }) => name).sort()).toEqual([...families.keys()].sort());
      for (const { name, type, help, labels } of pages) {
        const served = families.get(name);
        expect({ name, type: served?.type, help: served?.help }).toEqual({ name, type, help });
        expect([name, [...(served?.labels ?? [])].filter((label) => !labels.has(label))]).toEqual([name, []]);
      }
    },
  );

  it('count requests and promises, and name a trace for them', async () => {
    const value = async (kind: string, line: string) =>
      Number(
        (await metricsOf(kind)).text
          .split('\n')
          .find((each) => each.startsWith(`${line} `))
          ?.split(' ')[1] ?? 0,
      );
    const answered = 'otp_requests_total{endpoint="/otp/promise",status="200"}';
    const refused = 'otp_requests_total{endpoint="/otp/promise",status="422"}';
    const promised = 'otp_promises_total{status="OK",confidence="HIGH",source="REPLICA"}';
    await waitFor(async () => (await (await cluster.ask()).text()).includes('"data_source":"REPLICA"'));
    const before = [await value('gateway', answered), await value('promise', promised)] as const;
    for (let count = 0; count < 5; count += 1) expect((await cluster.ask()).status).toBe(200);
    expect((await cluster.ask({ items: [] })).status).toBe(422);
    expect(await value('gateway', refused)).toBe(1);
    expect(await value('gateway', answered)).toBe(before[0] + 5);
    expect(await value('promise', promised)).toBe(before[1] + 5);
    expect((await metricsOf('gateway')).text).toMatch(
      /^otp_request_duration_seconds_bucket\{le="[\d.]+",endpoint="\/otp\/promise"\} \d+ # \{trace_id="[\da-f]{32}"\} [\d.]+/m,
    );
  });

  it('stay as many as they are whatever is asked for', async () => {
    const kinds = ['gateway', 'promise', 'stock'] as const;
    const mark = 'zz';
    const word = (): string => mark + randomBytes(6).toString('hex');
    const order = () =>
      JSON.stringify({ customer: word(), items: [{ item_code: word(), qty: 1, warehouse: word() }] });
    const json = { 'content-type': 'application/json', 'x-request-id': word() };
    const calls: (() => Promise<Response>)[] = [
      () => fetch(`${gateway()}/${word()}/${word()}?${word()}=${word()}`),
      () => fetch(`${gateway()}/otp/${word()}`, { method: 'DELETE' }),
      () => fetch(`${gateway()}/webhooks/erpnext/${word()}`, { method: 'POST', body: '{}', headers: json }),
      () => fetch(`${gateway()}/otp/sales-orders/${word()}`),
      () => fetch(`${gateway()}/api/items/stock?item_code=${word()}&warehouse=${word()}`),
      () => fetch(`${gateway()}/otp/promise`, { method: 'POST', body: order(), headers: json }),
      () => fetch(`${gateway()}/otp/promise`, { method: word().toUpperCase(), headers: json }),
      () => fetch(`${gateway()}/otp/promise`, { method: 'POST', body: word(), headers: json }),
    ];
    const send = async (count: number): Promise<void> => {
      let sent = 0;
      const sender = async (): Promise<void> => {
        while (sent < count) {
          sent += 1;
          const response = await calls[sent % calls.length]?.();
          await response?.arrayBuffer();
        }
      };
      await Promise.all(Array.from({ length: 32 }, sender));
    };
    const ours = async () => {
      const served = await Promise.all(kinds.map(metricsOf));
      return {
        series: served.flatMap(({ series }, at) =>
          series.filter((each) => each.startsWith('otp_')).map((each) => `${kinds[at]} ${each}`),
        ),
        all: served.reduce((sum, { series }) => sum + series.length, 0),
        text: served.map(({ text }) => text).join(''),
      };
    };

    await send(400);
    const before = await ours();
    await send(10_000);
    const after = await ours();
    const added = after.series.filter((each) => !before.series.includes(each));
    // A status or an outcome that load brings about for the first time.
    expect(added.filter((each) => !/status=|outcome=|code=|confidence=/.test(each))).toEqual([]);
    expect(added.length).toBeLessThanOrEqual(40);
    expect(after.all).toBeLessThan(1_200);
    expect(after.text).not.toContain(mark);
  }, 120_000);

  it('come from a port where the log level is changed, too', async () => {
    const { metricsPort } = processOf('gateway');
    const level = (method: string, body?: string) =>
      fetch(`http://127.0.0.1:${metricsPort}/log-level`, { method, ...(body && { body }) });
    const log = () =>
      readFileSync(join(projectFolder, '.run', new URL(cluster.url).port, 'logs', 'gateway-1.log'), 'utf8');
    const ask = async () => {
      const id = randomBytes(8).toString('hex');
      await (await fetch(`${gateway()}/api/sync`, { headers: { 'x-request-id': id } })).arrayBuffer();
      return id;
    };
    // Of many only some have a line.
    const hasLine = async () => {
      const id = await ask();
      return log().includes(id);
    };
    await waitFor(hasLine, { everyMs: 200 });
    expect(await (await level('GET')).text()).toBe('info\n');
    expect((await level('PUT', 'silent')).status).toBe(400);
    expect((await level('PUT', 'error\n')).status).toBe(200);
    const quiet = await ask();
    expect(await (await level('PUT', 'info')).text()).toBe('info\n');
    await waitFor(hasLine, { everyMs: 200 });
    expect(log()).not.toContain(quiet);
    const changes = log()
      .split('\n')
      .filter((line) => line.includes('"call":"PUT /log-level"'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const change = { logger: 'audit', caller: 'operator', address: '127.0.0.1', outcome: 'done' };
    expect(changes).toMatchObject([
      { ...change, documents: ['log level'], fields: { from: 'info', to: 'error' } },
      { ...change, documents: ['log level'], fields: { from: 'error', to: 'info' } },
    ]);
  }, 20_000);

  it('are not for a page whose name was made to mean this machine', async () => {
    for (const kind of ['gateway', 'promise', 'stock', 'latency']) {
      const { metricsPort: port } = processOf(kind);
      const statuses = await Promise.all(
        (['GET', 'PUT'] as const).map(async (method) => {
          const path = method === 'GET' ? '/metrics' : '/log-level';
          const asked = request({ port, host: '127.0.0.1', path, method, headers: { host: 'evil.example' } });
          asked.end(method === 'PUT' ? 'fatal' : undefined);
          const [answer] = (await once(asked, 'response')) as [IncomingMessage];
          answer.resume();
          return answer.statusCode;
        }),
      );
      expect([kind, statuses]).toEqual([kind, [403, 403]]);
    }
  });
});
