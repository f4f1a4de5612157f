import { isOtpError } from '#libs/kernel';
import { type RedisProcess, startRedis } from '#libs/testing';
import { bin, bulk, item, putCompany, written } from '../company.js';
import { type Row, Sandbox } from '../sandbox.js';
import { WatchedSite } from '../watched-site.js';
import { SynchronisedSite } from './synchronised-site.js';

let sandbox: Sandbox;
let watched: WatchedSite;
let redis: RedisProcess;
const sites: SynchronisedSite[] = [];

beforeAll(async () => {
  [sandbox, redis] = await Promise.all([Sandbox.start(), startRedis({ 'enable-debug-command': 'yes' })]);
  await putCompany(sandbox);
  watched = await WatchedSite.of(sandbox.url);
}, 60_000);

afterAll(async () => {
  await Promise.all([watched?.close(), sandbox?.stop(), redis?.stop()]);
});

beforeEach(async () => {
  await redis.command('FLUSHALL');
  await sandbox.send('DELETE', '/sandbox/behaviour');
  watched.forget();
});
afterEach(async () => {
  for (const site of sites.splice(0)) await site.close();
});

/** One instance of the stock service; all of them share the Redis. */
async function instance(settings: Parameters<typeof SynchronisedSite.of>[2] = {}): Promise<SynchronisedSite> {
  const site = await SynchronisedSite.of(watched.url, redis, settings);
  sites.push(site);
  return site;
}

async function synchronised(): Promise<SynchronisedSite> {
  const site = await instance();
  await site.turn();
  // What was written a moment ago lies in the overlap: worked off once, it is done with.
  await site.turn();
  watched.forget();
  return site;
}

let counter = 0;
const newItem = async (qty: number): Promise<string> => {
  const code = `SYNC-R${(counter += 1)}`;
  await sandbox.put({ Item: [item(code)], Bin: [bin(code, qty)] });
  return code;
};
const codeOf = (error: unknown) => (isOtpError(error) ? error.code : error);
const qtyOf = async (site: SynchronisedSite, code: string) => {
  const found = (await site.replica.read([code])).get(code);
  return found?.kind === 'snapshot' ? found.snapshot.item?.bins[0]?.actual_qty : found?.kind;
};
/** Item pages of a pass ask for names and stamps alone; `after` is where they start. */
const pageStarts = () =>
  watched.requests
    .map(({ body }) => body as { doctype?: string; fields?: string[]; or_filters?: string[][] })
    .filter(({ doctype, fields }) => doctype === 'Item' && fields?.length === 2)
    .map(({ or_filters }) => or_filters?.[1]?.[2]);

describe('a full sync', () => {
  it('goes on, in another instance, where it was cut off', async () => {
    const first = await instance({ concurrency: 1 });
    const stop = new AbortController();
    first.advanced = () => stop.abort();
    await expect(first.turn('incremental', stop.signal)).rejects.toThrow('CANCELLED');
    const cut = (await first.store.state())?.progress.pass;
    expect(cut).toMatchObject({ itemsDone: 500, drained: false });

    watched.forget();
    const second = await instance({ concurrency: 1 });
    const run = await second.turn();
    expect(run).toMatchObject({ kind: 'full', failure: null, startedAtMs: cut?.startedAtMs });
    expect(run?.itemsDone).toBe(run?.itemsTotal);
    expect(pageStarts()[0]).toBe(cut?.after.name);
  });

  it('takes several turns when one is not enough, and is complete only after the last', async () => {
    const site = await instance({ concurrency: 1, turnMs: 0 });
    expect(await site.turn()).toBeUndefined();
    expect(await site.store.state()).toMatchObject({ complete: false });
    expect(await site.turn()).toMatchObject({ kind: 'full', failure: null });
    expect(await site.store.state()).toMatchObject({ complete: true, progress: { pass: null } });
  });

  it('of a complete replica lets what changes meanwhile come in between', async () => {
    await (await synchronised()).close();
    sites.splice(0);
    const site = await instance({ concurrency: 1, turnMs: 0 });
    await site.turn('full');
    const before = await site.store.state();
    expect(before).toMatchObject({ complete: true, progress: { pass: { kind: 'full', drained: false } } });
    const code = await newItem(7);
    await sandbox.send('PUT', `/api/resource/Item/${code}`, { disabled: 1 });
    await site.turn('incremental');
    expect(await qtyOf(site, code)).toBe(7);
    expect((await site.store.state())?.coveredUntilMs).toBeGreaterThan(before?.coveredUntilMs ?? Infinity);
  });

  it.each([
    ['was emptied', () => redis.command('FLUSHALL')],
    ['goes on under another history', () => redis.command('DEBUG', 'CHANGE-REPL-ID')],
  ])('comes by itself when Redis %s', async (_, trouble) => {
    const site = await synchronised();
    await trouble();
    expect(await site.turn()).toMatchObject({ kind: 'full', failure: null });
    expect(await site.store.state()).toMatchObject({
      ...{ complete: true, histories: await site.store.histories() },
    });
    expect(await site.turn()).toMatchObject({ kind: 'incremental' });
  });
});

