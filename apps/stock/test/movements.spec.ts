import { type RedisProcess, startRedis } from '#libs/testing';
import { bin, item, putCompany, STORES, written } from './company.js';
import { Sandbox } from './sandbox.js';
import { eventually, startStockService, type StockService, synchronised } from './stock-service.js';
import { WatchedSite } from './watched-site.js';

let redis: RedisProcess;
let sandbox: Sandbox;
let site: WatchedSite;
let service: StockService;

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

describe('a movement between the answers', () => {
  const ORDERED = 5;
  const RESERVED = 8;
  let counter = 0;
  let code: string;
  let purchaseOrder: string;
  let salesOrder: string;

  beforeEach(async () => {
    code = `OTP-MOVE-${(counter += 1)}`;
    const row = { item_code: code, uom: 'Nos', stock_uom: 'Nos', conversion_factor: 1, warehouse: STORES };
    const head = { company: 'Otp Test', docstatus: 1, ...written };
    purchaseOrder = `OTP-PO-${counter}`;
    salesOrder = `OTP-SO-${counter}`;
    const child = (parent: string, parenttype: string) => ({
      ...{ name: `${parent}-1`, parent, parenttype, parentfield: 'items', idx: 1, docstatus: 1, ...written },
    });
    await sandbox.put({
      Item: [item(code)],
      Bin: [bin(code, 20, { reserved_qty: RESERVED, ordered_qty: ORDERED })],
      'Purchase Order': [
        {
          ...head,
          ...{ name: purchaseOrder, status: 'To Receive and Bill', supplier: `Supplier ${counter}` },
          ...{ transaction_date: '2026-01-05', schedule_date: '2027-01-05' },
        },
      ],
      'Purchase Order Item': [
        {
          ...row,
          ...child(purchaseOrder, 'Purchase Order'),
          ...{ qty: ORDERED, stock_qty: ORDERED, received_qty: 0, schedule_date: '2027-01-05' },
        },
      ],
      'Sales Order': [
        {
          ...head,
          ...{ name: salesOrder, status: 'To Deliver and Bill', customer: `Customer ${counter}` },
          ...{ transaction_date: '2026-01-05', delivery_date: '2027-01-05' },
        },
      ],
      'Sales Order Item': [
        {
          ...row,
          ...child(salesOrder, 'Sales Order'),
          ...{
            qty: RESERVED,
            is_stock_item: 1,
            stock_qty: RESERVED,
            delivered_qty: 0,
            delivery_date: '2027-01-05',
          },
        },
      ],
    });
  });

  const receive = (qty: number) =>
    sandbox.insert('Purchase Receipt', {
      ...{ docstatus: 1, supplier: `Supplier ${counter}`, company: 'Otp Test' },
      items: [
        {
          ...{ item_code: code, qty, received_qty: qty, warehouse: STORES, rate: 1 },
          ...{ purchase_order: purchaseOrder, purchase_order_item: `${purchaseOrder}-1` },
        },
      ],
    });
  const deliver = (qty: number) =>
    sandbox.insert('Delivery Note', {
      ...{ docstatus: 1, customer: `Customer ${counter}`, company: 'Otp Test' },
      items: [
        {
          ...{ item_code: code, qty, warehouse: STORES, rate: 1 },
          ...{ against_sales_order: salesOrder, so_detail: `${salesOrder}-1` },
        },
      ],
    });

  /** Asks for the supply, lets `move` happen after the others were answered and before `held` is asked. */
  async function supplyWhile(held: string, move: () => Promise<unknown>) {
    const answered = ['Bin', 'Purchase Order', 'Sales Order'].filter((doctype) => doctype !== held);
    const gate = site.hold(held, answered);
    const asked = service.supplyOf([code], salesOrder);
    await gate.arrived;
    await move();
    gate.release();
    const supply = await asked;
    const [found] = supply.items;
    return {
      actual: found?.bins[0]?.actual_qty ?? NaN,
      reserved: found?.bins[0]?.reserved_qty ?? NaN,
      open: (found?.inbound ?? []).reduce((sum, each) => sum + each.qty - each.received_qty, 0),
      own: supply.own_reservations.reduce((sum, each) => sum + each.qty, 0),
    };
  }

  it('none: the order is read once', async () => {
    const supply = await service.supplyOf([code], salesOrder);
    expect(site.requests).toHaveLength(4);
    expect(supply.own_reservations).toEqual([{ item_code: code, warehouse: STORES, qty: RESERVED }]);
  });

  it.each([
    ['Bin', 2],
    ['Purchase Order', 2],
    ['Bin', ORDERED],
    ['Purchase Order', ORDERED],
  ])('%s is read after a receipt of %i', async (held, qty) => {
    const seen = await supplyWhile(held, () => receive(qty));
    expect(seen).toEqual({ actual: 20 + qty, reserved: RESERVED, open: ORDERED - qty, own: RESERVED });
    // The first answers do show it by half: as many pieces too many, or too few.
    const first = (doctype: string) => site.answers.find((answer) => answer.doctype === doctype)?.rows[0];
    const pieces =
      Number(first('Bin')?.['actual_qty']) + ORDERED - Number(first('Purchase Order')?.['row_received_qty']);
    expect(pieces).toBe(20 + ORDERED + (held === 'Bin' ? qty : -qty));
    expect(site.requests.length).toBeGreaterThan(4);
  });

  it.each([['Bin'], ['Sales Order']])('%s is read after a delivery', async (held) => {
    const seen = await supplyWhile(held, () => deliver(3));
    expect(seen).toEqual({ actual: 17, reserved: RESERVED - 3, open: ORDERED, own: RESERVED - 3 });
    expect(site.requests.length).toBeGreaterThan(4);
  });
});
