import { BinChanges, projected } from './bins.js';

describe('BinChanges', () => {
  it('adds up without drift and leaves out what comes to nothing', () => {
    const changes = new BinChanges();
    changes.add('A', 'W', 'actual_qty', 0.1);
    changes.add('A', 'W', 'actual_qty', 0.2);
    changes.add('B', 'W', 'ordered_qty', 5);
    changes.merge(new BinChanges().merge(changes, 1), -1);
    expect(changes.list()).toEqual([]);
    changes.add('A', 'W', 'actual_qty', 0.1);
    changes.add('A', 'W', 'actual_qty', 0.2);
    changes.add('A', '', 'actual_qty', 7);
    expect(changes.list()).toEqual([{ item: 'A', warehouse: 'W', by: new Map([['actual_qty', 0.3]]) }]);
  });
});

describe('projected', () => {
  it('is what there is and comes, less what is owed', () => {
    const bin = {
      actual_qty: 10.1,
      ordered_qty: 0.2,
      indented_qty: 1,
      planned_qty: 2,
      reserved_qty: 3,
      reserved_qty_for_production: 4,
      reserved_qty_for_sub_contract: 0.5,
      reserved_qty_for_production_plan: 0.25,
      reserved_stock: 100,
    };
    expect(projected(bin)).toBe(5.55);
  });
});