it('a run under which Redis is emptied does not call what is left complete', async () => {
  const site = await synchronised();
  const gate = watched.hold('Bin', []);
  const turn = site.turn().then(
    () => 'ended',
    (error: unknown) => codeOf(error),
  );
  await gate.arrived;
  await redis.command('FLUSHALL');
  gate.release();
  expect(await turn).toBe('CANCELLED');
  expect(await site.store.state()).toBeUndefined();
  expect(await site.turn()).toMatchObject({ kind: 'full', failure: null });
});

describe('a leader that was frozen', () => {
  it('brings back neither its state nor old items when it wakes up', async () => {
    const code = await newItem(1);
    const frozen = await synchronised();
    await sandbox.send('PUT', `/api/resource/Item/${code}`, { disabled: 1 });
    const gate = watched.hold('Bin', []);
    // Held where it asks which Bins changed, before it has read a single item.
    const turn = frozen.turn().then(
      () => 'ended',
      (error: unknown) => codeOf(error),
    );
    await gate.arrived;

    const next = await instance();
    await next.turn();
    const state = await next.store.state();
    gate.release();
    expect(await turn).toBe('CANCELLED');
    expect(await next.store.state()).toEqual(state);
  });

  it('can not write what it read before it froze over what was read since', async () => {
    const code = await newItem(1);
    const site = await synchronised();
    const version = await site.store.drawVersion();
    const [old] = await site.reader.read([code], {
      deadline: Infinity,
      signal: new AbortController().signal,
    });
    await sandbox.insert('Stock Entry', {
      ...{ docstatus: 1, stock_entry_type: 'Material Receipt', company: 'Otp Test' },
      items: [{ item_code: code, qty: 3, t_warehouse: 'Otp Stores - OT', basic_rate: 1 }],
    });
    await site.turn();
    expect(await qtyOf(site, code)).toBe(4);
    if (old?.kind !== 'snapshot') throw new Error('not read');
    expect(await site.store.write([{ kind: 'snapshot', code, snapshot: old.snapshot }], version)).toEqual([
      code,
    ]);
    expect(await qtyOf(site, code)).toBe(4);
  });
});

