import { dayAfter, localTime } from './calendar.js';
import {
  type Deployment,
  type Documents,
  type ItemDocument,
  type OrderRequest,
  type SalesOrderDocument,
  type WarehouseDocument,
} from './documents.js';
import { breakages } from './broken-orders.js';
import { type Random } from './random.js';
import { randomRules } from './random-rules.js';

const INVALID_SHARE = 0.1;

export interface GeneratedOrder {
  body: unknown;
  /** null: valid as far as its shape goes; the documents decide. */
  refusedWith: 404 | 422 | null;
}

/** Random orders over the documents of a site, many of them where something is owed, shared or on its way. */
export class OrderGenerator {
  readonly #items: ItemDocument[];
  readonly #busy: ItemDocument[];
  readonly #awkward: ItemDocument[];
  readonly #unstocked: ItemDocument[];
  readonly #bundles: ItemDocument[];
  /** Those in the same state together: rare states are tried as often as common ones. */
  readonly #salesOrders: SalesOrderDocument[][];
  /** By item code: what lies somewhere (negative: owed) or arrives there; roughly, for drawing only. */
  readonly #supply = new Map<string, { warehouse: string; qty: number }[]>();

  constructor(
    readonly documents: Documents,
    readonly deployment: Deployment,
    readonly random: Random,
    /** Codes that half of the lines are for, whatever has become of these items. */
    readonly preferred: readonly string[] = [],
  ) {
    this.#items = documents.items.filter((item) => !item.disabled && !item.has_variants);
    const named = new Set(documents.bundles.filter((b) => !b.disabled).map((b) => b.new_item_code));
    const orders = documents.purchaseOrders === 'unreadable' ? [] : documents.purchaseOrders;
    for (const bin of documents.bins) {
      this.#add(bin.item_code, bin.warehouse, (bin.actual_qty ?? 0) - (bin.reserved_qty ?? 0));
    }
    for (const order of orders.filter((one) => one.docstatus === 1)) {
      for (const row of order.items) {
        this.#add(row.item_code, row.warehouse ?? '', row.qty - (row.received_qty ?? 0));
      }
    }
    const state = (order: SalesOrderDocument) =>
      [
        order.docstatus,
        order.status,
        order.packed_items?.length ? 'bundles' : '',
        order.items.some((row) => row.delivered_qty) ? 'delivered' : '',
        order.items.some((row) => row.delivered_by_supplier) ? 'by supplier' : '',
      ].join();
    this.#salesOrders = [...Map.groupBy(documents.salesOrders, state).values()];
    this.#bundles = this.#items.filter((item) => named.has(item.name));
    this.#unstocked = this.#items.filter((item) => !item.is_stock_item && !named.has(item.name));
    this.#busy = this.#items.filter((item) => (this.#supply.get(item.name)?.length ?? 0) > 2);
    this.#awkward = this.#items.filter((item) => /[^A-Za-z0-9 _.-]/.test(item.name));
  }

  next(now: number): GeneratedOrder {
    const order = this.#order(now);
    if (!this.random.happens(INVALID_SHARE)) return { body: order, refusedWith: null };
    const { breaks, status } = this.random.oneOf(breakages(this.documents));
    const body = structuredClone(order);
    breaks(body, this.random);
    return { body, refusedWith: status };
  }

