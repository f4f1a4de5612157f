import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, KEY, limits, SECRET } from './erpnext.js';
import { type Answer, SiteDouble } from './site-double.js';

const query = { doctype: 'Bin', fields: ['name'], order_by: 'name asc' };
const rows: Answer = { status: 200, body: { message: [{ name: 'x' }] } };
const error = (status: number, headers = {}): Answer => ({ status, headers, body: { exc_type: 'Some' } });

let site: SiteDouble;
const open: { close(): Promise<unknown> }[] = [];

/** A client for a site that gives these answers in turn, the last one again and again. */
async function siteWith(answers: readonly Answer[], settings: Parameters<typeof connect>[1] = {}) {
  let next = 0;
  site = await SiteDouble.start(() => answers[Math.min(next++, answers.length - 1)]);
  return connectTo(site, settings);
}

function connectTo(double: SiteDouble, settings: Parameters<typeof connect>[1]) {
  site = double;
  const { client, connections } = connect(double.url, settings);
  open.push(connections, double);
  return client;
}

afterEach(async () => {
  // Connections first: a server waits for them.
  for (const resource of open.splice(0)) await resource.close();
});

describe('a request', () => {
  it('asks for JSON with our token, all rows, the order and the filters as JSON', async () => {
    const client = await siteWith([rows]);
    const codes = ['50% "A"', "O'RING", 'A,B', '螺丝钉', '"]] or 1=1'];
    expect(await client.list({ ...query, filters: [['item_code', 'in', codes]] }, limits())).toEqual([
      { name: 'x' },
    ]);
    expect(site.requests).toEqual([
      expect.objectContaining({
        method: 'POST',
        path: '/api/method/frappe.client.get_list',
        body: { ...query, filters: [['item_code', 'in', codes]], limit_page_length: 0 },
      }),
    ]);
    expect(site.requests[0]?.headers).toMatchObject({
      accept: 'application/json',
      authorization: `token ${KEY}:${SECRET}`,
    });
  });

  it('keeps a name within its part of the path', async () => {
    const client = await siteWith([{ status: 200, body: { data: {} } }]);
    await client.document('Sales Order', '../Item/A?x=1#2%', limits());
    expect(site.requests[0]?.path).toBe('/api/resource/Sales%20Order/..%2FItem%2FA%3Fx%3D1%232%25');
  });

  it('goes below the path of the configured address', async () => {
    const double = await SiteDouble.start(() => rows);
    open.push(double);
    const { client, connections } = connect(`${double.url}/erp/`);
    open.unshift(connections);
    await client.list(query, limits());
    expect(double.requests[0]?.path).toBe('/erp/api/method/frappe.client.get_list');
  });
});

describe('a read is repeated', () => {
  it.each([429, 502, 503, 504])('after %i', async (status) => {
    const client = await siteWith([error(status), error(status), error(status), rows], { retries: 3 });
    expect(await client.list(query, limits())).toHaveLength(1);
    expect(site.requests).toHaveLength(4);
  });

  it('at most so often', async () => {
    const client = await siteWith([error(503)], { retries: 2 });
    await expect(client.list(query, limits())).rejects.toMatchObject({ kind: 'down' });
    expect(site.requests).toHaveLength(3);
  });

  it('after a broken connection and a cut answer', async () => {
    let asked = 0;
    const double = await SiteDouble.start((_request, response) => {
      asked += 1;
      if (asked === 3) return rows;
      if (asked === 2) response.writeHead(200, { 'content-length': '1000' }).write('{"message":[');
      response.socket?.destroySoon();
      return undefined;
    });
    const client = connectTo(double, { retries: 3 });
    expect(await client.list(query, limits())).toHaveLength(1);
    expect(asked).toBe(3);
  });

  it('no sooner than ERPNext wants it', async () => {
    const client = await siteWith([error(429, { 'retry-after': '1' }), rows], { retries: 1 });
    const startedAt = performance.now();
    await client.list(query, limits());
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);
  });

  it('not when that is beyond the limits', async () => {
    const client = await siteWith([error(429, { 'retry-after': '76500' })], { retries: 3 });
    await expect(client.list(query, limits())).rejects.toMatchObject({
      kind: 'limited',
      more: { retryAfterSeconds: 76_500 },
    });
    expect(site.requests).toHaveLength(1);
  });

  it.each([400, 401, 403, 404, 409, 414, 417, 500, 301])('not after %i', async (status) => {
    const client = await siteWith([error(status), rows], { retries: 3 });
    await expect(client.list(query, limits())).rejects.toThrow();
    expect(site.requests).toHaveLength(1);
  });
});

it('an answer that is too large is not read, and not asked for again', async () => {
  const chunk = Buffer.alloc(4 * 1024 * 1024, ' ');
  let asked = 0;
  const double = await SiteDouble.start((_request, response) => {
    asked += 1;
    response.writeHead(200, { 'content-type': 'application/json' });
    const writeOn = (): void => {
      while (!response.destroyed && response.write(chunk)) continue;
    };
    response.on('drain', writeOn);
    writeOn();
    return undefined;
  });
  const client = connectTo(double, { retries: 3 });
  await expect(client.list(query, limits())).rejects.toMatchObject({
    kind: 'unreadable',
    sentence: expect.stringContaining('larger than 64 MiB'),
  });
  expect(asked).toBe(1);
});

