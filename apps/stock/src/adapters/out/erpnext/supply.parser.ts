import { billionthsOf, isOtpError, numberOf, ONE, OtpError, quotient } from '#libs/kernel';
import type {
  ItemFaults,
  MastersRead,
  SalesOrder,
  Stamped,
} from '../../../application/supply-source.port.js';
import type { Bin, InboundRow, ItemMaster, Stamp, UomConversion } from '../../../application/supply.js';
import { Fields } from './figures.js';

interface RowKind<R, T> {
  readonly itemOf: (row: R) => string;
  readonly parse: (row: R) => T;
  /** What a row is about, for a person: no two rows of an answer are about the same. */
  readonly subjectOf: (parsed: T) => string;
}

/**
 * Rows one by one. A figure that can't be used is a fault of the row's item alone, and so is a row that comes twice,
 * which would count twice; a row that does not name its item throws.
 */
function parseEach<R, T>(
  rows: readonly R[],
  { itemOf, parse, subjectOf }: RowKind<R, T>,
): { readonly parsed: readonly T[]; readonly faults: ItemFaults } {
  const parsed = new Map<string, T>();
  const faults = new Map<string, OtpError>();
  for (const row of rows) {
    const item = itemOf(row);
    try {
      const one = parse(row);
      const subject = subjectOf(one);
      const key = JSON.stringify([item, subject]);
      if (parsed.has(key)) throw repeated(subject);
      parsed.set(key, one);
    } catch (error) {
      if (!isOtpError(error)) throw error;
      faults.set(item, error);
    }
  }
  return { parsed: [...parsed.values()], faults };
}

function repeated(subject: string): OtpError {
  return new OtpError(
    'SUPPLY_INVALID',
    `ERPNext sent the ${subject} more than once, and only one of them can be true: correct it in ERPNext.`,
  );
}

const textOf = (field: string) => (row: unknown) => Fields.of(row, () => 'a row').text(field);

export const parseBins = (rows: readonly unknown[]) =>
  parseEach(rows, {
    itemOf: textOf('item_code'),
    parse: parseBin,
    subjectOf: ({ item_code, warehouse }) => `Bin of ${item_code} in ${warehouse}`,
  });

export const parseInbound = (rows: readonly unknown[]) =>
  parseEach(rows, {
    itemOf: textOf('row_item_code'),
    parse: parseInboundRow,
    subjectOf: ({ row, idx, purchase_order }) => `row ${idx} of Purchase Order ${purchase_order} (${row})`,
  });

function parseBin(row: unknown): Stamped<Bin> {
  const bin = Fields.of(row, (fields) => `Bin of ${fields.text('item_code')} in ${fields.text('warehouse')}`);
  return {
    item_code: bin.text('item_code'),
    warehouse: bin.text('warehouse'),
    actual_qty: bin.quantity('actual_qty'),
    reserved_qty: bin.quantity('reserved_qty'),
    reserved_qty_for_production: bin.quantity('reserved_qty_for_production'),
    reserved_qty_for_sub_contract: bin.quantity('reserved_qty_for_sub_contract'),
    reserved_qty_for_production_plan: bin.quantity('reserved_qty_for_production_plan'),
    modified: bin.stamp('modified'),
  };
}

/** A row of the join of Purchase Order and its items. */
function parseInboundRow(joined: unknown): Stamped<InboundRow> {
  const row = Fields.of(
    joined,
    (fields) => `row ${fields.count('row_idx')} of Purchase Order ${fields.text('name')}`,
  );
  return {
    item_code: row.text('row_item_code'),
    purchase_order: row.text('name'),
    row: row.text('row_name'),
    idx: row.count('row_idx'),
    company: row.text('company'),
    status: row.text('status'),
    warehouse: row.optionalText('row_warehouse') ?? row.optionalText('set_warehouse'),
    qty: row.quantity('row_qty'),
    received_qty: row.quantity('row_received_qty'),
    conversion_factor: row.factor('row_conversion_factor'),
    delivered_by_supplier: row.flag('row_delivered_by_supplier'),
    schedule_date: row.optionalDate('row_schedule_date'),
    expected_delivery_date: row.optionalDate('row_expected_delivery_date'),
    modified: latest(row.stamp('modified'), row.stamp('row_modified')),
  };
}

