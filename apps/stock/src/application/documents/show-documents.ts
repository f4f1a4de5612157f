import { type Clock, type ConfiguredClass, OtpError } from '#libs/kernel';
import type { KeepReference } from '../keep-reference.js';
import type { Limits } from '../limits.js';
import type { DocumentSource } from './document-source.port.js';
import type {
  Item,
  KnownItem,
  Page,
  SalesOrderFilter,
  SalesOrderHead,
  SalesOrderRow,
  StockLevel,
} from './documents.js';
import { stockLevel } from './stock-level.js';
import { type ClassifiedWarehouse, WarehouseBook } from './warehouse-book.js';

export interface RowWithStock extends SalesOrderRow {
  /** Null: the row names no warehouse that is known. */
  readonly stock: StockLevel | null;
}

export interface ItemStock {
  readonly item_code: string;
  readonly warehouse: string;
  readonly stock: StockLevel;
  /** When reading it began, in milliseconds since 1970. */
  readonly as_of_ms: number;
}

/** Sales Orders, items and stock as they are in ERPNext now. Rejects with an OtpError. */
export class ShowDocuments {
  constructor(
    private readonly source: DocumentSource,
    private readonly kept: KeepReference,
    private readonly clock: Clock,
    private readonly classes: Readonly<Record<string, ConfiguredClass>>,
  ) {}

  salesOrders(filter: SalesOrderFilter, page: Page, limits: Limits) {
    return this.source.salesOrders(filter, page, limits);
  }

  async salesOrder(
    id: string,
    limits: Limits,
  ): Promise<{ readonly head: SalesOrderHead; readonly rows: readonly RowWithStock[] }> {
    const order = await this.source.salesOrder(id, limits);
    if (order === null) throw unknown('SALES_ORDER_UNKNOWN', 'Sales Order', id);
    const codes = [...new Set(order.rows.map((row) => row.item_code))];
    const bins = codes.length === 0 ? [] : await this.source.binsOf(codes, limits);
    const book = this.#book();
    const rows = order.rows.map((row) => {
      const warehouse = row.warehouse === null ? undefined : book.find(row.warehouse);
      if (warehouse === undefined) return { ...row, stock: null };
      const leaves = new Set(book.leavesOf(warehouse).map((leaf) => leaf.name));
      const there = bins.filter((bin) => bin.item_code === row.item_code && leaves.has(bin.warehouse));
      return { ...row, stock: stockLevel(there) };
    });
    return { head: order.head, rows };
  }

  items(search: string | null, limit: number, limits: Limits): Promise<readonly Item[]> {
    return this.source.items(search, limit, limits);
  }

  async item(code: string, limits: Limits): Promise<KnownItem & { readonly can_be_ordered: boolean }> {
    const [item] = await this.source.itemsOf([code], limits);
    if (item === undefined) throw unknown('ITEM_UNKNOWN', 'Item', code);
    return { ...item, can_be_ordered: !item.disabled && !item.has_variants && item.is_sales_item };
  }

  async itemStock(code: string, warehouseName: string, limits: Limits): Promise<ItemStock> {
    const book = this.#book();
    const warehouse = book.find(warehouseName);
    if (warehouse === undefined) throw unknown('WAREHOUSE_UNKNOWN', 'Warehouse', warehouseName);
    const asOf = this.clock.now();
    const [[item], bins] = await Promise.all([
      this.source.itemsOf([code], limits),
      this.source.binsOf([code], limits),
    ]);
    if (item === undefined) throw unknown('ITEM_UNKNOWN', 'Item', code);
    const leaves = new Set(book.leavesOf(warehouse).map((leaf) => leaf.name));
    return {
      item_code: item.item_code,
      warehouse: warehouse.name,
      stock: stockLevel(bins.filter((bin) => leaves.has(bin.warehouse))),
      as_of_ms: asOf,
    };
  }

  warehouses(): readonly ClassifiedWarehouse[] {
    return this.#book().classified();
  }

  #book(): WarehouseBook {
    return new WarehouseBook(this.kept.current().shared.warehouses, this.classes);
  }
}

const LONGEST_NAME = 140;

export function unknown(
  code: 'SALES_ORDER_UNKNOWN' | 'ITEM_UNKNOWN' | 'WAREHOUSE_UNKNOWN',
  doctype: string,
  name: string,
): OtpError {
  const shown = name.length > LONGEST_NAME ? `${name.slice(0, 40)}…` : name;
  return new OtpError(code, `ERPNext has no ${doctype} ${shown}.`);
}
