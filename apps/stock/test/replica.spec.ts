import { type RedisProcess, startRedis } from '#libs/testing';
import { bin, item, putCompany, STORES, written } from './company.js';
import { type ReplicaView, replicaIn } from './replica.js';
import { freePort, Sandbox } from './sandbox.js';
import { eventually, startStockService, type StockService, synchronised } from './stock-service.js';
import { WatchedSite } from './watched-site.js';

let redis: RedisProcess;
let sandbox: Sandbox;
let site: WatchedSite;
let service: StockService;
let view: ReplicaView;

beforeAll(async () => {
  redis = await startRedis();
  sandbox = await Sandbox.start();
  await putCompany(sandbox);
  site = await WatchedSite.of(sandbox.url);
  service = await startStockService(site.url, redis, { HINTS_REDELIVER_AFTER_MS: '300' });
  await synchronised(service);
  view = replicaIn(redis);
  await eventually(() => view.replica.itemCount());
}, 60_000);

afterAll(async () => {
  view.close();
  await service.close();
  await site.close();
  await sandbox.stop();
  await redis.stop();
}, 15_000);

afterEach(() => sandbox.send('DELETE', '/sandbox/behaviour'));

let counter = 0;

/** A new item with so much on hand, of which nobody was told. */
async function newItem(actual = 5): Promise<string> {
  const code = `OTP-REPLICA-${(counter += 1)}`;
  await sandbox.put({ Item: [item(code)], Bin: [bin(code, actual)] });
  return code;
}

const onHand = async (code: string) => (await view.itemOf(code))?.item?.bins[0]?.actual_qty;
const workedOff = () => eventually(async () => expect(await view.hints.waiting()).toBe(0));

describe('what is read for an order', () => {
  it('is in the replica afterwards', async () => {
    const code = await newItem();
    expect(await view.itemOf(code)).toBeUndefined();
    const supply = await service.supplyOf([code.toLowerCase()]);
    expect(await view.itemOf(code)).toEqual({
      item: supply.items[0],
      as_of_ms: supply.as_of_ms,
      inbound_unreadable: null,
    });
    expect(await view.replica.contains([code])).toEqual(new Set([code]));
    await sandbox.put({ Bin: [bin(code, 7)] });
    await service.supplyOf([code]);
    expect(await onHand(code)).toBe(7);
  });

  it('is not when purchase orders could not be read', async () => {
    const code = await newItem();
    await sandbox.send('POST', '/sandbox/behaviour', { deny: ['Purchase Order'] });
    expect((await service.supplyOf([code])).inbound_unreadable).toMatch(/Purchase Order/);
    expect(await view.itemOf(code)).toBeUndefined();
  });
});

