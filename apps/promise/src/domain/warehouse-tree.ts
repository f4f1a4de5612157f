import { classOf, type ConfiguredClass, type WarehouseClass } from '#libs/kernel';
import type { WarehouseNode } from './supply.js';

/** A warehouse with its place in the tree. As a scope it stands for its enabled leaves. */
export interface Warehouse {
  readonly name: string;
  readonly company: string;
  readonly class: WarehouseClass;
  readonly disabled: boolean;
  /** Working days that leaving it takes; undefined: as the order says. */
  readonly processingDays: number | undefined;
  /** 1 where goods need one more working day of processing. */
  readonly extraDays: 0 | 1;
  /** Place of the name among all names, in code unit order. */
  readonly nameRank: number;
  /** Place in a walk through the tree, parents first; what is below has places up to `lastBelow`. */
  readonly place: number;
  readonly lastBelow: number;
  /** Enabled leaves that it stands for: itself, or those below it. */
  readonly leaves: number;
}

/** Whether a scope lets a line be filled from a warehouse. */
export function inScope(warehouse: Warehouse, scope: Warehouse): boolean {
  return (
    warehouse.place >= scope.place &&
    warehouse.place <= scope.lastBelow &&
    !warehouse.disabled &&
    warehouse.class !== 'GROUP'
  );
}

/** Warehouses by name. A parent that does not exist, or a circle of parents, makes a root. */
export function warehouseTree(
  nodes: readonly WarehouseNode[],
  classes: ReadonlyMap<string, ConfiguredClass>,
  processingDays: ReadonlyMap<string, number>,
): ReadonlyMap<string, Warehouse> {
  const known = new Map(nodes.map((node) => [node.name, node]));
  const children = new Map<string, WarehouseNode[]>();
  for (const node of known.values()) {
    const parent = node.parent_warehouse ?? '';
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [node]);
    else siblings.push(node);
  }
  const ranks = new Map([...known.keys()].sort().map((name, rank) => [name, rank]));
  const warehouses = new Map<string, Warehouse>();
  const visited = new Set<string>();

  function place(node: WarehouseNode): { last: number; leaves: number } {
    const placeOfNode = visited.size;
    visited.add(node.name);
    let last = placeOfNode;
    const own = node.is_group || node.disabled ? 0 : 1;
    let leaves = own;
    for (const child of children.get(node.name) ?? []) {
      if (visited.has(child.name)) continue;
      const below = place(child);
      last = below.last;
      leaves += below.leaves;
    }
    const meaning = classOf(node, classes.get(node.name));
    warehouses.set(node.name, {
      name: node.name,
      company: node.company,
      class: meaning,
      disabled: node.disabled,
      processingDays: processingDays.get(node.name),
      extraDays: meaning === 'NEEDS_PROCESSING' ? 1 : 0,
      nameRank: ranks.get(node.name) ?? 0,
      place: placeOfNode,
      lastBelow: node.is_group ? last : placeOfNode,
      leaves: node.is_group ? leaves : own,
    });
    return { last, leaves };
  }

  const roots = [...known.values()].filter(({ parent_warehouse: parent }) => !parent || !known.has(parent));
  for (const node of [...roots, ...known.values()]) if (!visited.has(node.name)) place(node);
  return warehouses;
}
