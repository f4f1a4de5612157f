import { gapsIn, restrictionsIn } from './user-permissions.js';

const warehouse = (name: string, parent: string | null, company = 'Acme') => ({
  name,
  parent_warehouse: parent,
  company,
  is_group: false,
  disabled: false,
  warehouse_type: null,
  is_rejected_warehouse: false,
});
const tree = [warehouse('All', null), warehouse('North', 'All'), warehouse('North 1', 'North')];
const only = (doc: string, applicable_for: string | null = null) => [{ doc, applicable_for, is_default: 0 }];

it.each([
  ['no restriction', {}],
  ['customers', { Customer: only('Kontor') }],
  ['employees', { Employee: only('HR-1') }],
  ['warehouses in a DocType that is not read', { Warehouse: only('North', 'Stock Entry') }],
  ['the company itself', { Company: only('Acme') }],
  ['several companies', { Company: [...only('Acme'), ...only('Other')] }],
])('%s hides nothing', (_name, message) => expect(restrictionsIn(message, tree)).toEqual([]));

it.each([
  ['warehouses', { Warehouse: only('North') }, 'Warehouse'],
  ['warehouses in Bins', { Warehouse: only('North', 'Bin') }, 'Warehouse'],
  ['items', { Item: only('A') }, 'Item'],
  ['item groups', { 'Item Group': only('Bolts') }, 'Item Group'],
  ['suppliers', { Supplier: only('S') }, 'Supplier'],
  ['what a custom field may link to', { Plant: only('P') }, 'Plant'],
  ['another company in purchase orders', { Company: only('Other', 'Purchase Order') }, 'Company'],
])('a restriction to %s is told', (_name, message, by) => {
  expect(restrictionsIn(message, tree)).toEqual([expect.stringContaining(`by ${by}, so stock`)]);
});

it('takes another shape for no answer', () => {
  for (const message of [null, [], 'x', { Warehouse: 'x' }])
    expect(() => restrictionsIn(message, tree)).toThrow('not one of ERPNext');
});

it('sees parents that are named but not shown', () => {
  expect(gapsIn(tree)).toEqual([]);
  expect(gapsIn(tree.slice(2))).toEqual([expect.stringContaining('the warehouse North,')]);
});