describe('a hint', () => {
  it('has the item read again, once for all of them', async () => {
    const [code, other] = [await newItem(), await newItem()];
    site.forget();
    await view.hints.add([
      { kind: 'items', codes: [code, other] },
      { kind: 'items', codes: [code] },
    ]);
    await workedOff();
    expect([await onHand(code), await onHand(other)]).toEqual([5, 5]);
    expect(site.requests.map((request) => request.body.doctype).sort()).toEqual([
      'Bin',
      'Item',
      'Purchase Order',
    ]);
  });

  it('of a purchase order has read what is in it, what was in it, and what it names', async () => {
    const [was, is, named] = [await newItem(), await newItem(), await newItem()];
    const name = `OTP-HINT-PO-${counter}`;
    const parent = { parent: name, parenttype: 'Purchase Order', parentfield: 'items' };
    const put = (item_code: string) =>
      sandbox.put({
        'Purchase Order': [
          {
            ...{ name, docstatus: 1, status: 'To Receive', company: 'Otp Test', supplier: 'S' },
            ...{ transaction_date: '2026-01-05', schedule_date: '2027-01-05', ...written },
          },
        ],
        'Purchase Order Item': [
          {
            ...{ name: `${name}-1`, ...parent, idx: 1, docstatus: 1, item_code, warehouse: STORES },
            ...{ uom: 'Nos', stock_uom: 'Nos', conversion_factor: 1, qty: 3, stock_qty: 3 },
            ...{ received_qty: 0, schedule_date: '2027-01-05', ...written },
          },
        ],
      });
    const inbound = async (code: string) => (await view.itemOf(code))?.item?.inbound.map((row) => row.qty);
    await put(was);
    await view.hints.add([{ kind: 'order', name, codes: [] }]);
    await workedOff();
    expect(await inbound(was)).toEqual([3]);

    await put(is);
    await view.hints.add([{ kind: 'order', name, codes: [named] }]);
    await workedOff();
    expect([await inbound(was), await inbound(is), await inbound(named)]).toEqual([[], [3], []]);
  });

  it('of reference data gives all services what was read, and tells them', async () => {
    const { version } = (await view.replica.reference())!;
    const warehouse = { warehouse_name: 'Hinted', company: 'Otp Test', parent_warehouse: 'All - OT' };
    const name = await sandbox.insert('Warehouse', warehouse);
    await view.hints.add([{ kind: 'reference' }]);
    await workedOff();
    const stored = (await view.replica.reference())!;
    expect(stored.version).not.toBe(version);
    expect(stored.warehouses.map((each) => each.name)).toContain(name);
    expect(stored).toEqual(await service.reference());
    expect(stored.bundles).toContainEqual({
      item_code: 'OTP-KIT',
      components: [
        { item_code: 'OTP-BOLT', qty: 4 },
        { item_code: 'OTP-NUT', qty: 3 },
      ],
    });
    expect(await redis.command('XREVRANGE', 'otp:{changes}', '+', '-', 'COUNT', '5')).toContain(
      stored.version,
    );
  });

  it('waits while ERPNext fails, and is worked off when it does not', async () => {
    const code = await newItem();
    await sandbox.send('POST', '/sandbox/behaviour', { deny: ['Bin'] });
    site.forget();
    await view.hints.add([{ kind: 'items', codes: [code] }]);
    // Taken, failed, and taken again.
    await eventually(() => {
      const asked = site.requests.filter((request) => request.body.doctype === 'Bin');
      return Promise.resolve(expect(asked.length).toBeGreaterThan(1));
    });
    expect(await view.hints.waiting()).toBe(1);
    expect((await service.sync()).hints_waiting).toBe(1);
    await sandbox.send('DELETE', '/sandbox/behaviour');
    await workedOff();
    expect(await onHand(code)).toBe(5);
  }, 15_000);
});

describe('a service', () => {
  it('that can not read reference data gives what another has read', async () => {
    const lost = await startStockService(`http://127.0.0.1:${await freePort()}`, redis);
    expect(await eventually(() => lost.reference())).toEqual(await view.replica.reference());
    await lost.close();
  });

  it('tells how far the replica follows', async () => {
    expect(await service.sync()).toEqual({
      ...{ complete: true, covered_until_ms: expect.any(Number), items: await view.replica.itemCount() },
      ...{ hints_waiting: 0, running: null, problems: [] },
      last: expect.objectContaining({ kind: 'full', failure: null, items_done: expect.any(Number) }),
    });
  });

  it('says that Redis may throw away what is kept', async () => {
    const forgetful = await startRedis({ 'maxmemory-policy': 'allkeys-lru' });
    const other = await startStockService(site.url, forgetful);
    await eventually(async () =>
      expect((await other.health()).problems.join('\n')).toMatch(/maxmemory-policy allkeys-lru/),
    );
    await other.close();
    await forgetful.stop();
  });

  it('answers LIVE while Redis is away, and brings the replica back by itself', async () => {
    const passing = await startRedis();
    const alone = await startStockService(site.url, passing);
    await synchronised(alone);
    await passing.kill();
    const code = await newItem();
    expect((await alone.supplyOf([code])).items[0]?.bins[0]?.actual_qty).toBe(5);
    await eventually(async () =>
      expect((await alone.health()).problems.join('\n')).toMatch(
        /^Redis .* Every order is read from ERPNext/,
      ),
    );
    await passing.restart();
    await synchronised(alone);
    const back = replicaIn(passing);
    expect((await eventually(async () => (await back.itemOf(code))!)).item?.bins[0]?.actual_qty).toBe(5);
    await view.hints.add([{ kind: 'items', codes: [code] }]);
    back.close();
    await alone.close();
    await passing.stop();
  }, 60_000);

  it('ends though Redis is away', async () => {
    const passing = await startRedis();
    const alone = await startStockService(site.url, passing);
    await synchronised(alone);
    await passing.kill();
    await alone.close();
    const never = await startStockService(site.url, passing);
    await never.close();
    await passing.stop();
  }, 20_000);
});
