import { type Row } from '../database/database.js';
import { type Book } from './book.js';
import { holidayRows } from './calendar.js';
import { type Random } from './random.js';

export const acme = 'Acme Parts';
export const service = 'Acme Service';

interface WarehouseSeed {
  readonly name: string;
  readonly parent?: string;
  readonly isGroup?: boolean;
  readonly rest?: Row;
}

const acmeWarehouses: readonly WarehouseSeed[] = [
  { name: 'All Warehouses', isGroup: true },
  { name: 'Stores', parent: 'All Warehouses' },
  { name: 'Small Parts', parent: 'All Warehouses' },
  { name: 'North', parent: 'All Warehouses', isGroup: true },
  { name: 'North 1', parent: 'North' },
  { name: 'North Cold', parent: 'North', isGroup: true },
  { name: 'Cold Store 1', parent: 'North Cold' },
  { name: 'North 2', parent: 'North' },
  { name: 'Finished Goods', parent: 'All Warehouses' },
  { name: 'Work In Progress', parent: 'All Warehouses' },
  { name: 'Goods In Transit', parent: 'All Warehouses', rest: { warehouse_type: 'Transit' } },
  { name: 'Rejects', parent: 'All Warehouses', rest: { is_rejected_warehouse: 1 } },
  { name: 'Closed Depot', parent: 'All Warehouses', rest: { disabled: 1 } },
];
const serviceWarehouses: readonly WarehouseSeed[] = [
  { name: 'All Warehouses', isGroup: true },
  { name: 'Stores', parent: 'All Warehouses' },
  { name: 'Goods In Transit', parent: 'All Warehouses', rest: { warehouse_type: 'Transit' } },
];

/** Units with whether they come in whole numbers only. */
const units: readonly (readonly [string, boolean])[] = [
  ['Nos', true],
  ['Box', true],
  ['Pair', true],
  ['Set', true],
  ['Pallet', true],
  ['Kg', false],
  ['Gram', false],
  ['Metre', false],
  ['Litre', false],
  ['Hour', false],
];

export function addCompanies(book: Book): void {
  const year = Number(book.today.slice(0, 4));
  const list = `Acme ${year}-${year + 1}`;
  const holidays = holidayRows(year);
  book.add(
    'Holiday List',
    {
      name: list,
      holiday_list_name: list,
      from_date: `${year}-01-01`,
      to_date: `${year + 1}-12-31`,
      total_holidays: holidays.length,
    },
    { holidays },
  );
  for (const [name, whole] of units) {
    book.add('UOM', { name, uom_name: name, must_be_whole_number: whole ? 1 : 0, enabled: 1 });
  }
  addCompany(book, acme, 'AP', list);
  addWarehouses(book, acme, 'AP', acmeWarehouses);
  // The second company keeps no calendar of its own.
  addCompany(book, service, 'AS', null);
  addWarehouses(book, service, 'AS', serviceWarehouses);
}

export function addCompany(book: Book, name: string, abbr: string, holidayList: string | null): void {
  book.add('Company', {
    name,
    company_name: name,
    abbr,
    default_currency: 'EUR',
    country: 'Germany',
    default_holiday_list: holidayList,
  });
}

function addWarehouses(book: Book, company: string, abbr: string, seeds: readonly WarehouseSeed[]): void {
  for (const { name, parent, isGroup, rest } of seeds) {
    book.add('Warehouse', {
      name: `${name} - ${abbr}`,
      warehouse_name: name,
      is_group: isGroup === true ? 1 : 0,
      parent_warehouse: parent === undefined ? null : `${parent} - ${abbr}`,
      company,
      ...rest,
    });
  }
}

interface ItemSeed {
  readonly code: string;
  readonly name: string;
  readonly uom: string;
  /** Further units with their conversion factors. */
  readonly uoms?: readonly (readonly [string, number])[];
  readonly rest?: Row;
}

export function addItem(book: Book, item: ItemSeed): void {
  const others = (item.uoms ?? []).map(([uom, conversion_factor]): Row => ({ uom, conversion_factor }));
  book.add(
    'Item',
    {
      name: item.code,
      item_code: item.code,
      item_name: item.name,
      description: item.name,
      stock_uom: item.uom,
      is_stock_item: 1,
      ...item.rest,
    },
    { uoms: [...others, { uom: item.uom, conversion_factor: 1 }] },
  );
}

