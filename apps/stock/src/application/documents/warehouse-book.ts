import { classOf, type ConfiguredClass, type WarehouseClass } from '#libs/kernel';
import { ItemNames } from '../item-names.js';
import type { Warehouse } from '../supply.js';

export interface ClassifiedWarehouse {
  readonly name: string;
  readonly parent: string | null;
  readonly is_group: boolean;
  readonly class: WarehouseClass;
  readonly company: string;
  readonly disabled: boolean;
}

/** The warehouse tree with what becomes of goods in each. */
export class WarehouseBook {
  readonly #byName: ReadonlyMap<string, Warehouse>;

  constructor(
    private readonly warehouses: readonly Warehouse[],
    private readonly classes: Readonly<Record<string, ConfiguredClass>>,
  ) {
    this.#byName = new Map(warehouses.map((warehouse) => [warehouse.name, warehouse]));
  }

  /** Matched as ERPNext matches names. */
  find(name: string): Warehouse | undefined {
    return this.#byName.get(name) ?? this.#byName.get(new ItemNames(this.#byName.keys()).find(name) ?? '');
  }

  classified(): readonly ClassifiedWarehouse[] {
    return this.warehouses.map((warehouse) => ({
      name: warehouse.name,
      parent: warehouse.parent_warehouse,
      is_group: warehouse.is_group,
      class: this.#classOf(warehouse),
      company: warehouse.company,
      disabled: warehouse.disabled,
    }));
  }

  /** A leaf is itself, whether enabled or not; a group its enabled leaves, in the order of their names. */
  leavesOf(warehouse: Warehouse): readonly Warehouse[] {
    if (!warehouse.is_group) return [warehouse];
    return this.warehouses
      .filter((other) => !other.is_group && !other.disabled && this.#liesBelow(other, warehouse.name))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The leaf for goods that are sent to `warehouse`: itself, or the first that sells among its leaves. */
  receivingLeaf(warehouse: Warehouse): Warehouse | undefined {
    const leaves = this.leavesOf(warehouse);
    return leaves.find((leaf) => this.#classOf(leaf) === 'SELLABLE') ?? leaves[0];
  }

  #classOf(warehouse: Warehouse): WarehouseClass {
    return classOf(
      warehouse,
      Object.hasOwn(this.classes, warehouse.name) ? this.classes[warehouse.name] : undefined,
    );
  }

  #liesBelow(warehouse: Warehouse, group: string): boolean {
    const seen = new Set<string>();
    let parent = warehouse.parent_warehouse;
    while (parent !== null && parent !== group && !seen.has(parent)) {
      seen.add(parent);
      parent = this.#byName.get(parent)?.parent_warehouse ?? null;
    }
    return parent === group;
  }
}
