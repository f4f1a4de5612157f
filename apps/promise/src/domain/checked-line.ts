import type { Violation } from '#libs/kernel';
import type { Order, OrderLine } from './order.js';
import type { PreparedItem } from './prepared-item.js';
import {
  isWholeTo,
  numberOf,
  ONE,
  type Quantity,
  QUANTITY_BOUND,
  quantityOf,
  quantityText,
  timesUp,
} from './quantity.js';
import type { Warehouse } from './warehouse-tree.js';
import type { World } from './world.js';

/** An order line with all its names found. */
export interface CheckedLine {
  readonly item: PreparedItem;
  readonly scope: Warehouse;
  /** In stock units. */
  readonly quantity: Quantity;
  /** The line itself, or one for each component of its bundle. */
  readonly demands: readonly Demand[];
}

/** A quantity of one item that is wanted. */
export interface Demand {
  /** Place among all demands of the order. */
  readonly index: number;
  readonly item: PreparedItem;
  readonly scope: Warehouse;
  readonly need: Quantity;
  /** How much of it one bundle takes; null when it is no part of one. */
  readonly perBundle: Quantity | null;
}

const MOST_ORDERED = 1_000_000_000;
/** ERPNext rounds quantities to its float precision, three decimals as installed, before it asks whether they are whole. */
const ERPNEXT_DECIMALS = 3;

/** Checks the lines of one order, in their order; what is wrong goes to `violations`. */
export class LineCheck {
  readonly violations: Violation[] = [];
  private demands = 0;

  constructor(
    private readonly order: Order,
    private readonly world: World,
  ) {}

  fault(pointer: string, message: string): void {
    this.violations.push({ pointer, message });
  }

  /** Undefined when something is wrong with the line. */
  check(line: OrderLine, index: number): CheckedLine | undefined {
    const item = this.ordered(line, index);
    const scope = this.scopeOf(line, index);
    const quantity = item === undefined ? undefined : this.stockQuantity(line, item, index);
    if (item === undefined || scope === undefined || quantity === undefined) return undefined;
    const demands =
      item.components.length === 0
        ? [{ index: this.demands++, item, scope, need: quantity, perBundle: null }]
        : this.partsOf(item, index, scope, quantity);
    return { item, scope, quantity, demands };
  }

  private ordered(line: OrderLine, index: number): PreparedItem | undefined {
    const code = line.item_code;
    const item = this.world.items.get(this.world.canonicalCodes.get(code) ?? code);
    const obstacle = obstacleTo(item);
    if (obstacle === undefined) return item;
    this.fault(`/items/${index}/item_code`, `item "${code}" ${obstacle}`);
    return undefined;
  }

  private partsOf(bundle: PreparedItem, index: number, scope: Warehouse, bundles: Quantity): Demand[] {
    const demands: Demand[] = [];
    for (const { code, quantity } of bundle.components) {
      const item = this.world.items.get(code);
      const obstacle = obstacleTo(item);
      if (item === undefined || obstacle !== undefined) {
        this.fault(
          `/items/${index}/item_code`,
          `bundle "${bundle.code}" contains item "${code}", which ${obstacle}`,
        );
        continue;
      }
      const need = timesUp(quantity, bundles);
      if (need >= QUANTITY_BOUND) this.fault(`/items/${index}/qty`, tooMuch(need, item));
      demands.push({ index: this.demands++, item, scope, need, perBundle: quantity });
    }
    return demands;
  }

  private scopeOf(line: OrderLine, index: number): Warehouse | undefined {
    const name = line.warehouse ?? this.order.default_warehouse;
    const warehouse = this.world.reference.warehouses.get(name);
    if (warehouse !== undefined && !warehouse.disabled && warehouse.leaves > 0) return warehouse;
    const subject = line.warehouse === name ? `warehouse "${name}"` : `the default warehouse "${name}"`;
    const obstacle =
      warehouse === undefined
        ? 'is not known'
        : warehouse.disabled
          ? 'is disabled'
          : 'is a group without an enabled warehouse in it';
    this.fault(`/items/${index}/warehouse`, `${subject} ${obstacle}`);
    return undefined;
  }

  private stockQuantity(line: OrderLine, item: PreparedItem, index: number): Quantity | undefined {
    const ordered = quantityOf(line.qty);
    const valid = ordered !== undefined && ordered > 0n && line.qty <= MOST_ORDERED;
    if (!valid || (!Number.isInteger(line.qty) && numberOf(ordered) !== line.qty)) {
      this.fault(
        `/items/${index}/qty`,
        `${line.qty} is not a quantity above 0, up to ${MOST_ORDERED}, with at most 9 decimals`,
      );
      return undefined;
    }
    const factor = this.factorOf(line, item, index);
    if (factor === undefined) return undefined;
    const quantity = timesUp(ordered, factor);
    if (quantity >= QUANTITY_BOUND) {
      this.fault(`/items/${index}/qty`, tooMuch(quantity, item));
      return undefined;
    }
    return this.isWholeWhereItMust(line, ordered, quantity, item, index) ? quantity : undefined;
  }

  /** As a Sales Order in ERPNext: a unit that must be whole may be that of the line or, once converted, of the stock. */
  private isWholeWhereItMust(
    line: OrderLine,
    ordered: Quantity,
    quantity: Quantity,
    item: PreparedItem,
    index: number,
  ): boolean {
    const whole = this.world.reference.wholeNumberUoms;
    if (whole.size === 0) return true;
    const uom = line.uom ?? item.stockUom;
    if (whole.has(uom) && !isWholeTo(ERPNEXT_DECIMALS, ordered)) {
      this.fault(
        `/items/${index}/qty`,
        `${line.qty} ${uom} is not a whole number, and ${uom} can't be divided`,
      );
      return false;
    }
    if (!whole.has(item.stockUom) || isWholeTo(ERPNEXT_DECIMALS, quantity)) return true;
    this.fault(
      `/items/${index}/qty`,
      `${line.qty} ${uom} are ${quantityText(quantity)} ${item.stockUom} of "${item.code}", and ${item.stockUom} can't be divided`,
    );
    return false;
  }

  private factorOf({ uom }: OrderLine, item: PreparedItem, index: number): Quantity | undefined {
    if (uom === undefined || uom === null || uom === item.stockUom) return ONE;
    const unit = item.units.find(({ name }) => name === uom);
    if (unit === undefined) {
      this.fault(`/items/${index}/uom`, `item "${item.code}" has no unit "${uom}"; ${unitsOf(item)}`);
    }
    return unit?.factor;
  }
}

function obstacleTo(item: PreparedItem | undefined): string | undefined {
  if (item === undefined) return 'is not known';
  if (item.disabled) return 'is disabled';
  return item.isTemplate ? 'is a template: one of its variants can be ordered' : undefined;
}

function unitsOf(item: PreparedItem): string {
  const names = new Set([item.stockUom, ...item.units.map((unit) => unit.name)]);
  return `it has ${[...names].join(', ')}`;
}

function tooMuch(quantity: Quantity, item: PreparedItem): string {
  const bound = quantityText(QUANTITY_BOUND);
  return `${quantityText(quantity)} ${item.stockUom} of "${item.code}" are too many: the bound is ${bound}`;
}
