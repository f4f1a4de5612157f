import { GetSupply } from './get-supply.js';
import { ItemNames } from './item-names.js';
import type { KeepReference } from './keep-reference.js';
import type { Reading, ReadingRequest, SupplySource } from './supply-source.port.js';
import type { Bundles, ItemMaster } from './supply.js';

const master = (item_code: string, more: Partial<ItemMaster> = {}): ItemMaster => ({
  item_code,
  stock_uom: 'Nos',
  is_stock_item: true,
  disabled: false,
  has_variants: false,
  uoms: [{ uom: 'Box', conversion_factor: 12 }],
  ...more,
});
const bundles: Bundles = {
  unreadable: null,
  names: new ItemNames(['KIT']),
  componentsOf: () => [
    { item_code: 'BOLT', qty: 4 },
    { item_code: 'NUT', qty: 4 },
  ],
};
const row = (item_code: string, status: string) => ({ item_code, status, modified: '2026-01-01 00:00:00' });
const quiet = {
  bins: [{ item_code: 'BOLT', actual_qty: 5, modified: '2026-01-01 00:00:00' }],
  inbound: [row('BOLT', 'On Hold'), row('BOLT', 'Completed'), row('BOLT', 'Draft')],
  inboundUnreadable: null,
  salesOrder: {
    modified: '2026-01-01 00:00:00',
    reserved: [
      { item_code: 'BOLT', warehouse: 'W', qty: 2 },
      { item_code: 'ELSE', warehouse: 'W', qty: 2 },
      { item_code: 'SERVICE', warehouse: 'W', qty: 2 },
    ],
  },
} as unknown as Reading;

function order(masters: readonly ItemMaster[], { read = quiet, kits = bundles } = {}) {
  const asked: { items: readonly string[]; reading?: ReadingRequest } = { items: [] };
  const source: SupplySource = {
    stampOfNow: (zone) => (zone === 'Europe/Berlin' ? '2026-11-24 03:00:00' : ''),
    itemsOf: (items) => ((asked.items = items), Promise.resolve(masters)),
    read: (reading) => ((asked.reading = reading), Promise.resolve(read)),
  };
  const reference = {
    shared: { version: 'v1', site_time_zone: 'Europe/Berlin' },
    bundles: kits,
  };
  const kept = { current: () => reference } as unknown as KeepReference;
  const supply = new GetSupply(source, kept, { now: () => 42 }, { settleRounds: 1 });
  const limits = { deadline: Infinity, signal: new AbortController().signal };
  return {
    asked,
    supplyOf: (codes: readonly string[]) => supply.supplyOf(codes, 'SO-1', limits),
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

it('does not take a bundle for a service when bundles can not be read', async () => {
  const kits = {
    unreadable: 'May not read Product Bundle.',
    names: new ItemNames([]),
    componentsOf: () => [],
  };
  const service = master('KIT', { is_stock_item: false });
  await expect(order([service], { kits }).supplyOf(['KIT'])).rejects.toMatchObject({
    code: 'SUPPLY_UNAVAILABLE',
    detail: expect.stringContaining('KIT is not kept in stock and may be a Product Bundle. May not read'),
  });
  await expect(order([master('BOLT')], { kits }).supplyOf(['BOLT'])).resolves.toBeDefined();
});

it('stops the other reads when one fails', async () => {
  const signals: AbortSignal[] = [];
  const source: SupplySource = {
    stampOfNow: () => '2026-11-24 03:00:00',
    itemsOf: () => Promise.reject(new Error('no items')),
    read: (_reading, { signal }) => (signals.push(signal), new Promise(() => undefined)),
  };
  const kept = { current: () => ({ shared: {}, bundles }) } as unknown as KeepReference;
  const supply = new GetSupply(source, kept, { now: () => 42 }, { settleRounds: 1 });
  const caller = { deadline: Infinity, signal: new AbortController().signal };
  await expect(supply.supplyOf(['BOLT'], null, caller)).rejects.toThrow('no items');
  expect(signals.map((signal) => signal.aborted)).toEqual([true]);
  expect(caller.signal.aborted).toBe(false);
});

it('passes on why purchase orders could not be read', async () => {
  const read = { ...quiet, inbound: [], inboundUnreadable: 'Not allowed.' };
  expect((await order([master('BOLT')], { read }).supplyOf(['BOLT'])).inbound_unreadable).toBe(
    'Not allowed.',
  );
});
