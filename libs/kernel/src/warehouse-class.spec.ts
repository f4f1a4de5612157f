import { classOf, type ConfiguredClass, type WarehouseTraits } from './index.js';

const warehouse = (name: string, more: Partial<WarehouseTraits> = {}): WarehouseTraits => ({
  name,
  is_group: false,
  is_rejected_warehouse: false,
  warehouse_type: null,
  ...more,
});

describe('classOf', () => {
  it.each<[name: string, meaning: string]>([
    ['Stores - AP', 'SELLABLE'],
    ['Small Parts - AP', 'SELLABLE'],
    ['All - AP', 'SELLABLE'],
    ['Goods In Transit - AP', 'IN_TRANSIT'],
    ['TRANSIT - AP', 'IN_TRANSIT'],
    ['Transition - AP', 'SELLABLE'],
    ['WIP - AP', 'NOT_AVAILABLE'],
    ['Work-in-Progress - AP', 'NOT_AVAILABLE'],
    ['Work  In Progress - AP', 'NOT_AVAILABLE'],
    ['Work Progress - AP', 'SELLABLE'],
    ['Scrap - AP', 'NOT_AVAILABLE'],
    ['Scrapbooks - AP', 'SELLABLE'],
    ['Reject - AP', 'NOT_AVAILABLE'],
    ['Rejects - AP', 'NOT_AVAILABLE'],
    ['Rejected - AP', 'NOT_AVAILABLE'],
    ['Rejection Desk - AP', 'SELLABLE'],
    ['(Quarantine) 2 - AP', 'NOT_AVAILABLE'],
    ['Finished Goods - AP', 'NEEDS_PROCESSING'],
    ['Finished Goods In Transit - AP', 'IN_TRANSIT'],
    ['Unfinished Goods - AP', 'SELLABLE'],
    ['Wipers - AP', 'SELLABLE'],
    ['Stores - WIP', 'SELLABLE'],
    ['North - Scrap - AP', 'NOT_AVAILABLE'],
    ['Scrap', 'NOT_AVAILABLE'],
    ['Équipement Wiß - AP', 'SELLABLE'],
    ['Wipé - AP', 'SELLABLE'],
    ['מחסן WIP - AP', 'NOT_AVAILABLE'],
  ])('%s is %s', (name, meaning) => expect(classOf(warehouse(name), undefined)).toBe(meaning));

  it.each<[Partial<WarehouseTraits>, ConfiguredClass | undefined, string]>([
    [{ is_group: true }, undefined, 'GROUP'],
    [{ is_group: true }, 'SELLABLE', 'GROUP'],
    [{ is_rejected_warehouse: true }, undefined, 'NOT_AVAILABLE'],
    [{ is_rejected_warehouse: true, warehouse_type: 'Transit' }, undefined, 'NOT_AVAILABLE'],
    [{ warehouse_type: 'Transit' }, undefined, 'IN_TRANSIT'],
    [{ warehouse_type: 'Shop' }, undefined, 'NEEDS_PROCESSING'],
    [{ warehouse_type: 'Transit' }, 'SELLABLE', 'SELLABLE'],
    [{ is_rejected_warehouse: true }, 'NEEDS_PROCESSING', 'NEEDS_PROCESSING'],
  ])('finished goods with %j, configured as %s, are %s', (more, configured, meaning) => {
    expect(classOf(warehouse('Finished Goods - AP', more), configured)).toBe(meaning);
  });
});