describe('an incremental run', () => {
  it('asks for nothing twice that it has worked off, though it looks back', async () => {
    const site = await synchronised();
    await sandbox.send('PUT', '/api/resource/Item/OTP-BOLT', { disabled: 1 });
    expect((await site.turn())?.itemsDone).toBe(1);
    watched.forget();
    expect((await site.turn())?.itemsDone).toBe(0);
    // Besides reference data: what has changed, and how many there are.
    const asked = watched.requests.filter(
      ({ path, body }) => path.includes('get_count') || 'or_filters' in body,
    );
    expect(asked).toHaveLength(4);
    await sandbox.send('PUT', '/api/resource/Item/OTP-BOLT', { disabled: 0 });
    expect((await site.turn())?.itemsDone).toBe(1);
  });

  it('brings a warehouse that was moved in the tree, which leaves no other change', async () => {
    const shelf = { name: 'Shelf - OT', warehouse_name: 'Shelf', company: 'Otp Test', ...written };
    await sandbox.put({ Warehouse: [shelf] });
    const site = await synchronised();
    const before = await site.replica.reference();
    await sandbox.put({ Warehouse: [{ ...shelf, parent_warehouse: 'All - OT' }] });
    expect((await site.turn())?.itemsDone).toBe(0);
    const after = await site.replica.reference();
    expect(after?.version).not.toBe(before?.version);
    expect(after?.warehouses.find(({ name }) => name === 'Shelf - OT')?.parent_warehouse).toBe('All - OT');
  });

  it('finds what a transaction wrote that began before the last run and ended after it', async () => {
    const site = await synchronised();
    const code = 'OTP-NUT';
    const aMinuteAgo = stampOf(Date.now() - 60_000);
    await sandbox.put({ Item: [item(code, { disabled: 1, modified: aMinuteAgo })] });
    expect(await site.turn()).toMatchObject({ itemsDone: 1 });
    await sandbox.put({ Item: [item(code)] });
  });

  it('covers all but the items whose figures can not be used, and reads those again', async () => {
    const site = await synchronised();
    const good = (await site.store.state())?.coveredUntilMs ?? 0;
    const code = bulk[3] ?? '';
    const box = (conversion_factor: number): Row => ({
      ...{
        name: 'box',
        parent: code,
        parenttype: 'Item',
        parentfield: 'uoms',
        idx: 1,
        uom: 'Box',
        conversion_factor,
      },
    });
    await sandbox.put({ 'UOM Conversion Detail': [box(0)] });
    await sandbox.send('PUT', `/api/resource/Item/${encodeURIComponent(code)}`, { description: 'changed' });
    expect(await site.turn()).toMatchObject({ failure: null, itemsDone: 1 });
    expect(await qtyOf(site, code)).toBe('missing');
    expect((await site.store.state())?.coveredUntilMs).toBeGreaterThan(good);
    // Corrected in the database, without a stamp.
    await sandbox.put({ 'UOM Conversion Detail': [box(12)] });
    await site.turn();
    expect(await qtyOf(site, code)).toBe(5);
  });

  it.each([
    ['may not read orders', { deny: ['Purchase Order'] }, 'does not let our user read Purchase Order'],
    ['is turned away', { rate_limit: 5 }, 'rate limiter'],
    ['gets errors', { fail_rate: 1 }, 'ERPNext'],
  ])(
    'that %s claims nothing, and the next one brings all',
    async (_, behaviour, sentence) => {
      const code = await newItem(1);
      const site = await synchronised();
      const before = await site.store.state();
      await sandbox.send('PUT', `/api/resource/Item/${code}`, { disabled: 1 });
      await sandbox.send('POST', '/sandbox/behaviour', behaviour);
      expect((await site.turn())?.failure).toContain(sentence);
      const failed = await site.store.state();
      expect(failed?.coveredUntilMs).toBe(before?.coveredUntilMs);
      expect(failed?.progress.watermarkMs).toBe(before?.progress.watermarkMs);
      await sandbox.send('DELETE', '/sandbox/behaviour');
      expect(await site.turn()).toMatchObject({ failure: null, itemsDone: 1 });
    },
    30_000,
  );
});

/** A stamp of the site, which lies in Berlin. */
function stampOf(ms: number): string {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone: 'Europe/Berlin', dateStyle: 'short', timeStyle: 'medium' },
  }).format(ms);
  return `${parts}.000000`;
}
