import type { Warehouse } from '../supply.js';
import { WarehouseBook } from './warehouse-book.js';

const warehouse = (name: string, parent: string | null, more: Partial<Warehouse> = {}): Warehouse => ({
  ...{ name, parent_warehouse: parent, company: 'Acme', disabled: false, warehouse_type: null },
  ...{ is_group: false, is_rejected_warehouse: false, ...more },
});
const group = (name: string, parent: string | null) => warehouse(name, parent, { is_group: true });

const nodes = [
  group('All', null),
  group('North', 'All'),
  warehouse('B', 'North'),
  warehouse('A Transit', 'North'),
  warehouse('C', 'North', { disabled: true }),
  warehouse('D', 'All'),
  group('Empty', 'All'),
  group('Circle 1', 'Circle 2'),
  group('Circle 2', 'Circle 1'),
  warehouse('E', 'Circle 1'),
  warehouse('F', 'hidden'),
];
const book = new WarehouseBook(nodes, { B: 'NOT_AVAILABLE' });
const at = (name: string): Warehouse => book.find(name) ?? warehouse('?', null);

it.each([
  ['All', ['A Transit', 'B', 'D'], 'D'],
  ['North', ['A Transit', 'B'], 'A Transit'],
  ['D', ['D'], 'D'],
  ['C', ['C'], 'C'],
  ['Empty', [], undefined],
  ['Circle 2', ['E'], 'E'],
])('%s has the leaves %j, and goods are sent to %s', (name, leaves, receiving) => {
  expect(book.leavesOf(at(name)).map((leaf) => leaf.name)).toEqual(leaves);
  expect(book.receivingLeaf(at(name))?.name).toBe(receiving);
});

it('finds names as ERPNext does', () => {
  expect(book.find('a transit ')?.name).toBe('A Transit');
  expect(book.find('Transit')).toBeUndefined();
  expect(book.find('')).toBeUndefined();
});