describe('what is not an answer of ERPNext is told as such', () => {
  it.each([
    ['a page', { status: 200, body: '<html>Welcome</html>' }, 'text/html that can'],
    ['an empty body', { status: 200, body: '' }, 'an empty body'],
    [
      'cut JSON',
      { status: 200, headers: { 'content-type': 'application/json' }, body: '{"message":[{' },
      'parsed',
    ],
    ['other JSON', { status: 200, body: { data: [] } }, 'HTTP 200'],
    ['no list', { status: 200, body: { message: null } }, 'a list without rows'],
    ['another server', { status: 404, body: '<html>nginx</html>' }, 'HTTP 404'],
    ['a redirect', { status: 301, headers: { location: 'https://x/' }, body: '' }, 'redirects'],
  ])('%s', async (_name, answer, words) => {
    const client = await siteWith([answer]);
    await expect(client.list(query, limits())).rejects.toMatchObject({
      kind: 'unreadable',
      sentence: expect.stringContaining(words),
    });
  });
});

describe('time', () => {
  const hanging = () => SiteDouble.start(() => undefined);

  it('ends at the longest wait for an answer', async () => {
    const client = connectTo(await hanging(), { timeoutMs: 50, retries: 3 });
    await expect(client.list(query, limits())).rejects.toMatchObject({ kind: 'timed-out' });
    expect(site.requests).toHaveLength(1);
  });

  it('ends with the deadline of the caller, repeats included', async () => {
    const slow = connectTo(await hanging(), { retries: 3 });
    await expect(slow.list(query, limits(50))).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await expect(slow.list(query, limits(0))).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(site.requests).toHaveLength(1);
  });

  it('is not over for a caller when the clock is set ahead an hour meanwhile', async () => {
    const client = await siteWith([rows]);
    const caller = limits();
    const now = Date.now;
    Date.now = () => now() + 3_600_000;
    try {
      expect(await client.list(query, caller)).toEqual([{ name: 'x' }]);
    } finally {
      Date.now = now;
    }
  });

  it('ends when the caller goes away, and ERPNext sees it', async () => {
    const asked = Promise.withResolvers<ServerResponse>();
    const client = connectTo(
      await SiteDouble.start((_request, response) => (asked.resolve(response), undefined)),
      {},
    );
    const caller = new AbortController();
    const answer = client.list(query, limits(5_000, caller.signal));
    const closed = once(await asked.promise, 'close');
    caller.abort();
    await expect(answer).rejects.toMatchObject({ code: 'CANCELLED' });
    await closed;
  });

  it('ends a pause between repeats, too', async () => {
    const client = await siteWith([error(503, { 'retry-after': '4' })], { retries: 3 });
    const caller = new AbortController();
    const answer = client.list(query, limits(5_000, caller.signal));
    setImmediate(() => caller.abort());
    await expect(answer).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

describe('connections', () => {
  it('are at most so many, of which some are kept', async () => {
    const held: ServerResponse[] = [];
    const double = await SiteDouble.start((_request, response) => (held.push(response), undefined));
    const client = connectTo(double, { connections: 5, keptConnections: 2, waiting: 3 });
    const ask = () => client.list(query, limits());
    const reached = (count: number) => until(() => held.length === count);

    const first = Array.from({ length: 5 }, ask);
    await reached(5);
    const queued = Array.from({ length: 3 }, ask);
    await expect(ask()).rejects.toMatchObject({ kind: 'busy' });
    expect(held).toHaveLength(5);
    expect(double.connections).toBe(5);
    const reply = (response: ServerResponse) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"message":[]}');
    held.slice(0, 5).forEach(reply);
    await Promise.all(first);
    await reached(8);
    held.slice(5).forEach(reply);
    await Promise.all(queued);

    const openedSoFar = double.connections;
    for (let i = 0; i < 3; i += 1) {
      const again = ask();
      await reached(9 + i);
      reply(held[8 + i]!);
      await again;
    }
    expect(double.connections).toBe(openedSoFar);
    expect(held.filter((response) => response.req.headers.connection === 'close').length).toBeGreaterThan(2);
  });

  it('that are refused are told without the address', async () => {
    const double = await SiteDouble.start(() => rows);
    const { url } = double;
    await double.close();
    const { client, connections } = connect(url);
    open.push(connections);
    await expect(client.list(query, limits())).rejects.toMatchObject({
      kind: 'unreachable',
      sentence: expect.stringMatching(/^ERPNext can't be reached \(ECONNREFUSED\)/),
    });
  });
});

/** Waits until `reached`, looking again each turn of the event loop. */
async function until(reached: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!reached()) {
    if (performance.now() > deadline) throw new Error('waited in vain');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
