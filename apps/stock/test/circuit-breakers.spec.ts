import { metrics } from '#libs/observability';
import { ErpnextSupply } from '../src/adapters/out/erpnext/erpnext-supply.js';
import { connect, limits } from './erpnext.js';
import { type Answer, type Answering, SiteDouble } from './site-double.js';
import { eventually } from './stock-service.js';

const OPEN_MS = 150;
const bins = { doctype: 'Bin', fields: ['name'], order_by: 'name asc' };
const orders = { ...bins, doctype: 'Purchase Order' };
const rows: Answer = { status: 200, body: { message: [] } };
const error = (status: number, headers = {}): Answer => ({ status, headers, body: { exc_type: 'Some' } });
const html: Answer = { status: 200, body: '<html>Welcome</html>' };

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const resource of open.splice(0)) await resource.close();
});

/** A site whose way of answering can be changed, and a client of it whose breakers look at four requests. */
async function siteThat(answering: Answering, settings: Parameters<typeof connect>[1] = {}) {
  const state = { answering };
  const site = await SiteDouble.start((request, response) => state.answering(request, response));
  const { client, connections, siteClock } = connect(site.url, {
    breaker: { calls: 4, leastCalls: 4, openMs: OPEN_MS, slowMs: 50 },
    ...settings,
  });
  open.push(connections, site);
  const ask = (query = bins, ms = 5_000) => client.list(query, limits(ms));
  const fail = async (times: number, query = bins) => {
    for (let i = 0; i < times; i += 1) await expect(ask(query)).rejects.toThrow();
  };
  return { site, client, siteClock, ask, fail, answer: (next: Answering) => (state.answering = next) };
}

const paused = expect.objectContaining({ kind: 'paused' });

describe('a breaker opens', () => {
  it.each([
    ['429', () => error(429)],
    ['500', () => error(500)],
    ['502', () => error(502)],
    ['503', () => error(503)],
    ['a page', () => html],
    ['a page with 404', (): Answer => ({ status: 404, body: '<html>nginx</html>' })],
  ])('after %s, and then nothing is sent', async (_name, answering) => {
    const { site, ask, fail } = await siteThat(answering);
    await fail(4);
    expect(site.requests).toHaveLength(4);
    await expect(ask()).rejects.toEqual(paused);
    expect(site.requests).toHaveLength(4);
  });

  it('after broken connections', async () => {
    const { site, ask, fail } = await siteThat((_request, response) => {
      response.socket?.destroy();
      return undefined;
    });
    await fail(4);
    await expect(ask()).rejects.toEqual(paused);
    expect(site.requests).toHaveLength(4);
  });

  it('after answers that do not come, however little time the callers had above what is slow', async () => {
    const { site, ask } = await siteThat(() => undefined, { timeoutMs: 5_000 });
    for (let i = 0; i < 4; i += 1)
      await expect(ask(bins, 60)).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await expect(ask()).rejects.toEqual(paused);
    expect(site.requests).toHaveLength(4);
  });

  it('for one kind of request, and not for the others', async () => {
    const { ask, fail } = await siteThat(({ body }) => (body.doctype === 'Bin' ? error(503) : rows));
    await fail(4);
    await expect(ask()).rejects.toEqual(paused);
    await expect(ask(orders)).resolves.toEqual([]);
  });

  it('when more than half of the latest requests failed', async () => {
    const { site, ask, fail, answer } = await siteThat(() => rows);
    for (let i = 0; i < 4; i += 1) await ask();
    answer(() => error(503));
    await fail(3);
    await expect(ask()).rejects.toEqual(paused);
    expect(site.requests).toHaveLength(7);
  });
});

describe('a breaker stays closed', () => {
  it.each([401, 403, 404, 409, 417])('after %i, which is an answer', async (status) => {
    const { site, fail } = await siteThat(() => ({ status, body: { exc_type: 'DoesNotExistError' } }));
    await fail(10);
    expect(site.requests).toHaveLength(10);
  });

  it('when callers have no time to wait for an answer', async () => {
    const { site, ask } = await siteThat(() => undefined);
    for (let i = 0; i < 10; i += 1)
      await expect(ask(bins, 5)).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(site.requests.length).toBeGreaterThan(4);
    await expect(ask(bins, 5)).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });
});