  #add(itemCode: string, warehouse: string, qty: number): void {
    this.#supply.set(itemCode, [...(this.#supply.get(itemCode) ?? []), { warehouse, qty }]);
  }

  #order(now: number): OrderRequest {
    const { random } = this;
    const salesOrder =
      this.#salesOrders.length > 0 && random.happens(0.2)
        ? random.oneOf(random.oneOf(this.#salesOrders))
        : undefined;
    const company = this.#company(salesOrder);
    const size = random.oneOf([
      1,
      1,
      1,
      2,
      2,
      3,
      4,
      5,
      5,
      random.integer(6, 20),
      random.happens(0.2) ? 60 : 7,
    ]);
    const items: OrderRequest['items'] = [];
    const modest = random.happens(0.6);
    while (items.length < size) items.push(this.#line(company, items, salesOrder, modest));
    const order: OrderRequest = { customer: random.oneOf(['Example', 'צ׳ק בע״מ', "O'Neill & Sons"]), items };
    if (salesOrder) order.sales_order_id = salesOrder.name;
    const today = localTime(now, 'UTC').day;
    if (random.happens(0.6)) {
      order.desired_date = dayAfter(
        today,
        random.happens(0.9) ? random.integer(-5, 45) : random.integer(-9_000, 90_000),
      );
    }
    if (random.happens(0.75)) order.rules = randomRules(random, now);
    return order;
  }

  /** A company with warehouses; that of a Sales Order if its rows say which. */
  #company(salesOrder: SalesOrderDocument | undefined): string {
    const named = salesOrder?.items.map((row) => row.warehouse).find((name) => name);
    const warehouse = this.documents.warehouses.find(
      (w) => w.name === (named ?? this.deployment.defaultWarehouse),
    );
    if (warehouse && (named || this.random.happens(0.8))) return warehouse.company;
    return this.random.oneOf(this.documents.warehouses).company;
  }

  #line(
    company: string,
    earlier: OrderRequest['items'],
    salesOrder: SalesOrderDocument | undefined,
    modest: boolean,
  ): OrderRequest['items'][number] {
    const { random } = this;
    const repeated = earlier.length > 0 && random.happens(0.3) ? random.oneOf(earlier).item_code : undefined;
    const reserved = salesOrder && random.happens(0.6) ? random.oneOf(salesOrder.items).item_code : undefined;
    const preferred =
      this.preferred.length > 0 && random.happens(0.5) ? random.oneOf(this.preferred) : undefined;
    const wanted = repeated ?? reserved ?? preferred;
    if (wanted !== undefined && !this.documents.items.some((item) => item.name === wanted)) {
      return { item_code: wanted, qty: random.integer(1, 9) };
    }
    const item =
      this.documents.items.find((i) => i.name === wanted) ??
      random.oneOf(
        [
          this.#items,
          this.#busy,
          this.#busy,
          this.#busy,
          this.#awkward,
          this.#unstocked,
          this.#bundles,
          this.#bundles,
        ].filter((pool) => pool.length > 0)[random.integer(0, 7)] ?? this.#items,
      );
    const unit = item.uoms.length > 0 && random.happens(modest ? 0.1 : 0.3);
    const uom = unit ? random.oneOf(item.uoms).uom : undefined;
    const wish = this.#wish(item, company, modest);
    const qty = this.#divided(wish.qty, uom ?? item.stock_uom, item);
    const line = { item_code: this.#spelled(item.name), ...wish, qty };
    return uom === undefined ? line : { ...line, uom };
  }

  /** What may be ordered in whole numbers only seldom isn't. */
  #divided(qty: number, uom: string, item: ItemDocument): number {
    const whole = this.documents.wholeNumberUoms;
    if (![uom, item.stock_uom].some((unit) => whole.includes(unit)) || this.random.happens(0.01)) return qty;
    return Math.max(1, Math.round(qty));
  }

  /** Sometimes as a person might type it, in other case or with spaces at the end. */
  #spelled(code: string): string {
    if (!this.random.happens(0.03)) return code;
    return this.random.oneOf([`${code}  `, /^[\x20-\x7e]*$/.test(code) ? code.toLowerCase() : code]);
  }

  /** Where, and how much; a modest wish is for a part of what lies or arrives somewhere, if anything does. */
  #wish(item: ItemDocument, company: string, modest: boolean): { qty: number; warehouse?: string } {
    const { random } = this;
    const own = this.documents.warehouses.filter((w) => w.company === company && !w.disabled);
    const supply = (this.#supply.get(item.name) ?? []).filter(
      ({ warehouse, qty }) => qty > 0 && own.some((w) => w.name === warehouse),
    );
    if (modest && supply.length > 0) {
      const { warehouse, qty } = random.oneOf(supply);
      const roots = own.filter((w) => w.is_group && !w.parent_warehouse);
      const part = random.happens(0.2) ? random.oneOf([0.1, 0.2, 0.3, 1e-9]) : random.integer(1, qty / 2);
      return { qty: Math.max(part, 1e-9), warehouse: random.oneOf([warehouse, ...roots.map((w) => w.name)]) };
    }
    const warehouse = this.#warehouse(item, own);
    const qty = this.#qty(supply.map((one) => one.qty));
    return warehouse === undefined ? { qty } : { qty, warehouse };
  }

  /** Near what there is, or anything else. */
  #qty(supply: number[]): number {
    const { random } = this;
    const near = supply.length > 0 ? random.oneOf(supply) : 10;
    const wanted = random.oneOf([
      random.integer(1, 12),
      random.integer(1, 200),
      near,
      near + 1,
      near * 0.995,
      near * 1.1,
      supply.reduce((sum, qty) => sum + qty, 0) + random.integer(-2, 30),
      random.oneOf([0.1, 0.2, 0.3, 0.7, 1e-9, 0.000000123, 2.5, 1 / 3, 100.000000001]),
      random.happens(0.3) ? random.oneOf([1e9, 999_999_999.999999, 1e6, 123_456.789]) : random.integer(1, 30),
    ]);
    const rounded = Number(wanted.toFixed(9));
    return rounded > 0 ? Math.min(rounded, 1e9) : random.integer(1, 5);
  }

  /** undefined: the default warehouse. */
  #warehouse(item: ItemDocument, own: WarehouseDocument[]): string | undefined {
    const { random } = this;
    const standard = own.some((w) => w.name === this.deployment.defaultWarehouse);
    if (standard && random.happens(0.25)) return undefined;
    const supply = this.#supply.get(item.name) ?? [];
    const places = own.filter((w) => supply.some(({ warehouse }) => warehouse === w.name));
    const groups = own.filter((w) => w.is_group);
    const pools = [places, places, groups, own].filter((pool) => pool.length > 0);
    return random.oneOf(random.oneOf(pools)).name;
  }
}
