import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type RunningSandbox } from '../src/sandbox.js';
import { seededCompany } from '../src/seed/company.js';
import { call, start } from './running.js';

interface Received {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const pausesMs = [40, 90];
const timeoutMs = 150;

let sandbox: RunningSandbox;
let receiver: Server;
let address: string;
let received: (Received & { at: number })[];
/** Status of the next answers; -1: none at all. Afterwards 200. */
let answers: number[];

beforeEach(async () => {
  received = [];
  answers = [];
  receiver = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      received.push({ url: request.url ?? '', headers: request.headers, body, at: performance.now() });
      const status = answers.shift() ?? 200;
      if (status > 0) response.writeHead(status).end();
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  sandbox = await start({ company: seededCompany(1, 60), webhookRetries: { timeoutMs, pausesMs } });
});
afterEach(async () => {
  await sandbox.stop();
  receiver.closeAllConnections();
  receiver.close();
});

const hook = (doctype: string, event: string, rest: Record<string, unknown> = {}): Promise<unknown> =>
  call(sandbox, 'POST', '/api/resource/Webhook', {
    name: `${doctype} ${event}`,
    webhook_doctype: doctype,
    webhook_docevent: event,
    request_url: `${address}/${event}`,
    webhook_json: '{"name": {{ doc.name | tojson }}, "modified": {{ doc.modified | tojson }}}',
    ...rest,
  });

const receipt = {
  docstatus: 1,
  stock_entry_type: 'Material Receipt',
  company: 'Acme Parts',
  items: [{ item_code: 'O"RING 5', qty: 1, t_warehouse: 'Stores - AP' }],
};

describe('webhooks', () => {
  it('are signed over the bytes that are sent', async () => {
    await hook('Stock Ledger Entry', 'after_insert', {
      webhook_json: '{"item_code": {{ doc.item_code | tojson }}, "qty": {{ doc.actual_qty | tojson }}}',
      enable_security: 1,
      webhook_secret: 'geheim',
      webhook_headers: [{ key: 'Content-Type', value: 'application/json' }],
    });
    await call(sandbox, 'POST', '/api/resource/Stock Entry', receipt);
    await sandbox.webhooksSent();
    expect(received).toHaveLength(1);
    const headers = received[0]?.headers ?? {};
    const body = received[0]?.body ?? '';
    expect(JSON.parse(body)).toEqual({ item_code: 'O"RING 5', qty: 1 });
    expect(headers['content-type']).toBe('application/json');
    expect(headers['x-frappe-webhook-signature']).toBe(
      createHmac('sha256', 'geheim').update(body).digest('base64'),
    );
  });

  it('carry no signature and no Content-Type unless they are asked for', async () => {
    await hook('Stock Ledger Entry', 'after_insert');
    await call(sandbox, 'POST', '/api/resource/Stock Entry', receipt);
    await sandbox.webhooksSent();
    expect(received[0]?.headers['content-type']).toBeUndefined();
    expect(received[0]?.headers['x-frappe-webhook-signature']).toBeUndefined();
  });

  it('say nothing of what was not committed', async () => {
    await hook('Stock Ledger Entry', 'after_insert');
    const items = [
      { item_code: 'BOLT-M8', qty: 1, s_warehouse: 'Stores - AP' },
      { item_code: 'CABLE-3M', qty: 100_000, s_warehouse: 'Stores - AP' },
    ];
    const refused = await call(sandbox, 'POST', '/api/resource/Stock Entry', {
      ...receipt,
      stock_entry_type: 'Material Issue',
      items,
    });
    expect(refused.json['exc_type']).toBe('NegativeStockError');
    await call(sandbox, 'POST', '/api/resource/Stock Entry', receipt);
    await sandbox.webhooksSent();
    expect(received).toHaveLength(1);
  });

  it('come three times at most, later after an error', async () => {
    await hook('Stock Ledger Entry', 'after_insert');
    answers = [500, 404, 500];
    await call(sandbox, 'POST', '/api/resource/Stock Entry', receipt);
    await sandbox.webhooksSent();
    expect(received).toHaveLength(3);
    // Timers of Node count whole milliseconds: 89.99 of this clock may be 90 of theirs.
    const waits = received.slice(1).map(({ at }, index) => Math.ceil(at - (received[index]?.at ?? 0)));
    expect(waits[0]).toBeGreaterThanOrEqual(pausesMs[0] ?? 0);
    expect(waits[1]).toBeGreaterThanOrEqual(pausesMs[1] ?? 0);
  });

  it('come again at once after a time-out, and those behind them wait', async () => {
    await hook('Stock Ledger Entry', 'after_insert');
    await hook('Stock Entry', 'on_submit');
    answers = [-1, 200];
    const before = performance.now();
    await call(sandbox, 'POST', '/api/resource/Stock Entry', receipt);
    expect(performance.now() - before).toBeLessThan(timeoutMs);
    await sandbox.webhooksSent();
    expect(received.map(({ url }) => url)).toEqual(['/after_insert', '/after_insert', '/on_submit']);
    expect((received[1]?.at ?? 0) - (received[0]?.at ?? 0)).toBeGreaterThanOrEqual(timeoutMs - 5);
  });

  it('end with the sandbox', async () => {
    await hook('Stock Ledger Entry', 'after_insert');
    answers = [500, 500, 500];
    await call(sandbox, 'POST', '/api/resource/Stock Entry', receipt);
    await sandbox.stop();
    expect(received.length).toBeLessThan(3);
    sandbox = await start();
  });

  it('stop when the webhook is deleted', async () => {
    const made = (await hook('Stock Ledger Entry', 'after_insert')) as { json: { data: { name: string } } };
    await call(sandbox, 'DELETE', `/api/resource/Webhook/${made.json.data.name}`);
    await call(sandbox, 'POST', '/api/resource/Stock Entry', receipt);
    await sandbox.webhooksSent();
    expect(received).toHaveLength(0);
  });
});
