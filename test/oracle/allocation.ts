import { type Day } from './calendar.js';
import { type Documents, type ItemDocument, type OrderRequest, type WarehouseDocument } from './documents.js';
import { exact, type Exact, isWhole, roundedTo, roundedUp, smaller, times } from './exact.js';
import { type Circumstances, sameItem, type Source, sourcesOf, textOrder } from './supply.js';

/** The order names something that does not exist or may not be ordered: HTTP 422 or 404. */
export class Refusal extends Error {
  constructor(
    readonly httpStatus: 404 | 422,
    why: string,
  ) {
    super(why);
  }
}

export interface Taken {
  source: 'stock' | 'purchase_order' | 'non_stock';
  itemCode: string;
  qty: Exact;
  available: Day;
  shipReady: Day;
  warehouse: string | null;
  purchaseOrder: string | null;
  expected: Day | null;
}

/** A line, or a component of a bundle, that wants supply. */
export interface Demand {
  line: number;
  item: ItemDocument;
  qty: Exact;
  requestedWarehouse: string;
  /** Names of leaf warehouses. */
  scope: string[];
  taken: Taken[];
  shortage: Exact;
}

/** Rule 3: the enabled leaves at or below a warehouse of the request. */
export function scopeOf(
  name: string,
  documents: Documents,
): { warehouse: WarehouseDocument; leaves: string[] } {
  const warehouse = documents.warehouses.find((w) => w.name === name);
  if (!warehouse) throw new Refusal(422, `unknown warehouse ${name}`);
  if (warehouse.disabled) throw new Refusal(422, `disabled warehouse ${name}`);
  const leaves = documents.warehouses
    .filter((w) => warehouse.lft <= w.lft && w.rgt <= warehouse.rgt && !w.is_group && !w.disabled)
    .map((w) => w.name);
  if (leaves.length === 0) throw new Refusal(422, `no enabled warehouse below ${name}`);
  return { warehouse, leaves };
}

export function orderedItem(code: string, documents: Documents): ItemDocument {
  const item =
    documents.items.find((i) => i.name === code) ?? documents.items.find((i) => sameItem(i.name, code));
  if (!item) throw new Refusal(422, `unknown item ${code}`);
  if (item.disabled || item.has_variants) throw new Refusal(422, `${code} can not be ordered`);
  return item;
}

function conversionFactor(item: ItemDocument, uom: string | undefined): Exact {
  if (uom === undefined || uom === item.stock_uom) return exact(1);
  const factor = item.uoms.find((row) => row.uom === uom)?.conversion_factor;
  if (!factor) throw new Refusal(422, `${item.name} is not sold in ${uom}`);
  return exact(factor);
}

/** An ERPNext quantity has twelve digits before the point; what needs more can't be ordered. */
const TOO_MANY = exact(1e12);

function refuseTooMany(needed: Exact, item: ItemDocument): void {
  if (needed >= TOO_MANY) throw new Refusal(422, `too many of ${item.name}`);
}

/** A quantity that ERPNext would refuse in a Sales Order can't be ordered: it rounds to three decimals, then asks. */
function refuseFractions(
  ordered: Exact,
  uom: string,
  inStock: Exact,
  item: ItemDocument,
  whole: string[],
): void {
  for (const [qty, unit] of [
    [ordered, uom],
    [inStock, item.stock_uom],
  ] as const) {
    if (whole.includes(unit) && !isWhole(roundedTo(qty, 3))) {
      throw new Refusal(422, `${item.name} in fractions of ${unit}`);
    }
  }
}