const box = [['Box', 12]] as const;
/** Items with names to remember, and with every kind of character in their codes. */
export const namedItems: readonly ItemSeed[] = [
  {
    code: 'BOLT-M8',
    name: 'Hexagon bolt M8',
    uom: 'Nos',
    uoms: [...box, ['Pallet', 4800]],
    rest: { safety_stock: 200, lead_time_days: 5 },
  },
  { code: 'NUT-M8', name: 'Hexagon nut M8', uom: 'Nos', uoms: box },
  { code: 'CABLE-3M', name: 'Cable 3 m', uom: 'Nos', rest: { lead_time_days: 7 } },
  { code: 'OVERSOLD-1', name: 'Pump that is owed', uom: 'Nos' },
  { code: 'STEEL-KG', name: 'Steel rod', uom: 'Kg', uoms: [['Gram', 0.001]] },
  { code: 'HOSE-METRE', name: 'Hose 12 mm', uom: 'Metre' },
  { code: 'WIDGET A 100', name: 'Widget A 100', uom: 'Nos' },
  { code: 'AB/CD-1', name: 'Adapter AB/CD', uom: 'Nos' },
  { code: 'O"RING 5', name: 'Ring 5 inch', uom: 'Nos' },
  { code: "O'RING 6", name: "O'Ring 6", uom: 'Nos' },
  { code: 'A,B', name: 'Pair A, B', uom: 'Pair' },
  { code: '50% ACID', name: 'Acid 50 %', uom: 'Litre' },
  { code: 'A+B&C#1?x=2', name: 'Joint A+B&C', uom: 'Nos' },
  { code: 'Ölfilter 12', name: 'Ölfilter 12', uom: 'Nos' },
  { code: 'בורג-8', name: 'בורג 8', uom: 'Nos' },
  { code: '螺丝钉', name: '螺丝钉', uom: 'Nos' },
  { code: 'TPL-PIPE', name: 'Pipe', uom: 'Nos', rest: { has_variants: 1 } },
  { code: 'TPL-PIPE-S', name: 'Pipe S', uom: 'Nos', rest: { variant_of: 'TPL-PIPE' } },
  { code: 'TPL-PIPE-L', name: 'Pipe L', uom: 'Nos', rest: { variant_of: 'TPL-PIPE' } },
  { code: 'OLD-DISABLED', name: 'No longer made', uom: 'Nos', rest: { disabled: 1 } },
  { code: 'STARTER-KIT', name: 'Starter kit', uom: 'Set', rest: { is_stock_item: 0 } },
  { code: 'PUMP-SET', name: 'Pump with hose', uom: 'Set', rest: { is_stock_item: 0 } },
  { code: 'INSTALLATION', name: 'Installation on site', uom: 'Hour', rest: { is_stock_item: 0 } },
  { code: 'INSPECTION', name: 'Yearly inspection', uom: 'Nos', rest: { is_stock_item: 0 } },
];

export function addBundles(book: Book): void {
  const bundle = (code: string, parts: readonly (readonly [string, number, string])[]): void => {
    const items = parts.map(([item_code, qty, uom]): Row => ({ item_code, qty, uom }));
    book.add('Product Bundle', { name: code, new_item_code: code, disabled: 0 }, { items });
  };
  bundle('STARTER-KIT', [
    ['BOLT-M8', 4, 'Nos'],
    ['NUT-M8', 4, 'Nos'],
    ['CABLE-3M', 1, 'Nos'],
  ]);
  bundle('PUMP-SET', [
    ['OVERSOLD-1', 1, 'Nos'],
    ['HOSE-METRE', 2.5, 'Metre'],
  ]);
}

const families = [
  'BRACKET',
  'FLANGE',
  'GASKET',
  'HINGE',
  'MOTOR',
  'PANEL',
  'RIVET',
  'SENSOR',
  'SPRING',
  'VALVE',
  'WASHER',
  'WHEEL',
];
const materials = ['steel', 'brass', 'nylon', 'zinc', 'copper', 'rubber'];

/** Ordinary items until there are `total` in all; the codes of those that are kept in stock and enabled. */
export function addOrdinaryItems(book: Book, total: number, random: Random): string[] {
  const codes: string[] = [];
  for (let index = 1; index <= total - namedItems.length; index += 1) {
    const family = random.pick(families);
    const code = `${family}-${String(index).padStart(4, '0')}`;
    const byWeight = random.chance(0.05);
    const disabled = random.chance(0.01);
    addItem(book, {
      code,
      name: `${family.charAt(0)}${family.slice(1).toLowerCase()}, ${random.pick(materials)}, ${random.between(2, 80)} mm`,
      uom: byWeight ? 'Kg' : 'Nos',
      uoms: byWeight ? [['Gram', 0.001]] : random.chance(0.3) ? [['Box', random.pick([6, 10, 12, 50])]] : [],
      rest: {
        disabled: disabled ? 1 : 0,
        safety_stock: random.pick([0, 0, 5, 20]),
        lead_time_days: random.pick([0, 3, 7, 14]),
      },
    });
    if (!disabled) codes.push(code);
  }
  return codes;
}
