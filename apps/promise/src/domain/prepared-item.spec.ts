import { isOtpError, OtpError } from '#libs/kernel';
import * as fc from 'fast-check';
import { prepareItem } from './prepared-item.js';
import { prepareReference } from './prepared-reference.js';
import { numberOf } from './quantity.js';
import type { InboundRow, ItemSupply } from './supply.js';
import { bin, item, reference, row } from './test/company.js';
import { resultFor, settings } from './test/promised.js';
import { type Case, cases } from './test/worlds.js';

const prepared = prepareReference(reference, settings);
const supplyOf = (supply: Partial<ItemSupply>, company = 'Acme Parts') =>
  prepareItem(item('Bolt', supply), prepared).supply.get(company);

describe('prepareItem', () => {
  it.each<[why: string, more: Partial<InboundRow>, where: 'inbound' | 'held' | 'undated' | 'nowhere']>([
    ['to receive', { status: 'To Receive' }, 'inbound'],
    ['to receive and bill', {}, 'inbound'],
    ['submitted over the API', { status: 'Draft' }, 'inbound'],
    ['on hold', { status: 'On Hold' }, 'held'],
    ['to bill', { status: 'To Bill' }, 'nowhere'],
    ['completed', { status: 'Completed' }, 'nowhere'],
    ['closed', { status: 'Closed' }, 'nowhere'],
    ['cancelled', { status: 'Cancelled' }, 'nowhere'],
    ['straight to the customer', { delivered_by_supplier: true }, 'nowhere'],
    ['received', { received_qty: 10 }, 'nowhere'],
    ['received beyond', { received_qty: 12 }, 'nowhere'],
    ['without a destination', { warehouse: null }, 'inbound'],
    ['with an empty destination', { warehouse: '' }, 'inbound'],
    ['to a warehouse in work', { warehouse: 'Work In Progress - AP' }, 'nowhere'],
    ['in transit', { warehouse: 'Goods In Transit - AP' }, 'inbound'],
    ['to a disabled warehouse', { warehouse: 'Old Shed - AP' }, 'nowhere'],
    ['to a warehouse of another company', { warehouse: 'Stores - B' }, 'nowhere'],
    ['to a warehouse that nobody knows', { warehouse: 'Nowhere - AP' }, 'nowhere'],
    ['without any date', { schedule_date: null }, 'undated'],
    ['on hold without any date', { schedule_date: null, status: 'On Hold' }, 'held'],
  ])('a row %s', (_, more, where) => {
    const supply = supplyOf({ inbound: [row('PO-1', 10, '2026-12-01', more)] });
    const found = (['inbound', 'held', 'undated'] as const).filter((kind) => supply?.[kind].length === 1);
    expect(found).toEqual(where === 'nowhere' ? [] : [where]);
  });

  it('counts what is open in stock units, rounded down', () => {
    const open = (more: Partial<InboundRow>) => {
      const [first] = supplyOf({ inbound: [row('PO-1', 10, '2026-12-01', more)] })?.inbound ?? [];
      return numberOf(first?.open ?? 0n);
    };
    expect(open({ received_qty: 4, conversion_factor: 12 })).toBe(72);
    expect(open({ qty: 0.7, received_qty: 0.1, conversion_factor: 0.333333333 })).toBe(0.199999999);
  });

  it('takes the date that the supplier confirmed, else the one that was asked for', () => {
    const rows = [
      row('PO-2', 1, '2026-12-01', { expected_delivery_date: '2026-12-09' }),
      row('PO-1', 1, '2026-12-05'),
    ];
    expect(supplyOf({ inbound: rows })?.inbound.map((one) => [one.purchaseOrder, one.expectedText])).toEqual([
      ['PO-1', '2026-12-05'],
      ['PO-2', '2026-12-09'],
    ]);
  });

  it('subtracts all that is reserved, and knows backlog, enabled or not', () => {
    const reserved = {
      reserved_qty: 0.1,
      reserved_qty_for_production: 0.2,
      reserved_qty_for_sub_contract: 1,
      reserved_qty_for_production_plan: 2,
    };
    const supply = supplyOf({ bins: [bin('Stores - AP', 5, reserved), bin('Old Shed - AP', 1, reserved)] });
    expect(supply?.stock.map(({ available }) => numberOf(available))).toEqual([1.7, -2.3]);
    expect(supply?.hasBacklog).toBe(true);
    expect(supplyOf({ bins: [bin('Stores - AP', 5, reserved)] })?.hasBacklog).toBe(false);
  });

  it('keeps what may not be sold apart, without the backlog of it', () => {
    const supply = supplyOf({
      bins: [
        bin('Work In Progress - AP', 3, { reserved_qty: 9 }),
        bin('Goods In Transit - AP', 0),
        bin('Gone - AP', 4),
      ],
    });
    expect(supply?.unsellable.map(({ warehouse, onHand }) => [warehouse.name, numberOf(onHand)])).toEqual([
      ['Work In Progress - AP', 3],
    ]);
    expect([supply?.stock, supply?.hasBacklog]).toEqual([[], false]);
  });

  it('keeps companies apart', () => {
    const supply = { bins: [bin('Stores - B', 3), bin('Stores - AP', 5)] };
    expect(supplyOf(supply)?.stock).toHaveLength(1);
    expect(supplyOf(supply, 'Beta')?.stock).toHaveLength(1);
    expect(supplyOf(supply, 'Gamma')).toBeUndefined();
  });
});

