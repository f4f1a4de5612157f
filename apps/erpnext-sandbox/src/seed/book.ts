import { type Row, type Value } from '../database/database.js';
import { type Doc, roundQty } from '../documents/doc.js';
import { Registry } from '../schema/registry.js';
import { type BinChanges, type BinQuantity, projected } from '../stock/bins.js';
import { expectedBy, reservedBy } from '../stock/commitments.js';

/** Milliseconds. */
const day = 86_400_000;

/**
 * A company being written down: documents with their rows, and the Bins that follow from them.
 * Names and stamps are counted up, so that the same calls give the same rows.
 */
export class Book {
  private readonly registry = new Registry();
  private readonly rows = new Map<string, Row[]>();
  private readonly bins = new Map<string, Row>();
  private readonly stockUoms = new Map<string, Value>();
  private counter = 0;

  constructor(readonly today: string) {}

  /** A document with its children. */
  add(doctype: string, values: Row, children: Readonly<Record<string, readonly Row[]>> = {}): Doc {
    const definition = this.registry.get(doctype);
    const stamp = this.stamp(values['transaction_date']);
    const name = values['name'] ?? this.nextId();
    const doc: Doc = {
      doctype: definition,
      values: { creation: stamp, modified: stamp, ...values, name },
      tables: new Map(),
    };
    this.list(doctype).push(doc.values);
    if (doctype === 'Item') this.stockUoms.set(String(name), values['stock_uom'] ?? null);
    for (const [field, list] of Object.entries(children)) {
      const child = definition.tables.get(field);
      if (child === undefined) throw new Error(`${doctype} has no table ${field}`);
      const inherited = {
        parent: name,
        parenttype: doctype,
        parentfield: field,
        docstatus: values['docstatus'] ?? 0,
      };
      const childDocs = list.map((row, index): Doc => {
        const full = {
          name: this.nextId(),
          creation: stamp,
          modified: stamp,
          idx: index + 1,
          ...inherited,
          ...row,
        };
        this.list(child).push(full);
        return this.asDoc(child, full);
      });
      doc.tables.set(field, childDocs);
    }
    if (doctype === 'Purchase Order') this.commit(expectedBy(doc));
    if (doctype === 'Sales Order') this.commit(reservedBy(doc));
    return doc;
  }

  /** Changes a document that was added before. */
  change(doctype: string, name: string, values: Row): void {
    const row = this.list(doctype).find((each) => each['name'] === name);
    Object.assign(row ?? {}, values);
  }

  asDoc(doctype: string, values: Row): Doc {
    return { doctype: this.registry.get(doctype), values, tables: new Map() };
  }

  /** Adds to a quantity of a Bin, making the Bin when it is missing. */
  stock(
    item: string,
    warehouse: string,
    qty: number,
    quantity: BinQuantity | 'reserved_qty_for_production' = 'actual_qty',
  ): void {
    const key = JSON.stringify([item, warehouse]);
    let bin = this.bins.get(key);
    if (bin === undefined) {
      const stamp = this.stamp();
      bin = {
        name: this.nextId(),
        creation: stamp,
        modified: stamp,
        item_code: item,
        warehouse,
        stock_uom: this.stockUoms.get(item) ?? null,
      };
      this.bins.set(key, bin);
      this.list('Bin').push(bin);
    }
    bin[quantity] = roundQty(Number(bin[quantity] ?? 0) + qty);
    bin['projected_qty'] = projected(bin);
  }

  onHand(item: string, warehouse: string): number {
    return Number(this.bins.get(JSON.stringify([item, warehouse]))?.['actual_qty'] ?? 0);
  }

  all(): Record<string, Row[]> {
    return Object.fromEntries(this.rows);
  }

  nextId(): string {
    this.counter += 1;
    return `0${this.counter.toString(32).padStart(9, '0')}`;
  }

  private commit(changes: BinChanges): void {
    for (const { item, warehouse, by } of changes.list()) {
      for (const [quantity, amount] of by) this.stock(item, warehouse, amount, quantity);
    }
  }

  private list(doctype: string): Row[] {
    let list = this.rows.get(doctype);
    if (list === undefined) this.rows.set(doctype, (list = []));
    return list;
  }

  /** Somewhere between a day (absent: a year ago) and the last midnight, no two the same. */
  private stamp(since: Value = null): string {
    this.counter += 1;
    const midnight = Date.parse(`${this.today}T00:00:00Z`);
    const from =
      since === null ? midnight - 365 * day : Math.min(Date.parse(`${since}T00:00:00Z`), midnight - day);
    // Multiples of the golden ratio spread evenly, however many there are.
    const share = (this.counter * 0.618_033_988_749_895) % 1;
    const seconds = Math.floor((from + share * (midnight - from)) / 1000);
    const moment = new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
    return `${moment}.${String(this.counter % 1_000_000).padStart(6, '0')}`;
  }
}
