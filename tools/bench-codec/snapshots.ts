import type { stock } from '#libs/contracts';

/** Bins and inbound rows of the items that are measured. */
export const sizes = {
  small: { bins: 1, inbound: 0 },
  typical: { bins: 10, inbound: 2 },
  large: { bins: 200, inbound: 100 },
} as const;

export type Size = keyof typeof sizes;

const CITIES = ['Berlin', 'Hamburg', 'München', 'Köln', 'Leipzig'];

/** A snapshot as a trading company has it; `at` makes it different from others. */
export function benchmarkSnapshot(size: Size, at: number): stock.ItemSnapshot {
  const { bins, inbound } = sizes[size];
  return {
    as_of_ms: 1_795_000_000_000 + at,
    inbound_unreadable: null,
    item: {
      item_code: `ITEM-${String(at).padStart(6, '0')}`,
      stock_uom: 'Nos',
      is_stock_item: true,
      disabled: false,
      has_variants: false,
      uoms: [{ uom: 'Box', conversion_factor: 12 }],
      components: [],
      bins: Array.from({ length: bins }, (_, bin) => ({
        warehouse: warehouse(bin),
        actual_qty: ((at + bin * 7) % 500) + (bin % 3) / 4,
        reserved_qty: (at + bin) % 40,
        reserved_qty_for_production: bin % 4 === 0 ? 5 : 0,
        reserved_qty_for_sub_contract: 0,
        reserved_qty_for_production_plan: 0,
      })),
      inbound: Array.from({ length: inbound }, (_, row) => ({
        purchase_order: `PUR-ORD-2026-${String((at + row) % 99_999).padStart(5, '0')}`,
        row: `r${((at + 1) * 7_919 + row).toString(36).padStart(9, '0')}`,
        idx: row + 1,
        company: 'Apex Trading GmbH',
        status: 'To Receive and Bill',
        warehouse: warehouse(row),
        qty: 10 * (row + 1),
        received_qty: row % 2,
        conversion_factor: 1,
        delivered_by_supplier: false,
        schedule_date: '2026-12-01',
        expected_delivery_date: row % 2 === 0 ? '2026-12-04' : null,
      })),
    },
  };
}

function warehouse(at: number): string {
  return `Stores ${CITIES[at % CITIES.length]} ${Math.floor(at / CITIES.length) + 1} - AT`;
}