describe('figures that can not be used', () => {
  it.each<[Partial<ItemSupply>, string]>([
    [{ bins: [bin('Stores - AP', NaN)] }, 'Bin of "Bolt" in "Stores - AP": the quantity on hand is NaN'],
    [{ bins: [bin('Stores - AP', 1, { reserved_qty: Infinity })] }, 'the reserved quantity is Infinity'],
    [{ bins: [bin('Stores - AP', 1e12)] }, 'the quantity on hand is 1000000000000'],
    [
      { inbound: [row('PO-1', NaN, '2026-12-01')] },
      'Purchase Order PO-1, row "PO-1-1": the ordered quantity is NaN',
    ],
    [{ inbound: [row('PO-1', 1, '2026-12-01', { received_qty: NaN })] }, 'the received quantity is NaN'],
    [{ inbound: [row('PO-1', 1, '2026-12-01', { conversion_factor: 0 })] }, 'the conversion factor is 0'],
    [{ inbound: [row('PO-1', 1, '2026-02-30')] }, 'the expected date is 2026-02-30'],
    [{ uoms: [{ uom: 'Box', conversion_factor: -1 }] }, 'Item "Bolt": the conversion factor of Box is -1'],
    [{ components: [{ item_code: 'Nut', qty: 0 }] }, 'Product Bundle "Bolt": the quantity of Nut is 0'],
  ])('%j', (supply, sentence) => {
    expect(() => supplyOf(supply)).toThrow(
      expect.objectContaining({ code: 'SUPPLY_INVALID', detail: expect.stringContaining(sentence) }),
    );
  });

  it('are no obstacle in rows that do not count', () => {
    const closed = row('PO-1', NaN, 'never', { status: 'Closed' });
    expect(supplyOf({ inbound: [closed], bins: [bin('Stores - AP', 1)] })?.stock).toHaveLength(1);
  });

  it('end in an answer, a list of faults or SUPPLY_INVALID, and in nothing else', () => {
    const broken = fc.constantFrom<unknown>(NaN, Infinity, -1, 0, 1e12, 1e300, '', 'x', '2026-02-30', null);
    fc.assert(
      fc.property(cases({ laminar: false }), broken, fc.nat(), (one, value, at) => {
        try {
          const { request, situation } = brokenAt(one, at, value);
          expect(['answer', 'invalid']).toContain(resultFor(request, situation).kind);
        } catch (error) {
          if (!isOtpError(error)) throw error;
          expect(error).toBeInstanceOf(OtpError);
          expect(error.code).toBe('SUPPLY_INVALID');
        }
      }),
      { numRuns: 600 },
    );
  });
});

/** A copy in which one number or date of the order or of the supply is replaced, where types allow it. */
function brokenAt(one: Case, at: number, value: unknown): Case {
  const copy = structuredClone(one);
  const places: (() => void)[] = [];
  const collect = (holder: Record<string, unknown>): void => {
    for (const [key, held] of Object.entries(holder)) {
      if (held !== null && typeof held === 'object') collect(held as Record<string, unknown>);
      else if (typeof held === typeof value && (typeof held === 'number' || /date$/.test(key))) {
        places.push(() => (holder[key] = value));
      } else if (value === null && /_date$/.test(key)) places.push(() => (holder[key] = null));
    }
  };
  collect({
    request: copy.request,
    items: copy.situation.items,
    lists: copy.situation.reference.holiday_lists,
  });
  places[at % places.length]?.();
  return copy;
}
