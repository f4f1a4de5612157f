import { OtpError } from '#libs/kernel';
import { type Day, dayOf } from './day.js';
import type { PreparedReference } from './prepared-reference.js';
import { ONE, type Quantity, quantityOf, timesDown } from './quantity.js';
import type { Bin, InboundRow, ItemSupply } from './supply.js';
import type { Warehouse } from './warehouse-tree.js';

/** An item and its supply in exact quantities, ready for any number of orders. */
export interface PreparedItem {
  readonly code: string;
  readonly stockUom: string;
  readonly isStockItem: boolean;
  readonly disabled: boolean;
  readonly isTemplate: boolean;
  readonly units: readonly Unit[];
  /** Working days that it takes wherever it leaves; undefined: as warehouse or order say. */
  readonly processingDays: number | undefined;
  readonly components: readonly Component[];
  readonly supply: ReadonlyMap<string, CompanySupply>;
}

export interface Unit {
  readonly name: string;
  /** Stock units in one of it. */
  readonly factor: Quantity;
}

export interface Component {
  readonly code: string;
  /** Stock units of it in one bundle. */
  readonly quantity: Quantity;
}

/** Supply of one item in the warehouses of one company. */
export interface CompanySupply {
  /** Where goods may be promised from, enabled or not. */
  readonly stock: readonly StockRecord[];
  /** On hand where goods may not be promised from. */
  readonly unsellable: readonly { readonly warehouse: Warehouse; readonly onHand: Quantity }[];
  /** Whether some warehouse has reserved more than it has. */
  readonly hasBacklog: boolean;
  /** Rows that count, by expected day. */
  readonly inbound: readonly OpenRow[];
  /** Open rows that do not count: their order is On Hold, or nobody says when they come. */
  readonly held: readonly OpenRow[];
  readonly undated: readonly OpenRow[];
}

export interface StockRecord {
  readonly warehouse: Warehouse;
  /** On hand less reserved; below zero it is backlog. */
  readonly available: Quantity;
  /** The part reserved for sales orders, of which a Sales Order may get its own back. */
  readonly reservedForSales: Quantity;
}

export interface OpenRow {
  readonly purchaseOrder: string;
  /** Place among the item's rows, by purchase order and row. */
  readonly rank: number;
  /** Null: open to every warehouse of the company. */
  readonly warehouse: Warehouse | null;
  readonly open: Quantity;
  readonly expected: Day;
  readonly expectedText: string;
}

const countedStatuses: ReadonlySet<string> = new Set(['To Receive', 'To Receive and Bill', 'Draft']);
const HELD = 'On Hold';
const none: never[] = [];

/** Throws SUPPLY_INVALID, naming the document, when a figure that counts can't be used. */
export function prepareItem(item: ItemSupply, reference: PreparedReference): PreparedItem {
  const name = `Item "${item.item_code}"`;
  return {
    code: item.item_code,
    stockUom: item.stock_uom,
    isStockItem: item.is_stock_item,
    disabled: item.disabled,
    isTemplate: item.has_variants,
    units: item.uoms.map((unit) => ({
      name: unit.uom,
      factor: positive(unit.conversion_factor, name, `the conversion factor of ${unit.uom}`),
    })),
    processingDays: reference.itemProcessingDays.get(item.item_code),
    components: item.components.map((component) => ({
      code: component.item_code,
      quantity: positive(
        component.qty,
        `Product Bundle "${item.item_code}"`,
        `the quantity of ${component.item_code}`,
      ),
    })),
    supply: supplyByCompany(item, reference),
  };
}

type Building = {
  -readonly [K in keyof CompanySupply]: CompanySupply[K] extends readonly (infer T)[]
    ? T[]
    : CompanySupply[K];
};

