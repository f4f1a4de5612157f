import { isOtpError, type OtpError } from '#libs/kernel';
import { type RedisProcess, startRedis } from '#libs/testing';
import { bulk, putCompany, STORES } from './company.js';
import { freePort, Sandbox } from './sandbox.js';
import { eventually, startStockService, type StockService, synchronised } from './stock-service.js';
import { WatchedSite } from './watched-site.js';

let redis: RedisProcess;
let sandbox: Sandbox;
let site: WatchedSite;
let service: StockService;
const more: { close(): Promise<unknown> }[] = [];

beforeAll(async () => {
  redis = await startRedis();
  sandbox = await Sandbox.start();
  await putCompany(sandbox);
  site = await WatchedSite.of(sandbox.url);
  service = await startStockService(site.url, redis);
  await eventually(() => service.reference());
  await synchronised(service);
}, 60_000);

afterAll(async () => {
  await service.close();
  await site.close();
  await sandbox.stop();
  await redis.stop();
}, 15_000);

beforeEach(() => site.forget());
afterEach(async () => {
  for (const resource of more.splice(0)) await resource.close();
  await sandbox.send('DELETE', '/sandbox/behaviour');
});

/** Another service for the same site, with its reference data read. */
async function serviceWith(settings: Record<string, string>): Promise<StockService> {
  const other = await startStockService(site.url, redis, settings);
  more.push(other);
  await eventually(() => other.reference());
  site.forget();
  return other;
}

const faultOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => (isOtpError(error) ? error : { thrown: error }),
  );
const told = async (call: Promise<unknown>) => {
  const { code, detail } = (await faultOf(call)) as OtpError;
  return { code, detail };
};