/** Rule 7: the lines in input order, a bundle as its components. */
export function demandsOf(request: OrderRequest, documents: Documents, defaultWarehouse: string): Demand[] {
  return request.items.flatMap((line, index): Demand[] => {
    const item = orderedItem(line.item_code, documents);
    const requestedWarehouse = line.warehouse ?? defaultWarehouse;
    const scope = scopeOf(requestedWarehouse, documents).leaves;
    const qty = roundedUp(times(exact(line.qty), conversionFactor(item, line.uom)));
    refuseTooMany(qty, item);
    refuseFractions(exact(line.qty), line.uom ?? item.stock_uom, qty, item, documents.wholeNumberUoms);
    const bundle = documents.bundles.find((b) => b.new_item_code === item.name && !b.disabled);
    const parts = bundle?.items.map((part) => {
      const component = documents.items.find((i) => sameItem(i.name, part.item_code));
      if (!component) throw new Error(`bundle ${item.name} names the unknown item ${part.item_code}`);
      if (component.disabled || component.has_variants) {
        throw new Refusal(422, `${item.name} contains ${component.name}, which can not be ordered`);
      }
      const needed = roundedUp(times(exact(part.qty), qty));
      refuseTooMany(needed, component);
      return { item: component, qty: needed };
    });
    return (parts ?? [{ item, qty }]).map((wanted) => ({
      line: index,
      ...wanted,
      requestedWarehouse,
      scope,
      taken: [],
      shortage: 0n,
    }));
  });
}

/** Rules 5 and 7: whether a line may take from a source. */
function isOpenTo(source: Source, demand: Demand, given: Circumstances): boolean {
  if (!sameItem(source.itemCode, demand.item.name)) return false;
  if (source.kind === 'purchase_order') {
    if (source.warehouse === null || given.rules.inbound_scope === 'COMPANY') return true;
  }
  return source.warehouse !== null && demand.scope.includes(source.warehouse);
}

function preference(demand: Demand) {
  // The rules put SELLABLE before NEEDS_PROCESSING and are silent on what arrives in transit: it is not put back.
  const rank = { SELLABLE: 0, NEEDS_PROCESSING: 1, IN_TRANSIT: 0, NOT_AVAILABLE: 3, GROUP: 3 };
  const keys = (s: Source) => [
    s.shipReady,
    s.kind === 'stock' ? '0' : '1',
    String(s.warehouseClass === null ? 0 : rank[s.warehouseClass]),
    s.warehouse === demand.requestedWarehouse ? '0' : '1',
    s.purchaseOrder?.name ?? s.warehouse ?? '',
    String(s.purchaseOrder?.idx ?? 0).padStart(9, '0'),
  ];
  return (a: Source, b: Source): number => {
    const [left, right] = [keys(a), keys(b)];
    return left.map((key, i) => textOrder(key, right[i] ?? '')).find((order) => order !== 0) ?? 0;
  };
}

/** Rule 7: fills `taken` and `shortage` of the demands. */
export function allocate(demands: Demand[], given: Circumstances): void {
  const stockKept = demands.filter((demand) => demand.item.is_stock_item);
  const codes = [...new Set(stockKept.map((demand) => demand.item.name))];
  const sources = codes.flatMap((code) => sourcesOf(code, given));
  for (const demand of demands.filter((d) => !stockKept.includes(d))) {
    demand.taken = [
      {
        source: 'non_stock',
        itemCode: demand.item.name,
        qty: demand.qty,
        available: given.orderDay,
        shipReady: given.orderDay,
        warehouse: null,
        purchaseOrder: null,
        expected: null,
      },
    ];
  }
  for (const demand of stockKept.toSorted((a, b) => a.scope.length - b.scope.length)) {
    demand.shortage = demand.qty;
    const open = sources.filter((source) => isOpenTo(source, demand, given)).sort(preference(demand));
    for (const source of open) {
      const qty = smaller(source.remaining, demand.shortage);
      if (qty === 0n) continue;
      source.remaining -= qty;
      demand.shortage -= qty;
      demand.taken.push({
        source: source.kind,
        itemCode: demand.item.name,
        qty,
        available: source.available,
        shipReady: source.shipReady,
        warehouse: source.warehouse,
        purchaseOrder: source.purchaseOrder?.name ?? null,
        expected: source.purchaseOrder?.expected ?? null,
      });
    }
  }
}
