import type { WarehouseNode } from './supply.js';
import { reference, warehouse } from './test/company.js';
import { inScope, warehouseTree } from './warehouse-tree.js';

function scopesOf(nodes: readonly WarehouseNode[]): Record<string, string[]> {
  const tree = warehouseTree(nodes, new Map(), new Map());
  return Object.fromEntries(
    [...tree.values()].map((scope) => {
      const open = [...tree.values()].filter((one) => inScope(one, scope)).map(({ name }) => name);
      expect(scope.leaves).toBe(open.length);
      return [scope.name, open.sort()];
    }),
  );
}

describe('warehouseTree', () => {
  it('makes a leaf stand for itself and a group for its enabled leaves', () => {
    const scopes = scopesOf(reference.warehouses);
    expect(scopes['Stores - AP']).toEqual(['Stores - AP']);
    expect(scopes['North - AP']).toEqual(['North 1 - AP', 'North 2 - AP']);
    expect(scopes['Closed - AP']).toEqual([]);
    expect(scopes['Old Shed - AP']).toEqual([]);
    expect(scopes['All Warehouses - AP']).toEqual([
      'Finished Goods - AP',
      'Goods In Transit - AP',
      'North 1 - AP',
      'North 2 - AP',
      'Stores - AP',
      'Work In Progress - AP',
    ]);
  });

  it('is the same in whatever order the warehouses come', () => {
    expect(scopesOf(reference.warehouses.toReversed())).toEqual(scopesOf(reference.warehouses));
  });

  it('takes leaves of a disabled group, and groups in groups', () => {
    const scopes = scopesOf([
      warehouse('Root', null, { is_group: true }),
      warehouse('Shut', 'Root', { is_group: true, disabled: true }),
      warehouse('Inner', 'Shut', { is_group: true }),
      warehouse('Shelf', 'Inner'),
    ]);
    expect(scopes).toMatchObject({ Root: ['Shelf'], Shut: ['Shelf'], Inner: ['Shelf'] });
  });

  it('survives circles, missing parents, and leaves with something below them', () => {
    const scopes = scopesOf([
      warehouse('A', 'B', { is_group: true }),
      warehouse('B', 'A', { is_group: true }),
      warehouse('Leaf', 'B'),
      warehouse('Below', 'Leaf'),
      warehouse('Alone', 'Gone'),
    ]);
    expect(scopes['A']).toEqual(['Below', 'Leaf']);
    expect(scopes['Leaf']).toEqual(['Leaf']);
    expect(scopes['Alone']).toEqual(['Alone']);
  });
});
