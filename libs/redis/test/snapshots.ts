import type { stock } from '#libs/contracts';
import type { RedisConfig } from '../src/index.js';

/** A snapshot of so many Bins and inbound rows; `quantity` and `asOfMs` tell readings apart. */
export function snapshotOf(
  code: string,
  { quantity = 1, asOfMs = 1_000, bins = 1, orders = [] as readonly string[] } = {},
): stock.ItemSnapshot {
  return {
    as_of_ms: asOfMs,
    inbound_unreadable: null,
    item: {
      item_code: code,
      stock_uom: 'Nos',
      is_stock_item: true,
      disabled: false,
      has_variants: false,
      uoms: [],
      components: [],
      bins: Array.from({ length: bins }, (_, at) => ({
        warehouse: `Stores ${at} - AP`,
        actual_qty: quantity,
        reserved_qty: 0,
        reserved_qty_for_production: 0,
        reserved_qty_for_sub_contract: 0,
        reserved_qty_for_production_plan: 0,
      })),
      inbound: orders.map((purchase_order, at) => ({
        purchase_order,
        row: `${code}-${purchase_order}-${at}`,
        idx: at + 1,
        company: 'Apex',
        status: 'To Receive and Bill',
        warehouse: 'Stores 0 - AP',
        qty: 10,
        received_qty: 0,
        conversion_factor: 1,
        delivered_by_supplier: false,
        schedule_date: '2026-12-01',
        expected_delivery_date: null,
      })),
    },
  };
}

/** How a service would be configured; `more` says where Redis is. */
export function configOf(more: Partial<RedisConfig>): RedisConfig {
  return {
    REDIS_URL: 'redis://127.0.0.1:1',
    REDIS_SENTINELS: undefined,
    REDIS_SENTINEL_NAME: 'mymaster',
    REDIS_CLUSTER: undefined,
    REDIS_PASSWORD: undefined,
    REDIS_TIMEOUT_MS: 250,
    ...more,
  };
}
