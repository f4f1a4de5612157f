import { createHmac, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
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
import { TraceCollector } from './trace-collector.js';

/** What nobody may find in a log, in an answer, in the metrics, or in a trace. */
const planted = {
  erpKey: 'planted-erp-key-3f2a',
  erpSecret: 'planted-erp-secret-81bc',
  webhookSecret: 'planted-webhook-secret-1c0de5eed7a9',
  redisPassword: 'planted-redis-password-77',
  wrongKey: 'otp_0123456789abcdef_planted-api-key-that-nobody-has-made-00000000',
  customer: 'Planted Customer 5512',
  order: 'PLANTED-ORDER-NOTE-9001',
} as const;

/** An ERPNext that knows the planted key and secret, and fails as it is told to. */
class PlantedSite {
  mode: 'well' | 'fails' | 'pages' | 'cut' = 'well';
  private readonly server = createServer((incoming, answer) => this.answer(incoming, answer));

  constructor(private readonly sandbox: RunningApp) {}

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(incoming: IncomingMessage, answer: ServerResponse): void {
    const { headers } = incoming;
    switch (this.mode) {
      case 'fails':
        answer.writeHead(500, { 'content-type': 'application/json' });
        answer.end(JSON.stringify({ exception: `boom ${headers.authorization}` }));
        return;
      case 'pages':
        answer.writeHead(200, { 'content-type': 'text/html' }).end(`<p>${headers.authorization}</p>`);
        return;
      case 'cut':
        incoming.destroy();
        return;
      case 'well':
        this.pass(incoming, answer);
    }
  }

  private pass(incoming: IncomingMessage, answer: ServerResponse): void {
    const { method, url = '/', headers } = incoming;
    if (headers.authorization !== `token ${planted.erpKey}:${planted.erpSecret}`) {
      answer.writeHead(401).end('{}');
      return;
    }
    const onward = request(
      this.sandbox.url + url,
      { method, headers: { ...headers, authorization: 'token sandbox:sandbox' } },
      (found) => {
        answer.writeHead(found.statusCode ?? 502, found.headers);
        found.pipe(answer);
      },
    );
    incoming.pipe(onward);
  }
}

describe('planted secrets and the contents of orders', () => {
  let sandbox: RunningApp;
  let site: PlantedSite;
  const collector = new TraceCollector();
  let cluster: Cluster;
  /** Everything that callers and operators have been answered. */
  const answers: string[] = [];

  beforeAll(async () => {
    sandbox = await startSandbox({ flags: { items: 50 } });
    site = new PlantedSite(sandbox);
    cluster = await startCluster(
      {
        ...{ gateways: 1, promises: 1, 'erp-url': await site.start(), 'erp-key': planted.erpKey },
        'default-warehouse': 'Stores - AP',
        logs: 'trace',
      },
      {
        ERPNEXT_API_SECRET: planted.erpSecret,
        WEBHOOK_SECRETS: planted.webhookSecret,
        // A Redis that has none answers with an error that our library keeps with the command.
        REDIS_PASSWORD: planted.redisPassword,
        LOG_LEVEL: 'trace',
        LOG_REQUESTS_PER_SECOND: '1000',
        LOG_TROUBLES_PER_SECOND: '1000',
        REQUEST_TIMEOUT_MS: '1000',
        ...(await collector.start()),
      },
    );
  }, 60_000);
  afterAll(async () => {
    await cluster.stop();
    collector.stop();
    site.stop();
    await sandbox.stop();
  }, 60_000);

  async function call(path: string, init: RequestInit = {}): Promise<number> {
    const response = await fetch(cluster.url + path, init);
    answers.push(`${JSON.stringify([...response.headers])} ${await response.text()}`);
    return response.status;
  }
  const key = () => cluster.greeting.key ?? '';
  const withKey = () => ({ authorization: `Bearer ${key()}`, 'content-type': 'application/json' });
  const order = (item_code: string) =>
    JSON.stringify({ customer: planted.customer, items: [{ item_code, qty: 1 }] });
  const promise = (body: string, headers: Record<string, string> = withKey()) =>
    call('/otp/promise', { method: 'POST', body, headers });

  async function driveCalls(): Promise<void> {
    await promise(order('BOLT-M8'));
    await promise(order(planted.order));
    await promise(
      JSON.stringify({ customer: planted.customer, items: [{ item_code: 1, note: planted.order }] }),
    );
    await promise(`{"customer": "${planted.customer}", "items": [${planted.order}`);
    await promise(order('BOLT-M8'), { ...withKey(), 'content-type': 'text/plain' });
    await promise(order('BOLT-M8'), { ...withKey(), authorization: `Bearer ${planted.wrongKey}` });
    await promise('x'.repeat(2 * 1024 * 1024) + planted.order);
    await call('/otp/bulk-promise?summary=true', {
      method: 'POST',
      body: `${order('BOLT-M8')}\n${planted.order}\n${order('NUT-M8')}\n`,
      headers: { ...withKey(), 'content-type': 'application/x-ndjson' },
    });
    await call('/otp/sales-orders', { headers: withKey() });
    await call('/otp/apply', {
      method: 'POST',
      headers: { ...withKey(), 'idempotency-key': 'once' },
      body: JSON.stringify({ sales_order_id: 'none', comment_text: planted.order }),
    });
    await call('/api/sync', { headers: withKey() });
    await call('/health');
    await hint(planted.webhookSecret);
    await hint('another secret, that is not the right one');
  }

  function hint(secret: string): Promise<number> {
    const body = JSON.stringify({ event: 'item-on-update', name: 'BOLT-M8', note: planted.order });
    const signature = createHmac('sha256', secret).update(body).digest('base64');
    return call('/webhooks/erpnext/item-on-update', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-frappe-webhook-signature': signature },
    });
  }

  /** Whoever comes back to Redis is refused, with an error that our library hangs the password on. */
  async function refuseOurPassword(): Promise<void> {
    const { port } = new URL(cluster.greeting.redisUrl);
    const commands = [
      ['CONFIG', 'SET', 'requirepass', 'another'],
      ['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'no'],
    ];
    for (const command of commands) {
      await (
        await runChild(['redis-cli', '-p', port, '-a', 'another', ...command])
      ).ended;
    }
    await waitFor(() => logs().get('stock-1.log')?.includes('WRONGPASS'));
  }

  const logs = (): Map<string, string> => {
    const folder = join(projectFolder, '.run', new URL(cluster.url).port, 'logs');
    return new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
  };

  it('are in no log, no answer, no metric and no trace, whether calls go well or fail', async () => {
    expect(await promise(order('BOLT-M8'))).toBe(200);
    await driveCalls();
    expect([await hint(planted.webhookSecret), await hint('another, not the right one')]).toEqual([202, 401]);
    for (const mode of ['fails', 'pages', 'cut'] as const) {
      site.mode = mode;
      await driveCalls();
    }
    await refuseOurPassword();
    await driveCalls();
    const redis = cluster.processes.find(({ name }) => name === 'redis');
    process.kill(redis?.pid ?? 0, 'SIGKILL');
    await driveCalls();
    site.mode = 'well';
    await waitFor(async () => (await promise(order('BOLT-M8'))) === 200, { timeoutMs: 30_000, everyMs: 500 });
    const last = randomBytes(16).toString('hex');
    await promise(order('BOLT-M8'), { ...withKey(), traceparent: `00-${last}-00f067aa0ba902b7-01` });
    await collector.spansOf(last, 'POST /otp/promise');
    const traces = collector.text();
    for (const { metricsPort } of cluster.processes.filter((each) => each.metricsPort > 0)) {
      answers.push(await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text());
    }

    expect(cluster.run.output()).not.toMatch(/(gateway|promise|stock) \d ended/);
    const written = logs();
    // What is looked through is there: all processes have written, and the failures among it.
    for (const file of ['gateway-1.log', 'promise-1.log', 'stock-1.log']) {
      expect(written.get(file)?.split('\n').length).toBeGreaterThan(5);
    }
    expect(written.get('gateway-1.log')).toMatch(/"status":(500|502|503|504)/);
    for (const span of [
      'POST /otp/promise',
      'POST /otp/apply',
      'PromiseService/PromiseBatch',
      '/api/method/',
    ]) {
      expect(traces).toContain(span);
    }
    const places = new Map([
      ...written,
      ['traces', traces],
      ['terminal', cluster.run.output().replace(cluster.greeting.curl, '')],
    ]);
    const secrets = { ...planted, ownKey: key().slice(-43) };
    const found: string[] = [];
    for (const [what, secret] of Object.entries(secrets)) {
      for (const [place, text] of places)
        if (text.includes(secret)) found.push(`${what} in ${place}: ${lineWith(text, secret)}`);
      // An order that names an unknown item, and what is asked for by name, come back to who sent them.
      if (what === 'order' || what === 'customer') continue;
      for (const text of answers)
        if (text.includes(secret)) found.push(`${what} in an answer: ${lineWith(text, secret)}`);
    }
    expect(found).toEqual([]);
  }, 120_000);
});

const lineWith = (text: string, secret: string): string =>
  text
    .split('\n')
    .find((line) => line.includes(secret))
    ?.slice(0, 400) ?? '';