describe('an open breaker', () => {
  it('says when to ask again, and why', async () => {
    const { ask, fail } = await siteThat(() => error(429, { 'retry-after': '30' }));
    await fail(4);
    await expect(ask()).rejects.toMatchObject({
      sentence: expect.stringMatching(/failed too often .*rate limiter of ERPNext turns us away for 30 s/),
      more: { retryAfterSeconds: 30 },
    });
  });

  it('lets one request try, and closes when that goes well', async () => {
    const { site, ask, fail, answer } = await siteThat(() => error(503));
    await fail(4);
    const held = Promise.withResolvers<Answer>();
    answer(() => held.promise);
    const probe = await eventually(async () => {
      const asked = ask();
      await Promise.race([asked, until(() => site.requests.length >= 5)]);
      return { asked };
    });
    await expect(ask()).rejects.toEqual(paused);
    expect(site.requests).toHaveLength(5);
    held.resolve(rows);
    await expect(probe.asked).resolves.toEqual([]);
    await Promise.all(Array.from({ length: 5 }, () => ask()));
    expect(site.requests).toHaveLength(10);
  });

  it('stays open when that fails', async () => {
    const { site, ask, fail } = await siteThat(() => error(503));
    await fail(4);
    await eventually(() => expect(ask()).rejects.toMatchObject({ kind: 'down' }));
    await expect(ask()).rejects.toEqual(paused);
    expect(site.requests).toHaveLength(5);
  });

  it('stays open when who tried went away', async () => {
    const { site, client, ask, fail, answer } = await siteThat(() => error(503));
    await fail(4);
    answer(() => undefined);
    const caller = new AbortController();
    await eventually(async () => {
      const asked = client.list(bins, limits(5_000, caller.signal));
      await Promise.race([asked, until(() => site.requests.length >= 5)]);
      caller.abort();
      await expect(asked).rejects.toMatchObject({ code: 'CANCELLED' });
    });
    await expect(ask()).rejects.toEqual(paused);
  });

  it('is seen in the metrics, with how long answers took', async () => {
    const { ask, fail } = await siteThat(() => error(503));
    await fail(4);
    await expect(ask()).rejects.toEqual(paused);
    const text = await metrics.metrics();
    expect(text).toMatch(/^otp_erpnext_breaker_state\{endpoint="stock"\} 1$/m);
    expect(text).toMatch(/^otp_erpnext_refused_total\{endpoint="stock"\} [1-9]/m);
    expect(text).toMatch(
      /^otp_erpnext_request_duration_seconds_count\{endpoint="stock",outcome="down"\} [1-9]/m,
    );
  });

  it('of items or Bins keeps an order from being begun, of purchase orders does not', async () => {
    const { site, client, siteClock, fail, answer } = await siteThat(() => error(503));
    const supply = new ErpnextSupply(client, siteClock);
    await fail(4, orders);
    expect(() => supply.ready()).not.toThrow();
    answer(() => rows);
    const reading = { itemCodes: ['A'], salesOrderId: null, since: '2026-11-24 03:56:00' };
    await expect(supply.read(reading, limits())).resolves.toMatchObject({
      inboundUnreadable: expect.stringContaining('ERPNext failed too often'),
    });
    answer(() => error(503));
    await fail(3);
    const asked = site.requests.length;
    expect(() => supply.ready()).toThrow(
      expect.objectContaining({ code: 'SUPPLY_UNAVAILABLE', retryAfterSeconds: 1 }),
    );
    expect(site.requests).toHaveLength(asked);
  });
});

describe('the retry budget', () => {
  it('keeps repeats to a part of what is asked', async () => {
    const { site, ask } = await siteThat(() => error(503), {
      retries: 3,
      breaker: { calls: 1_000, leastCalls: 1_000 },
      budget: { percent: 10, least: 2, windowMs: 60_000 },
    });
    await Promise.allSettled(Array.from({ length: 60 }, () => ask()));
    expect(site.requests.length).toBeGreaterThanOrEqual(62);
    expect(site.requests.length).toBeLessThanOrEqual(66);
  });
});

/** Waits until `reached`, looking again each turn of the event loop. */
async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await new Promise((resolve) => setImmediate(resolve));
}