function supplyByCompany(item: ItemSupply, reference: PreparedReference): Map<string, CompanySupply> {
  const companies = new Map<string, Building>();
  const of = (company: string): Building => {
    let supply = companies.get(company);
    if (supply === undefined) {
      supply = { stock: [], unsellable: [], hasBacklog: false, inbound: [], held: [], undated: [] };
      companies.set(company, supply);
    }
    return supply;
  };
  for (const bin of item.bins) {
    const warehouse = reference.warehouses.get(bin.warehouse);
    if (warehouse !== undefined) addBin(of(warehouse.company), bin, warehouse, item.item_code);
  }
  const rows = item.inbound.toSorted(
    (a, b) => byText(a.purchase_order, b.purchase_order) || byText(a.row, b.row),
  );
  for (const [rank, row] of rows.entries()) {
    if (row.delivered_by_supplier || !(countedStatuses.has(row.status) || row.status === HELD)) continue;
    const warehouse = destinationOf(row, reference);
    if (warehouse === undefined) continue;
    addRow(of(row.company), row, warehouse, rank);
  }
  for (const [company, supply] of companies) {
    supply.inbound.sort((a, b) => a.expected - b.expected || a.rank - b.rank);
    companies.set(company, {
      stock: fitting(supply.stock),
      unsellable: fitting(supply.unsellable),
      hasBacklog: supply.hasBacklog,
      inbound: fitting(supply.inbound),
      held: fitting(supply.held),
      undated: fitting(supply.undated),
    });
  }
  return companies;
}

/** A list that has grown keeps room for more, which thousands of kept items would pay for. */
function fitting<T>(grown: T[]): T[] {
  return grown.length === 0 ? none : grown.slice();
}

function addBin(supply: Building, bin: Bin, warehouse: Warehouse, code: string): void {
  const document = `Bin of "${code}" in "${bin.warehouse}"`;
  const onHand = figure(bin.actual_qty, document, 'the quantity on hand');
  if (warehouse.class !== 'SELLABLE' && warehouse.class !== 'NEEDS_PROCESSING') {
    if (onHand > 0n) supply.unsellable.push({ warehouse, onHand });
    return;
  }
  const reservedForSales = figure(bin.reserved_qty, document, 'the reserved quantity');
  const available =
    onHand -
    reservedForSales -
    figure(bin.reserved_qty_for_production, document, 'the quantity reserved for production') -
    figure(bin.reserved_qty_for_sub_contract, document, 'the quantity reserved for subcontractors') -
    figure(bin.reserved_qty_for_production_plan, document, 'the quantity reserved for production plans');
  if (available < 0n) supply.hasBacklog = true;
  supply.stock.push({ warehouse, available, reservedForSales });
}

/** Undefined: a destination from which nothing of this company can be promised; null: none is set. */
function destinationOf(row: InboundRow, reference: PreparedReference): Warehouse | null | undefined {
  if (!row.warehouse) return null;
  const warehouse = reference.warehouses.get(row.warehouse);
  const counts =
    warehouse !== undefined &&
    warehouse.class !== 'NOT_AVAILABLE' &&
    !warehouse.disabled &&
    warehouse.company === row.company;
  return counts ? warehouse : undefined;
}

function addRow(supply: Building, row: InboundRow, warehouse: Warehouse | null, rank: number): void {
  const document = `Purchase Order ${row.purchase_order}, row "${row.row}"`;
  const ordered = figure(row.qty, document, 'the ordered quantity');
  const received = figure(row.received_qty, document, 'the received quantity');
  if (ordered <= received) return;
  const factor = positive(row.conversion_factor, document, 'the conversion factor');
  const open = timesDown(ordered - received, factor);
  if (open === 0n) return;
  const expectedText = row.expected_delivery_date || row.schedule_date || '';
  const expected = expectedText === '' ? 0 : dayOf(expectedText);
  if (expected === undefined) throw unusable(document, 'the expected date', expectedText);
  const openRow = { purchaseOrder: row.purchase_order, rank, warehouse, open, expected, expectedText };
  if (row.status === HELD) supply.held.push(openRow);
  else if (expectedText === '') supply.undated.push(openRow);
  else supply.inbound.push(openRow);
}

function figure(value: number, document: string, what: string): Quantity {
  const quantity = quantityOf(value);
  if (quantity === undefined) throw unusable(document, what, value);
  return quantity;
}

function positive(value: number, document: string, what: string): Quantity {
  const quantity = value === 1 ? ONE : figure(value, document, what);
  if (quantity <= 0n) throw unusable(document, what, value);
  return quantity;
}

function unusable(document: string, what: string, value: number | string): OtpError {
  return new OtpError('SUPPLY_INVALID', `${document}: ${what} is ${value}, which can not be used.`);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
