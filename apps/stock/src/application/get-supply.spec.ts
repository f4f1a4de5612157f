import { OtpError } from '#libs/kernel';
import { Bundles } from './bundles.js';
import { GetSupply, type KeepsReadings } from './get-supply.js';
import type { KeepReference } from './keep-reference.js';
import { type OrderReading, ReadItems } from './read-items.js';
import type { Reading, ReadingRequest, SupplySource } from './supply-source.port.js';
import type { ItemMaster } from './supply.js';

const master = (item_code: string, more: Partial<ItemMaster> = {}): ItemMaster => ({
  item_code,
  stock_uom: 'Nos',
  is_stock_item: true,
  disabled: false,
  has_variants: false,
  uoms: [{ uom: 'Box', conversion_factor: 12 }],
  ...more,
});
const bundles = new Bundles([
  {
    item_code: 'KIT',
    components: [
      { item_code: 'BOLT', qty: 4 },
      { item_code: 'NUT', qty: 4 },
    ],
  },
]);
const row = (item_code: string, status: string) => ({ item_code, status, modified: '2026-01-01 00:00:00' });
const quiet = {
  bins: [{ item_code: 'BOLT', actual_qty: 5, modified: '2026-01-01 00:00:00' }],
  inbound: [row('BOLT', 'On Hold'), row('BOLT', 'Completed'), row('BOLT', 'Draft')],
  inboundUnreadable: null,
  faults: new Map(),
  salesOrder: {
    modified: '2026-01-01 00:00:00',
    reserved: [
      { item_code: 'BOLT', warehouse: 'W', qty: 2 },
      { item_code: 'ELSE', warehouse: 'W', qty: 2 },
      { item_code: 'SERVICE', warehouse: 'W', qty: 2 },
    ],
  },
} as unknown as Reading;

interface Arrangement {
  readonly read?: Reading;
  readonly unreadable?: string | null;
  readonly masterFaults?: ReadonlyMap<string, OtpError>;
}

function order(masters: readonly ItemMaster[], arrangement: Arrangement = {}) {
  const { read = quiet, unreadable = null, masterFaults = new Map<string, OtpError>() } = arrangement;
  const asked: { items: readonly string[]; reading?: ReadingRequest; kept: OrderReading[] } = {
    items: [],
    kept: [],
  };
  const source: SupplySource = {
    ready: () => undefined,
    stampOfNow: (zone) => (zone === 'Europe/Berlin' ? '2026-11-24 03:00:00' : ''),
    itemsOf: (items) => ((asked.items = items), Promise.resolve({ items: masters, faults: masterFaults })),
    read: (reading) => ((asked.reading = reading), Promise.resolve(read)),
  };
  const shared = { version: 'v1', site_time_zone: 'Europe/Berlin', bundles_unreadable: unreadable };
  const reference = { shared, bundles: unreadable === null ? bundles : new Bundles([]) };
  const kept = { current: () => reference } as unknown as KeepReference;
  const replica: KeepsReadings = {
    readThrough: async (reads) => {
      const reading = await reads();
      asked.kept.push(reading);
      return { ...reading, notKept: new OtpError('UNAVAILABLE', 'Redis is not reachable.') };
    },
  };
  const clock = { now: () => 42 };
  const items = new ReadItems(source, kept, clock, { settleRounds: 1 });
  const supply = new GetSupply(items, replica, kept, clock);
  const limits = { deadline: Infinity, signal: new AbortController().signal };
  return {
    asked,
    supplyOf: (codes: readonly string[], salesOrder: string | null = 'SO-1') =>
      supply.supplyOf(codes, salesOrder, limits),
  };
}

it('reads each code once, and the parts of bundles with them', async () => {
  const { asked, supplyOf } = order([master('BOLT'), master('KIT', { is_stock_item: false }), master('NUT')]);
  const supply = await supplyOf(['bolt ', 'BOLT', 'kit', '']);
  expect(asked.items).toEqual(['bolt', 'BOLT', 'kit', 'NUT']);
  expect(asked.reading).toEqual({
    itemCodes: asked.items,
    salesOrderId: 'SO-1',
    since: '2026-11-24 03:00:00',
  });
  expect(supply.canonical_codes).toEqual({ 'bolt ': 'BOLT', kit: 'KIT' });
  expect(supply.items.map((item) => [item.item_code, item.components.length])).toEqual([
    ['BOLT', 0],
    ['KIT', 2],
    ['NUT', 0],
  ]);
});