describe('an order', () => {
  it('takes three requests, whatever its number of lines', async () => {
    const supply = await service.supplyOf(bulk);
    expect(site.requests.map((request) => request.body.doctype).sort()).toEqual([
      'Bin',
      'Item',
      'Purchase Order',
    ]);
    expect(supply.items.map((each) => each.item_code).sort()).toEqual([...bulk].sort());
    for (const each of supply.items)
      expect(each.bins).toEqual([expect.objectContaining({ actual_qty: 5, reserved_qty: 0 })]);
  });

  it('that is bought as a bundle takes three as well', async () => {
    const supply = await service.supplyOf(['otp-kit']);
    expect(site.requests).toHaveLength(3);
    expect(supply.canonical_codes).toEqual({ 'otp-kit': 'OTP-KIT' });
    expect(supply.items.map((each) => each.item_code).sort()).toEqual(['OTP-BOLT', 'OTP-KIT', 'OTP-NUT']);
    expect(supply.items.find((each) => each.item_code === 'OTP-KIT')?.components).toEqual([
      { item_code: 'OTP-BOLT', qty: 4 },
      { item_code: 'OTP-NUT', qty: 3 },
    ]);
  });

  it('finds items as the database does', async () => {
    const supply = await service.supplyOf(['otp-ose ', 'OTP-NUT', 'NO-SUCH-ITEM']);
    expect(supply.canonical_codes).toEqual({ 'otp-ose ': 'Otp-Öse' });
    expect(supply.items).toHaveLength(2);
  });

  it('of figures that come as text is the same, of figures that are missing is refused', async () => {
    await sandbox.send('POST', '/sandbox/behaviour', { quantities: 'string' });
    const [found] = (await service.supplyOf(['Otp-Öse'])).items;
    expect(found?.bins).toEqual([expect.objectContaining({ actual_qty: 5 })]);
    await sandbox.send('POST', '/sandbox/behaviour', { quantities: 'null' });
    const { items, faults } = await service.supplyOf(['Otp-Öse']);
    expect(items).toEqual([]);
    expect(faults).toEqual([
      {
        item_code: 'Otp-Öse',
        fault: expect.objectContaining({
          code: 'SUPPLY_INVALID',
          detail: expect.stringContaining('actual_qty of Bin of Otp-Öse in Otp Stores - OT is empty'),
        }),
      },
    ]);
  });

  it.each([
    ['maintenance', { maintenance: true }, 'maintenance mode'],
    ['pages instead of JSON', { html_errors: true, deny: ['Bin'] }, 'read Bin'],
    ['Bins that may not be read', { deny: ['Bin'] }, 'read Bin'],
    ['the rate limiter', { rate_limit: 0 }, 'rate limiter'],
  ])('is refused at %s', async (_name, behaviour, words) => {
    await sandbox.send('POST', '/sandbox/behaviour', behaviour);
    expect(await told(service.supplyOf(['OTP-NUT']))).toEqual({
      code: 'SUPPLY_UNAVAILABLE',
      detail: expect.stringContaining(words),
    });
  });

  it('is refused after asking ERPNext once, when asking again is of no use', async () => {
    await sandbox.send('POST', '/sandbox/behaviour', { deny: ['Bin'] });
    await faultOf(service.supplyOf(['OTP-NUT']));
    expect(site.requests.filter((request) => request.body.doctype === 'Bin')).toHaveLength(1);
  });

  it('goes without purchase orders when they may not be read', async () => {
    await sandbox.send('POST', '/sandbox/behaviour', { deny: ['Purchase Order'] });
    const supply = await service.supplyOf(['OTP-NUT']);
    expect(supply.inbound_unreadable).toMatch(/does not let our user read Purchase Order/);
    expect(supply.items[0]?.bins).toHaveLength(1);
  });

  it('that stands in ERPNext already is told what it has reserved, parts of bundles included', async () => {
    const row = { item_code: 'OTP-KIT', warehouse: STORES, rate: 1 };
    const head = { docstatus: 1, customer: 'Kontor GmbH', company: 'Otp Test' };
    const order = await sandbox.insert('Sales Order', {
      ...{ ...head, transaction_date: '2026-01-05', delivery_date: '2027-01-05' },
      items: [
        { ...row, qty: 2 },
        { ...row, item_code: 'OTP-BOLT', uom: 'Box', conversion_factor: 12, qty: 1 },
      ],
    });
    const reservedBy = async () => {
      const { items, own_reservations } = await service.supplyOf(['OTP-KIT'], order);
      return {
        own: own_reservations.map((each) => [each.item_code, each.qty]).sort(),
        all: items.flatMap((each) => each.bins.map((found) => [each.item_code, found.reserved_qty])).sort(),
      };
    };
    const both = [
      ['OTP-BOLT', 20],
      ['OTP-NUT', 6],
    ];
    expect(await reservedBy()).toEqual({ own: both, all: both });

    const { data } = (await sandbox.send('GET', `/api/resource/Sales%20Order/${order}`)) as {
      data: { items: { name: string }[] };
    };
    await sandbox.insert('Delivery Note', {
      ...head,
      items: [{ ...row, qty: 1, against_sales_order: order, so_detail: data.items[0]?.name }],
    });
    const one = [
      ['OTP-BOLT', 16],
      ['OTP-NUT', 3],
    ];
    expect(await reservedBy()).toEqual({ own: one, all: one });
  });

  it('of an unknown Sales Order is refused', async () => {
    expect(await told(service.supplyOf(['OTP-NUT'], 'SAL-ORD-9999-00001'))).toEqual({
      code: 'SALES_ORDER_UNKNOWN',
      detail: 'ERPNext has no Sales Order SAL-ORD-9999-00001.',
    });
  });
});

describe('what our user may not see', () => {
  it('is told to whoever looks after it, and blocks as little as it can', async () => {
    const reader = await serviceWith({ token: 'reader:reader', REDIS_URL: `${redis.url}/1` });
    const supply = await reader.supplyOf(['Otp-Öse']);
    expect(supply.items[0]?.bins).toEqual([expect.objectContaining({ actual_qty: 5 })]);
    expect(supply.inbound_unreadable).toMatch(/Purchase Order/);
    const { erpnext_connected, problems } = await reader.health();
    expect(erpnext_connected).toBe(true);
    expect(problems.join('\n')).toMatch(/read Company:.*\n.*read Product Bundle:.*\n.*read Purchase Order:/);
    expect((await reader.supplyOf(['OTP-KIT'])).faults).toEqual([
      { item_code: 'OTP-KIT', fault: expect.objectContaining({ code: 'SUPPLY_UNAVAILABLE' }) },
    ]);
  });

  it('because of User Permissions makes figures untrustworthy', async () => {
    const before = await service.reference();
    expect(before.distrust).toEqual([]);
    const permission = { user: 'clerk@acme.test', allow: 'Warehouse', for_value: STORES };
    const name = await sandbox.insert('User Permission', { ...permission, apply_to_all_doctypes: 1 });
    const clerk = await serviceWith({ token: 'clerk:clerk', REDIS_URL: `${redis.url}/2` });
    const { distrust, version } = await clerk.reference();
    expect(distrust).toEqual([
      expect.stringContaining('restrict our ERPNext user by Warehouse'),
      expect.stringContaining('the warehouse All - OT,'),
    ]);
    expect(version).not.toBe(before.version);
    expect((await clerk.health()).problems).toEqual(expect.arrayContaining(distrust));
    await sandbox.send('DELETE', `/api/resource/User%20Permission/${name}`);
  });

  it('because of wrong credentials is everything', async () => {
    const stranger = await startStockService(site.url, redis, {
      token: 'no:body',
      REDIS_URL: `${redis.url}/3`,
    });
    more.push(stranger);
    const { erpnext_connected, problems } = await stranger.health();
    expect(erpnext_connected).toBe(false);
    expect(problems[0]).toMatch(/does not accept our API key and secret/);
    expect(await faultOf(stranger.supplyOf(['OTP-NUT']))).toMatchObject({ code: 'SUPPLY_UNAVAILABLE' });
  });
});

