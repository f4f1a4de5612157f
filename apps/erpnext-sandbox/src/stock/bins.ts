import { collationKey } from '../database/collation.js';
import { type Row } from '../database/database.js';
import { type Site } from '../documents/controller.js';
import { roundQty, type Doc } from '../documents/doc.js';

export type BinQuantity = 'actual_qty' | 'reserved_qty' | 'ordered_qty' | 'indented_qty';

/** What documents add to the Bins of items in warehouses, in stock units. */
export class BinChanges {
  private readonly changes = new Map<
    string,
    { item: string; warehouse: string; by: Map<BinQuantity, number> }
  >();

  add(item: string, warehouse: string, quantity: BinQuantity, amount: number): void {
    if (warehouse === '' || amount === 0) return;
    const key = JSON.stringify([item, warehouse]);
    const change = this.changes.get(key) ?? { item, warehouse, by: new Map<BinQuantity, number>() };
    change.by.set(quantity, roundQty((change.by.get(quantity) ?? 0) + amount));
    this.changes.set(key, change);
  }

  /** Adds `other`, or takes it away with `sign` -1. */
  merge(other: BinChanges, sign: 1 | -1): this {
    for (const { item, warehouse, by } of other.changes.values()) {
      for (const [quantity, amount] of by) this.add(item, warehouse, quantity, sign * amount);
    }
    return this;
  }

  /** Changes of nothing are left out. */
  list(): { item: string; warehouse: string; by: ReadonlyMap<BinQuantity, number> }[] {
    return [...this.changes.values()].filter(({ by }) => [...by.values()].some((amount) => amount !== 0));
  }
}

/** Writes the changes into the Bins, making those that are missing. */
export function changeBins(changes: BinChanges, site: Site): void {
  for (const { item, warehouse, by } of changes.list()) {
    const existing = findBin(item, warehouse, site);
    if (existing === undefined && !isKeptInStock(item, site)) continue;
    const bin = existing ?? newBin(item, warehouse, site);
    for (const [quantity, amount] of by) {
      bin.values[quantity] = roundQty(Number(bin.values[quantity] ?? 0) + amount);
    }
    const stamp = site.clock.stamp();
    Object.assign(bin.values, { projected_qty: projected(bin.values), modified: stamp });
    bin.values['creation'] ??= stamp;
    site.store.put(bin.doctype, bin.values);
    if (existing === undefined) site.outbox.emit(bin, 'after_insert', 'on_update');
  }
}

export function onHand(item: string, warehouse: string, site: Site): number {
  return Number(findBin(item, warehouse, site)?.values['actual_qty'] ?? 0);
}

/** Services and bundles have no Bins. */
export function isKeptInStock(item: string, site: Site): boolean {
  return (
    site.store.database.row('SELECT is_stock_item FROM tabItem WHERE name = ?', item)?.['is_stock_item'] !== 0
  );
}

/** What a Bin will hold when everything known has happened. */
export function projected(bin: Readonly<Row>): number {
  const value = (name: string): number => Number(bin[name] ?? 0);
  const incoming = value('actual_qty') + value('ordered_qty') + value('indented_qty') + value('planned_qty');
  const owed =
    value('reserved_qty') +
    value('reserved_qty_for_production') +
    value('reserved_qty_for_sub_contract') +
    value('reserved_qty_for_production_plan');
  return roundQty(incoming - owed);
}

function findBin(item: string, warehouse: string, site: Site): Doc | undefined {
  const values = site.store.database.row(
    'SELECT * FROM tabBin WHERE collation_key(item_code) = ? AND collation_key(warehouse) = ?',
    collationKey(item),
    collationKey(warehouse),
  );
  return (
    values && {
      doctype: site.store.registry.get('Bin'),
      values: { ...values },
      tables: new Map<string, Doc[]>(),
    }
  );
}

function newBin(item: string, warehouse: string, site: Site): Doc {
  const uom =
    site.store.database.row('SELECT stock_uom FROM tabItem WHERE name = ?', item)?.['stock_uom'] ?? null;
  return {
    doctype: site.store.registry.get('Bin'),
    tables: new Map<string, Doc[]>(),
    values: {
      name: site.naming.hash(),
      owner: 'Administrator',
      modified_by: 'Administrator',
      creation: null,
      docstatus: 0,
      idx: 0,
      item_code: item,
      warehouse,
      stock_uom: uom,
    },
  };
}