it('gives bins, open and held rows, units and reservations of the known items', async () => {
  const { supplyOf } = order([master('BOLT'), master('SERVICE', { is_stock_item: false })]);
  const supply = await supplyOf(['BOLT', 'SERVICE', 'NO-SUCH']);
  expect(supply).toMatchObject({ reference_version: 'v1', as_of_ms: 42, inbound_unreadable: null });
  expect(supply.items).toEqual([
    expect.objectContaining({
      item_code: 'BOLT',
      uoms: [{ uom: 'Box', conversion_factor: 12 }],
      bins: [expect.objectContaining({ actual_qty: 5 })],
      inbound: [row('BOLT', 'On Hold'), row('BOLT', 'Draft')],
    }),
    expect.objectContaining({ item_code: 'SERVICE', is_stock_item: false, bins: [] }),
  ]);
  expect(supply.own_reservations).toEqual([{ item_code: 'BOLT', warehouse: 'W', qty: 2 }]);
});

it('keeps what is read for no Sales Order, and answers though it can not be kept', async () => {
  const { asked, supplyOf } = order([master('BOLT')]);
  await supplyOf(['BOLT']);
  expect(asked.kept).toEqual([]);
  const supply = await supplyOf(['BOLT', 'GONE'], null);
  expect(supply.items).toHaveLength(1);
  expect(asked.kept[0]?.outcomes).toEqual([
    { kind: 'snapshot', code: 'BOLT', snapshot: expect.objectContaining({ as_of_ms: 42 }) },
    { kind: 'gone', code: 'GONE' },
  ]);
});

it('does not take a bundle for a service when bundles can not be read', async () => {
  const service = master('KIT', { is_stock_item: false });
  const unreadable = 'May not read Product Bundle.';
  const { items, faults } = await order([service, master('BOLT')], { unreadable }).supplyOf(['KIT', 'BOLT']);
  expect(items.map((item) => item.item_code)).toEqual(['BOLT']);
  expect(faults).toEqual([
    {
      item_code: 'KIT',
      fault: expect.objectContaining({
        code: 'SUPPLY_UNAVAILABLE',
        detail: 'KIT is not kept in stock and may be a Product Bundle. May not read Product Bundle.',
      }),
    },
  ]);
});

it('tells of each item alone that its figures can not be used', async () => {
  const bad = new OtpError('SUPPLY_INVALID', 'actual_qty is empty.');
  const { items, faults } = await order([master('BOLT'), master('NUT')], {
    read: { ...quiet, faults: new Map([['Nut', bad]]) },
    masterFaults: new Map([['SCREW', bad]]),
  }).supplyOf(['BOLT', 'nut', 'screw', 'GONE']);
  expect(items.map((item) => item.item_code)).toEqual(['BOLT']);
  expect(faults).toEqual([
    { item_code: 'nut', fault: bad },
    { item_code: 'screw', fault: bad },
  ]);
});

it('stops the other reads when one fails, and asks nothing of a source that is not ready', async () => {
  const signals: AbortSignal[] = [];
  const source: SupplySource = {
    ready: () => undefined,
    stampOfNow: () => '2026-11-24 03:00:00',
    itemsOf: () => Promise.reject(new Error('no items')),
    read: (_reading, { signal }) => (signals.push(signal), new Promise(() => undefined)),
  };
  const kept = { current: () => ({ shared: {}, bundles }) } as unknown as KeepReference;
  const reading = (from: SupplySource) => new ReadItems(from, kept, { now: () => 42 }, { settleRounds: 1 });
  const caller = { deadline: Infinity, signal: new AbortController().signal };
  await expect(reading(source).read(['BOLT'], caller)).rejects.toThrow('no items');
  expect(signals.map((signal) => signal.aborted)).toEqual([true]);
  expect(caller.signal.aborted).toBe(false);

  const ready = () => {
    throw new OtpError('SUPPLY_UNAVAILABLE', 'Left alone.');
  };
  await expect(reading({ ...source, ready }).read(['BOLT'], caller)).rejects.toThrow('Left alone.');
  expect(signals).toHaveLength(1);
});

it('passes on why purchase orders could not be read', async () => {
  const read = { ...quiet, inbound: [], inboundUnreadable: 'Not allowed.' };
  expect((await order([master('BOLT')], { read }).supplyOf(['BOLT'])).inbound_unreadable).toBe(
    'Not allowed.',
  );
});