function latest(a: Stamp, b: Stamp): Stamp {
  if (a === null || b === null) return null;
  return a > b ? a : b;
}

/** Items from the join with their conversion factors: one row a unit, at least one an item. */
export function parseItems(rows: readonly unknown[]): MastersRead {
  const items = Map.groupBy(rows, textOf('name'));
  const { parsed, faults } = parseEach([...items], {
    itemOf: ([name]) => name,
    parse: parseItem,
    subjectOf: ({ item_code }) => `Item ${item_code}`,
  });
  return { items: parsed, faults };
}

function parseItem([name, units]: readonly [string, readonly unknown[]]): ItemMaster {
  const rows = units.map((unit) => Fields.of(unit, () => `Item ${name}`));
  const uoms = rows.flatMap((row): UomConversion[] => {
    const uom = row.optionalText('row_uom');
    return uom === null ? [] : [{ uom, conversion_factor: row.factor('row_conversion_factor') }];
  });
  const item = rows[0] ?? Fields.of({}, () => `Item ${name}`);
  return {
    item_code: name,
    stock_uom: item.text('stock_uom'),
    is_stock_item: item.flag('is_stock_item'),
    disabled: item.optionalFlag('disabled'),
    has_variants: item.flag('has_variants'),
    uoms,
  };
}

/** Statuses in which a submitted Sales Order reserves nothing. */
const RESERVES_NOTHING = ['On Hold', 'Closed'];

/**
 * What a Sales Order has itself reserved: what is undelivered of its rows, and of the parts of its bundles
 * in proportion to what is undelivered of the bundle. Services and bundles are in it as if they were stock:
 * their rows in older orders do not say what they are.
 */
export function parseSalesOrder(document: unknown): SalesOrder {
  const order = Fields.of(document, (fields) => `Sales Order ${fields.text('name')}`);
  const name = order.text('name');
  const modified = order.stamp('modified');
  if (order.count('docstatus') !== 1 || RESERVES_NOTHING.includes(order.text('status')))
    return { modified, reserved: [] };

  const rows = new Map(
    order.children('items').map((child) => {
      const row = Fields.of(child, (fields) => `row ${fields.count('idx')} of Sales Order ${name}`);
      return [row.text('name'), row] as const;
    }),
  );
  const reserved = new Map<string, { item_code: string; warehouse: string; units: bigint }>();
  const reserve = (part: Fields, units: bigint): void => {
    const warehouse = part.optionalText('warehouse');
    if (warehouse === null || units <= 0n) return;
    const item_code = part.text('item_code');
    const key = JSON.stringify([item_code, warehouse]);
    reserved.set(key, { item_code, warehouse, units: (reserved.get(key)?.units ?? 0n) + units });
  };

  for (const row of rows.values()) {
    if (!row.flag('delivered_by_supplier'))
      reserve(row, quotient(undelivered(row) * billionthsOf(row.factor('conversion_factor')), ONE));
  }
  for (const child of order.children('packed_items')) {
    const part = Fields.of(child, (fields) => `packed item ${fields.count('idx')} of Sales Order ${name}`);
    const bundle = rows.get(part.optionalText('parent_detail_docname') ?? '');
    if (bundle === undefined || bundle.flag('delivered_by_supplier')) continue;
    const ordered = billionthsOf(bundle.quantity('qty'));
    if (ordered > 0n)
      reserve(part, quotient(billionthsOf(part.quantity('qty')) * undelivered(bundle), ordered));
  }
  return {
    modified,
    reserved: Array.from(reserved.values(), ({ units, ...rest }) => ({ ...rest, qty: numberOf(units) })),
  };
}

function undelivered(row: Fields): bigint {
  return billionthsOf(row.quantity('qty')) - billionthsOf(row.quantity('delivered_qty'));
}