describe('the service', () => {
  it('starts before ERPNext does, and gives supply as soon as it can', async () => {
    const port = await freePort();
    const early = await startStockService(`http://127.0.0.1:${port}`, redis, { REDIS_URL: `${redis.url}/4` });
    more.push(early);
    expect(await faultOf(early.supplyOf(['OTP-NUT']))).toMatchObject({ code: 'SUPPLY_UNAVAILABLE' });
    expect((await early.health()).problems.join()).toMatch(/can't be reached \(ECONNREFUSED\)/);
    const late = await WatchedSite.of(sandbox.url, port);
    more.push(late);
    expect((await eventually(() => early.supplyOf(['OTP-NUT']))).items).toHaveLength(1);
  }, 15_000);

  it('leaves a failing ERPNext alone, says so at once, and goes on by itself', async () => {
    const hasty = await serviceWith({ ERPNEXT_BREAKER_OPEN_MS: '300', ERPNEXT_READ_RETRIES: '0' });
    await sandbox.send('POST', '/sandbox/behaviour', { maintenance: true });
    const left = await eventually(async () => {
      const fault = await faultOf(hasty.supplyOf(['OTP-NUT']));
      expect(fault).toMatchObject({ detail: expect.stringMatching(/left alone.*maintenance mode/) });
      return fault;
    });
    expect(left).toMatchObject({ code: 'SUPPLY_UNAVAILABLE', retryAfterSeconds: 1 });
    await sandbox.send('DELETE', '/sandbox/behaviour');
    expect((await eventually(() => hasty.supplyOf(['OTP-NUT']))).items).toHaveLength(1);
  });

  it('reads reference data again, and goes on with what it has when that fails', async () => {
    const lively = await serviceWith({ REFERENCE_REFRESH_MS: '100' });
    const { version } = await lively.reference();
    const name = await sandbox.insert('Warehouse', {
      ...{ warehouse_name: 'Annex', company: 'Otp Test', parent_warehouse: 'All - OT' },
    });
    const changed = await eventually(async () => {
      const reference = await lively.reference();
      expect(reference.version).not.toBe(version);
      return reference;
    });
    expect(changed.warehouses.map((warehouse) => warehouse.name)).toContain(name);
    expect((await lively.supplyOf(['OTP-NUT'])).reference_version).toBe(changed.version);

    await sandbox.send('POST', '/sandbox/behaviour', { deny: ['Warehouse'] });
    await eventually(async () =>
      expect((await lively.health()).problems.join()).toMatch(/s old, because .* read Warehouse/),
    );
    expect(await lively.reference()).toEqual(changed);
  });

  it('is well when all is well', async () => {
    expect(await service.health()).toEqual({ erpnext_connected: true, problems: [] });
  });

  it('lets calls in flight end when it is told to stop', async () => {
    const leaving = await serviceWith({});
    const gate = site.hold('Bin', ['Item', 'Purchase Order']);
    const asked = leaving.supplyOf(['OTP-NUT']);
    await gate.arrived;
    const closed = leaving.close();
    gate.release();
    expect((await asked).items).toHaveLength(1);
    await closed;
    more.splice(0);
  });
});
