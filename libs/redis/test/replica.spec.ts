import { type RedisProcess, startRedis, waitFor } from '#libs/testing';
import { connectRedis, type Found, keys, type RedisConnection, Replica } from '../src/index.js';
import { configOf, snapshotOf } from './snapshots.js';

let server: RedisProcess;
let redis: RedisConnection;
let replica: Replica;

beforeAll(async () => {
  server = await startRedis({ 'enable-debug-command': 'local' });
  redis = connectRedis(configOf({ REDIS_URL: server.url }));
  await waitFor(() => redis.status === 'ready');
});
beforeEach(async () => {
  await redis.flushall();
  replica = new Replica(redis);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const quantityOf = (found: Found | undefined): number | undefined =>
  found?.kind === 'snapshot' ? found.snapshot.item?.bins[0]?.actual_qty : undefined;

async function quantityIn(code: string): Promise<number | undefined> {
  return quantityOf((await replica.read([code])).get(code));
}

async function writeNow(code: string, quantity: number): Promise<void> {
  await replica.write(
    [{ kind: 'snapshot', code, snapshot: snapshotOf(code, { quantity }) }],
    await replica.drawVersion(),
  );
}

describe('items', () => {
  it('come back as they were written, with the history of the node', async () => {
    const snapshot = snapshotOf('A', { quantity: 7.000000001, bins: 3, orders: ['PO-1', 'PO-2'] });
    const version = await replica.drawVersion();
    expect(await replica.write([{ kind: 'snapshot', code: 'A', snapshot }], version)).toEqual({
      refused: [],
    });
    expect((await replica.read(['A', 'B'])).get('A')).toEqual({
      kind: 'snapshot',
      snapshot,
      bytes: (await redis.strlen(keys.item('A'))) - 28,
      history: (await replica.histories())[0],
    });
    expect((await replica.read(['A', 'B'])).get('B')).toEqual({ kind: 'missing' });
  });

  it.each([
    ['{curly}', '{curly}'],
    ['a}{b', 'a}{b'],
    ["O'Neil's 3/4\" \\ 50 %, #?&", "O'Neil's 3/4\" \\ 50 %, #?&"],
    ['螺丝钉-ß', '螺丝钉-SS'],
    ['Болт Ёлка', 'болт елка  '],
    ['Café', 'CAFE\u0301'],
  ])('are found under %j when asked for as %j', async (code, asked) => {
    await writeNow(code, 5);
    expect(await quantityIn(asked)).toBe(5);
    expect(await replica.contains([asked, 'other'])).toEqual(new Set([asked]));
  });

  it('that no one can have are missing', async () => {
    expect(await quantityIn('\ud800')).toBeUndefined();
    expect(await quantityIn('')).toBeUndefined();
  });

  it('that are not readable are missing, and do not hide others', async () => {
    await writeNow('A', 1);
    await redis.set(keys.item('B'), `${'9'.repeat(28)}\u0001nonsense`);
    const found = await replica.read(['A', 'B']);
    expect([quantityOf(found.get('A')), found.get('B')]).toEqual([1, { kind: 'missing' }]);
  });

  it('are never answered with another item that shares the key', async () => {
    await writeNow('कि', 5);
    await writeNow('की', 6);
    expect([await quantityIn('कि'), await quantityIn('की'), await quantityIn('क')]).toEqual([
      5,
      6,
      undefined,
    ]);
    expect(await replica.read([])).toEqual(new Map());
    const value = (await redis.getBuffer(keys.item('कि'))) ?? Buffer.alloc(0);
    await redis.set(keys.item('another'), value);
    expect(await quantityIn('another')).toBeUndefined();
  });

  it.each([
    ['later last', [0, 1]],
    ['later first', [1, 0]],
  ])('keep the reading that began later: %s', async (_, order) => {
    const versions = [await replica.drawVersion(), await replica.drawVersion()];
    const refused: string[] = [];
    for (const at of order) {
      const snapshot = snapshotOf('A', { quantity: at });
      const result = await replica.write([{ kind: 'snapshot', code: 'A', snapshot }], versions[at] ?? '');
      refused.push(...result.refused);
    }
    expect(await quantityIn('A')).toBe(1);
    expect(refused).toEqual(order[0] === 1 ? ['A'] : []);
  });

  it('that are gone do not come back from an older reading, and leave the index', async () => {
    const older = await replica.drawVersion();
    await writeNow('A', 1);
    await replica.write([{ kind: 'gone', code: 'A' }], await replica.drawVersion());
    expect(await replica.itemCount()).toBe(0);
    const { refused } = await replica.write(
      [{ kind: 'snapshot', code: 'A', snapshot: snapshotOf('A') }],
      older,
    );
    expect(refused).toEqual(['A']);
    expect(await quantityIn('A')).toBeUndefined();
    expect(await redis.ttl(keys.item('A'))).toBeGreaterThan(3_500);
    await writeNow('A', 2);
    expect(await quantityIn('A')).toBe(2);
    expect(await redis.ttl(keys.item('A'))).toBe(-1);
  });

  it('that nobody knew do not stay long', async () => {
    for (const version of [await replica.drawVersion(), await replica.drawVersion()]) {
      await replica.write([{ kind: 'gone', code: 'Z' }], version);
      const seconds = await redis.ttl(keys.item('Z'));
      expect([seconds > 0, seconds <= 60]).toEqual([true, true]);
    }
    expect(await replica.itemCount()).toBe(0);
  });

  it('that could not be told stay in the index and read as missing', async () => {
    await replica.write([{ kind: 'unusable', code: 'A' }], await replica.drawVersion());
    expect((await replica.read(['A'])).get('A')).toEqual({ kind: 'missing' });
    expect(await replica.contains(['a'])).toEqual(new Set(['a']));
  });

  it('that are renamed in their case count once', async () => {
    await writeNow('abc', 1);
    await writeNow('ABC', 2);
    expect(await replica.itemCount()).toBe(1);
    expect(await quantityIn('Abc')).toBe(2);
  });

  it('are listed in pages, each once while nothing changes', async () => {
    const codes = Array.from({ length: 1_201 }, (_, at) => `ITEM-${at}`);
    await replica.write(
      codes.map((code) => ({ kind: 'snapshot', code, snapshot: snapshotOf(code) })),
      await replica.drawVersion(),
    );
    const listed: string[] = [];
    for await (const page of replica.itemNames()) listed.push(...page);
    expect(listed.toSorted()).toEqual(codes.toSorted());
    expect(await replica.itemCount()).toBe(codes.length);
  });

  it('are known by the orders that they had rows in', async () => {
    const items = ['A', 'B', 'C'].map((code) => ({
      kind: 'snapshot' as const,
      code,
      snapshot: snapshotOf(code, { orders: code === 'C' ? ['PO/2'] : ['PO/1', 'PO/2'] }),
    }));
    await replica.write(items, await replica.drawVersion());
    // The row has vanished from the order: without the index nobody would know whose it was.
    await replica.write(
      [{ kind: 'snapshot', code: 'B', snapshot: snapshotOf('B') }],
      await replica.drawVersion(),
    );
    expect((await replica.itemsOfOrders(['PO/1'])).toSorted()).toEqual(['A', 'B']);
    expect((await replica.itemsOfOrders(['PO/1', 'PO/2', 'PO/3'])).toSorted()).toEqual(['A', 'B', 'C']);
  });
});

describe('versions', () => {
  it('grow', async () => {
    const drawn = await Promise.all(Array.from({ length: 200 }, () => replica.drawVersion()));
    expect(new Set(drawn).size).toBe(200);
    expect(drawn.toSorted()).toEqual(drawn);
    expect(drawn.every((version) => /^\d{28}$/.test(version))).toBe(true);
    expect(new Set(drawn.map((version) => version.slice(0, 13))).size).toBe(1);
  });

  it('begin a new epoch when Redis was emptied', async () => {
    const before = await replica.drawVersion();
    await waitFor(() => Date.now() > Number(before.slice(0, 13)));
    await redis.flushall();
    expect((await replica.drawVersion()) > before).toBe(true);
  });

  it('begin a new epoch, and refuse writers of the one before, when another master goes on', async () => {
    const old = await replica.drawVersion();
    const later = await replica.drawVersion();
    await redis.debug('CHANGE-REPL-ID');
    const next = await replica.drawVersion();
    expect(next.slice(0, 13) > later.slice(0, 13)).toBe(true);
    await replica.write([{ kind: 'snapshot', code: 'A', snapshot: snapshotOf('A', { quantity: 2 }) }], next);
    expect(
      await replica.write([{ kind: 'snapshot', code: 'A', snapshot: snapshotOf('A', { quantity: 1 }) }], old),
    ).toEqual({ refused: ['A'] });
    expect(await quantityIn('A')).toBe(2);
  });

  it('get past an item that has seen a later epoch than the counter', async () => {
    const ahead = `${String(Date.now() + 86_400_000).padStart(13, '0')}${'7'.padStart(15, '0')}`;
    await replica.write([{ kind: 'snapshot', code: 'A', snapshot: snapshotOf('A') }], ahead);
    const outcome = { kind: 'snapshot', code: 'A', snapshot: snapshotOf('A', { quantity: 9 }) } as const;
    expect(await replica.write([outcome], await replica.drawVersion())).toEqual({ refused: ['A'] });
    expect(await replica.write([outcome], await replica.drawVersion())).toEqual({ refused: [] });
    const [one, two] = [await replica.drawVersion(), await replica.drawVersion()];
    expect(one.slice(0, 13)).toBe(two.slice(0, 13));
  });
});

describe('state and reference', () => {
  it('are undefined before they are saved', async () => {
    expect([await replica.state(), await replica.reference()]).toEqual([undefined, undefined]);
  });

  it('are saved by the latest leader only', async () => {
    const state = (coveredUntilMs: number) => ({
      complete: true,
      coveredUntilMs,
      histories: ['a'],
      progress: { at: 'ÄB' },
    });
    const reference = {
      version: 'v1',
      warehouses: [],
      companies: [],
      holiday_lists: [],
      site_time_zone: 'Europe/Berlin',
      distrust: [],
      bundles: [],
      whole_number_uoms: ['Nos'],
      as_of_ms: 5,
      bundles_unreadable: null,
    };
    const frozen = await replica.drawVersion();
    const version = await replica.drawVersion();
    expect(await replica.saveState(state(2), version)).toBe(true);
    expect(await replica.saveState(state(1), frozen)).toBe(false);
    expect(await replica.saveState(state(3), version)).toBe(true);
    expect(await replica.state()).toEqual(state(3));
    expect(await replica.updateState(state(4), version)).toBe(true);
    expect(await replica.updateState(state(1), frozen)).toBe(false);
    expect(await replica.state()).toEqual(state(4));
    await redis.del(keys.state);
    expect(await replica.updateState(state(5), version)).toBe(false);
    expect(await replica.state()).toBeUndefined();
    expect(await replica.saveReference(reference, version)).toBe(true);
    expect(await replica.saveReference({ ...reference, version: 'v0' }, frozen)).toBe(false);
    expect(await replica.reference()).toEqual(reference);
  });
});
