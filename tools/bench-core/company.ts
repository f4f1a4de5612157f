import type { ItemSupply, Reference } from '../../apps/promise/src/domain/index.js';

/** Documents of a company as large as a calculation sees of it. */
export interface BenchmarkCompany {
  readonly reference: Reference;
  readonly items: readonly ItemSupply[];
}

const COMPANY = 'Acme Parts';
const ITEMS = 2_000;
const leaves = [
  'Stores',
  'Small Parts',
  'Finished Goods',
  'Goods In Transit',
  'Work In Progress',
  'North 1',
  'North 2',
  'South 1',
  'South 2',
].map((name) => `${name} - AP`);

/**
 * 2,000 items: each has stock in Stores and in some other warehouses, some of it reserved; one in ten owes more
 * than it has somewhere; two in three have open purchase orders, some of them overdue or On Hold. The figures
 * follow from the item's number alone.
 */
export function benchmarkCompany(): BenchmarkCompany {
  return {
    reference: referenceData(),
    items: Array.from({ length: ITEMS }, (_, number) => itemNumber(number)),
  };
}

function itemNumber(number: number): ItemSupply {
  const code = `Part ${number}`;
  const elsewhere = leaves.filter((_, place) => place > 0 && (number + place * 7) % 3 === 0);
  const warehouses = ['Stores - AP', ...elsewhere];
  return {
    item_code: code,
    stock_uom: number % 11 === 0 ? 'Metre' : 'Nos',
    is_stock_item: true,
    disabled: false,
    has_variants: false,
    uoms: [{ uom: 'Box', conversion_factor: 12 }],
    components: [],
    bins: warehouses.map((warehouse, place) => ({
      warehouse,
      actual_qty: 40 + ((number * 13 + place * 29) % 60) + (number % 11 === 0 ? 0.25 : 0),
      reserved_qty: place > 0 && number % 10 === 0 ? 120 : (number + place) % 20,
      reserved_qty_for_production: number % 5,
      reserved_qty_for_sub_contract: 0,
      reserved_qty_for_production_plan: 0,
    })),
    inbound: Array.from({ length: number % 3 }, (_, place) => ({
      purchase_order: `PUR-ORD-${String(((number * 3 + place) % 900) + 1).padStart(5, '0')}`,
      row: `row${number}-${place}`,
      company: COMPANY,
      status: number % 25 === 0 ? 'On Hold' : 'To Receive and Bill',
      warehouse: place === 0 ? 'Stores - AP' : leaves[5 + (number % 4)],
      qty: 100,
      received_qty: number % 4 === 0 ? 30 : 0,
      conversion_factor: 1,
      delivered_by_supplier: false,
      schedule_date: `2026-${number % 17 === 1 ? '11' : '12'}-${String((number % 20) + 3).padStart(2, '0')}`,
      expected_delivery_date: null,
    })),
  };
}

function referenceData(): Reference {
  const group = (name: string, parent: string | null) => ({
    name,
    parent_warehouse: parent,
    is_group: true,
    company: COMPANY,
    disabled: false,
    warehouse_type: null,
    is_rejected_warehouse: false,
  });
  const all = 'All Warehouses - AP';
  const north = 'North - AP';
  return {
    warehouses: [
      group(all, null),
      group(north, all),
      ...leaves.map((name) => ({
        ...group(name, name.startsWith('North') ? north : all),
        is_group: false,
        warehouse_type: name.includes('Transit') ? 'Transit' : null,
      })),
    ],
    companies: [{ name: COMPANY, default_holiday_list: 'Calendar' }],
    holiday_lists: [
      {
        name: 'Calendar',
        readable: true,
        from_date: '2026-01-01',
        to_date: '2027-12-31',
        holidays: daysOff(),
      },
    ],
    site_time_zone: 'Europe/Berlin',
  };
}

/** Saturdays and Sundays of two years, and Christmas. */
function daysOff(): { date: string; weekly_off: boolean }[] {
  const days = [];
  for (let time = Date.UTC(2026, 0, 1); time < Date.UTC(2028, 0, 1); time += 86_400_000) {
    const date = new Date(time);
    const weekly = date.getUTCDay() % 6 === 0;
    const text = date.toISOString().slice(0, 10);
    if (weekly || text.endsWith('-12-25')) days.push({ date: text, weekly_off: weekly });
  }
  return days;
}
