import { type Row, type Value } from '../database/database.js';
import { addDays } from '../database/site-clock.js';
import { seededCompany } from './company.js';
import { type Rows } from './rows.js';

const today = '2026-11-24';
const rows: Rows = seededCompany(1, 2000)(today);
const of = (doctype: string): readonly Row[] => rows[doctype] ?? [];
const binOf = (item: string, warehouse: string): Row | undefined =>
  of('Bin').find((bin) => bin['item_code'] === item && bin['warehouse'] === warehouse);
const sum = (map: Map<string, number>, key: string, amount: number): void => {
  map.set(key, Number(((map.get(key) ?? 0) + amount).toFixed(9)));
};

describe('seededCompany', () => {
  it('is the same for the same seed and day, and another for another', () => {
    expect(seededCompany(1, 100)(today)).toEqual(seededCompany(1, 100)(today));
    expect(seededCompany(2, 100)(today)).not.toEqual(seededCompany(1, 100)(today));
  });

  it('has as many items as it is told', () => {
    expect(of('Item')).toHaveLength(2000);
    expect(new Set(of('Item').map((item) => String(item['name']).toLowerCase())).size).toBe(2000);
  });

  it('has as many Bins and open rows as it is told', () => {
    const large = seededCompany(1, 200, { binsPerItem: 10, openRows: 400 })(today);
    const codes = (large['Item'] ?? []).slice(24).filter((item) => item['disabled'] !== 1);
    const bins = Map.groupBy(large['Bin'] ?? [], (bin) => bin['item_code'] ?? '');
    for (const { name } of codes) expect(bins.get(name ?? '')).toHaveLength(10);
    const orders = new Map(large['Purchase Order']?.map((order) => [order['name'], order]));
    const open = large['Purchase Order Item']?.filter((row) => {
      const { docstatus, status } = orders.get(row['parent']) ?? {};
      return docstatus === 1 && status !== 'Closed' && Number(row['received_qty']) < Number(row['qty']);
    });
    expect(open?.length).toBeGreaterThanOrEqual(400);
    expect(open?.length).toBeLessThan(430);
  });

  it('was written over the whole year before, each document at a time of its own', () => {
    const stamps = of('Bin').map((bin) => String(bin['modified']));
    expect(new Set(stamps).size).toBe(stamps.length);
    const months = new Set(stamps.map((stamp) => stamp.slice(0, 7)));
    expect([months.size, stamps.every((stamp) => stamp < today)]).toEqual([13, true]);
    for (const order of of('Purchase Order')) {
      if (String(order['transaction_date']) >= '2026-11-23') continue;
      expect(String(order['modified']) > String(order['transaction_date'])).toBe(true);
    }
  });

  it('has the names that the documentation uses', () => {
    expect(Number(binOf('BOLT-M8', 'Stores - AP')?.['actual_qty'])).toBeGreaterThan(1000);
    expect(of('Purchase Order Item').find((row) => row['item_code'] === 'CABLE-3M')?.['warehouse']).toBe(
      'Stores - AP',
    );
    expect(of('Product Bundle').map((bundle) => bundle['name'])).toContain('STARTER-KIT');
    expect(of('Item').find((item) => item['name'] === 'INSTALLATION')?.['is_stock_item']).toBe(0);
  });

  it.each([' ', '/', '"', "'", ',', '%', '&', '+', '#', 'ב', '螺', 'Ö'])(
    'has an item code with %s',
    (character) => {
      expect(of('Item').some((item) => String(item['name']).includes(character))).toBe(true);
    },
  );

  it('reserves what its Sales Orders own', () => {
    const reserved = new Map<string, number>();
    const open = new Set(
      of('Sales Order')
        .filter(
          (order) => order['docstatus'] === 1 && !['On Hold', 'Closed'].includes(String(order['status'])),
        )
        .map((order) => order['name']),
    );
    const lines = new Map(of('Sales Order Item').map((line) => [line['name'], line]));
    const left = (line: Row): number =>
      (Number(line['qty']) - Number(line['delivered_qty'])) / Number(line['qty']);
    for (const line of lines.values()) {
      if (!open.has(line['parent']) || line['is_stock_item'] === 0) continue;
      sum(reserved, `${line['item_code']}|${line['warehouse']}`, left(line) * Number(line['stock_qty']));
    }
    for (const part of of('Packed Item')) {
      const line = lines.get(part['parent_detail_docname']);
      if (line === undefined || !open.has(part['parent'])) continue;
      sum(reserved, `${part['item_code']}|${part['warehouse']}`, left(line) * Number(part['qty']));
    }
    const inBins = of('Bin').map(
      (bin) => [`${bin['item_code']}|${bin['warehouse']}`, Number(bin['reserved_qty'] ?? 0)] as const,
    );
    expect(new Map(inBins.filter(([, qty]) => qty > 0))).toEqual(
      new Map([...reserved].filter(([, qty]) => qty > 0)),
    );
  });

  it('has ordered what its Purchase Orders still bring', () => {
    const ordered = new Map<string, number>();
    const open = new Set(
      of('Purchase Order')
        .filter(
          (order) => order['docstatus'] === 1 && !['Closed', 'Delivered'].includes(String(order['status'])),
        )
        .map((order) => order['name']),
    );
    for (const line of of('Purchase Order Item')) {
      if (!open.has(line['parent']) || line['warehouse'] === null || line['delivered_by_supplier'] === 1)
        continue;
      const left = (Number(line['qty']) - Number(line['received_qty'])) * Number(line['conversion_factor']);
      sum(ordered, `${line['item_code']}|${line['warehouse']}`, left);
    }
    const inBins = of('Bin').map(
      (bin) => [`${bin['item_code']}|${bin['warehouse']}`, Number(bin['ordered_qty'] ?? 0)] as const,
    );
    expect(new Map(inBins.filter(([, qty]) => qty > 0))).toEqual(
      new Map([...ordered].filter(([, qty]) => qty > 0)),
    );
  });

  it.each([
    [
      'backlog',
      () => of('Bin').some((bin) => Number(bin['reserved_qty'] ?? 0) > Number(bin['actual_qty'] ?? 0)),
    ],
    ['an overdue line', () => of('Purchase Order Item').some((row) => String(row['schedule_date']) < today)],
    [
      'a partly received line',
      () =>
        of('Purchase Order Item').some(
          (row) => Number(row['received_qty']) > 0 && Number(row['received_qty']) < Number(row['qty']),
        ),
    ],
    ['a line without a warehouse', () => of('Purchase Order Item').some((row) => row['warehouse'] === null)],
    ['a line in boxes', () => of('Purchase Order Item').some((row) => row['uom'] === 'Box')],
    [
      'a line that the supplier delivers',
      () => of('Purchase Order Item').some((row) => row['delivered_by_supplier'] === 1),
    ],
    [
      'a line with an expected date',
      () => of('Purchase Order Item').some((row) => row['expected_delivery_date'] !== undefined),
    ],
    [
      'a warehouse in a group in a group',
      () => {
        const parents = new Map(of('Warehouse').map((row) => [row['name'], row['parent_warehouse']]));
        const parentOf = (name: Value | undefined): Value => parents.get(name ?? null) ?? null;
        return of('Warehouse').some((row) => parentOf(parentOf(row['parent_warehouse'])) !== null);
      },
    ],
    [
      'a disabled warehouse with stock',
      () => Number(binOf('OLD-DISABLED', 'Closed Depot - AP')?.['actual_qty']) > 0,
    ],
    ['two companies', () => of('Company').length === 2],
    ['a template with variants', () => of('Item').some((item) => item['variant_of'] === 'TPL-PIPE')],
  ])('has %s', (_, holds) => expect(holds()).toBe(true));

  it.each(['To Receive and Bill', 'On Hold', 'Closed', 'Draft'])(
    'has a submitted Purchase Order that is %s',
    (status) => {
      expect(
        of('Purchase Order').some((order) => order['docstatus'] === 1 && order['status'] === status),
      ).toBe(true);
    },
  );

  it.each(['To Deliver and Bill', 'On Hold', 'Closed'])('has a Sales Order that is %s', (status) => {
    expect(of('Sales Order').some((order) => order['docstatus'] === 1 && order['status'] === status)).toBe(
      true,
    );
  });

  it('keeps a calendar of this year and the next', () => {
    const list = of('Holiday List')[0];
    expect([list?.['from_date'], list?.['to_date']]).toEqual(['2026-01-01', '2027-12-31']);
    expect(of('Company')[0]?.['default_holiday_list']).toBe(list?.['name']);
    expect(addDays(today, 31) < String(list?.['to_date'])).toBe(true);
  });
});
