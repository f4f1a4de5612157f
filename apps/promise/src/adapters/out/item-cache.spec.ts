import { Registry } from 'prom-client';
import type { KeptItem } from '../../application/known-supply.js';
import type { HeldReference } from '../../application/reference-holder.js';
import { prepareItem, prepareReference } from '../../domain/index.js';
import { bin, item, reference, row } from '../../domain/test/company.js';
import { settings } from '../../domain/test/promised.js';
import { ItemCache, UnknownItems } from './item-cache.js';
import { SupplyCounters } from './supply-counters.js';

const prepared = prepareReference(reference, settings);
const held: HeldReference = {
  version: 'v1',
  prepared,
  siteTimeZone: 'UTC',
  distrust: [],
  bundlesUnreadable: null,
  componentsOf: () => [],
};

function kept(code: string, bins = 0, rows = 0): KeptItem {
  const supply = item(code, {
    bins: Array.from({ length: bins }, () => bin('Stores - AP', 1)),
    inbound: Array.from({ length: rows }, (_, at) => row(`PO-${at}`, 1, '2026-12-01')),
  });
  return {
    prepared: prepareItem(supply, prepared),
    reference: held,
    inboundUnreadable: null,
    readAtMs: 0,
    asOfMs: 0,
    keptAtMs: 0,
    tellings: undefined,
  };
}

describe('ItemCache', () => {
  it('drops what was used longest ago when its bytes are full, and tells', () => {
    let evicted = 0;
    const cache = new ItemCache(10_000, () => (evicted += 1));
    cache.set('a', kept('a'));
    for (let number = 0; number < 100; number++) {
      cache.set(`item ${number}`, kept(`item ${number}`));
      expect(cache.get('a')).toBeDefined();
      expect(cache.bytes).toBeLessThanOrEqual(10_000);
    }
    expect(cache.get('item 0')).toBeUndefined();
    expect(cache.size + evicted).toBe(101);
    cache.clear();
    expect([cache.size, cache.bytes]).toEqual([0, 0]);
  });

  it('counts more for an item with more supply', () => {
    const sizeOf = (item: KeptItem): number => {
      const cache = new ItemCache(1_000_000, () => undefined);
      cache.set('a', item);
      return cache.bytes;
    };
    const plain = sizeOf(kept('a'));
    expect(sizeOf(kept('a', 1))).toBeGreaterThan(plain + 200);
    expect(sizeOf(kept('a', 10)) - sizeOf(kept('a', 9))).toBeGreaterThan(80);
    expect(sizeOf(kept('a', 1, 10)) - sizeOf(kept('a', 1, 9))).toBeGreaterThan(150);
  });
});

it('remembers only so many unknown items', () => {
  const unknown = new UnknownItems(3);
  for (const key of ['a', 'b', 'c', 'd']) unknown.set(key, 1);
  expect([unknown.size, unknown.get('a'), unknown.get('d')]).toEqual([3, undefined, 1]);
});

it('hands its counts over when metrics are asked for', async () => {
  const registry = new Registry();
  const cache = new ItemCache(1_000_000, () => undefined);
  cache.set('a', kept('a'));
  const counters = new SupplyCounters(registry, () => cache);
  counters.looked('l1', 3, 2);
  counters.looked('l1', 1, 0);
  counters.looked('redis', 0, 2);
  counters.read('erpnext', 2);
  counters.supplied(2_000, 'STALE', 'redis');
  counters.evicted();
  counters.reset();
  counters.lostContact();
  const lines = (await registry.metrics()).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'otp_supply_cache_hits_total{layer="l1"} 4',
      'otp_supply_cache_misses_total{layer="l1"} 2',
      'otp_supply_cache_misses_total{layer="redis"} 2',
      'otp_supply_cache_evictions_total{layer="l1"} 1',
      'otp_supply_cache_items 1',
      'otp_supply_orders_total{source="STALE"} 1',
      'otp_supply_age_seconds_bucket{le="1",layer="redis"} 0',
      'otp_supply_age_seconds_bucket{le="5",layer="redis"} 1',
      'otp_supply_read_items_bucket{le="2",from="erpnext"} 1',
      'otp_supply_resets_total 1',
      'otp_supply_contact_lost_total 1',
    ]),
  );
});
