import { orderClasses, supplies, type CatalogueItem, type OrderClass } from './measures.ts';
import { orderOf, orderOfClass, type Asked, type Offer } from './orders.ts';
import { seeded } from './random.ts';

const items = Array.from({ length: 300 }, (_, index): CatalogueItem => ({
  code: `ITEM-${index}`,
  stock: index % 3 === 0 ? 0.5 : 1 + (index % 7),
  inbound: index % 4 === 0 ? 12 : 0,
}));
const offer: Offer = {
  stocked: items.filter(({ stock }) => stock >= 1),
  incoming: items.filter(({ inbound }) => inbound > 0),
  disabled: 'OLD',
};
const byCode = new Map(items.map((item) => [item.code, item]));
const orders = Array.from({ length: 5_000 }, (_, index) => orderOf(5, index, offer));

const isPlain = ({ request, expected }: Asked): boolean =>
  expected.outcome === 'promised' && request.desired_date === undefined;

describe('orders', () => {
  it('are the same for the same seed and number, and others for another', () => {
    expect(orderOf(5, 17, offer)).toEqual(orders[17]);
    expect(orderOf(6, 17, offer)).not.toEqual(orders[17]);
    expect(new Set(orders.map((order) => JSON.stringify(order))).size).toBeGreaterThan(4_000);
  });

  it('name an item once, and take only what can be had', () => {
    const available = ({ item_code }: { item_code: string }) =>
      byCode.get(item_code) ?? { stock: 0, inbound: 0 };
    const unsound = orders.filter(isPlain).filter(({ request: { items: lines }, expected }) => {
      const fromStock = lines.every((line) => line.qty <= available(line).stock);
      return (
        new Set(lines.map(({ item_code }) => item_code)).size !== lines.length ||
        lines.some((line) => line.qty > available(line).stock + available(line).inbound) ||
        (expected.outcome === 'promised' && fromStock !== (expected.from === 'stock'))
      );
    });
    expect(unsound).toEqual([]);
  });

  it('want some items far more often than others', () => {
    const wanted = new Map<string, number>();
    for (const { request } of orders.filter(isPlain)) {
      for (const { item_code } of request.items) wanted.set(item_code, (wanted.get(item_code) ?? 0) + 1);
    }
    const [first, second, ...rest] = offer.stocked.map(({ code }) => wanted.get(code) ?? 0);
    expect(first).toBeGreaterThan(second ?? NaN);
    expect(first).toBeGreaterThan(5 * (rest[50] ?? NaN));
    expect(Math.min(...rest)).toBeGreaterThan(0);
  });

  it('are small mostly, and one in fifty is hard, in every way', () => {
    const shares = (of: (order: Asked) => boolean) => orders.filter(of).length / orders.length;
    expect(shares((order) => !isPlain(order))).toBeCloseTo(0.02, 2);
    expect(shares(({ request }) => request.items.length <= 5)).toBeGreaterThan(0.5);
    expect(shares(({ request }) => request.items.length >= 20)).toBeGreaterThan(0.03);
    const hard = orders.filter((order) => !isPlain(order)).map(({ expected }) => expected);
    const ways = new Set(
      hard.map((one) => (one.outcome === 'refused' ? one.naming.replace(/\d+/, '') : one.outcome)),
    );
    expect([...ways].toSorted()).toEqual(
      ['NOT-THERE-', 'OLD', 'cutof_time', 'items', 'promised', 'qty', 'short', 'too late'].toSorted(),
    );
  });

  it.each(
    (Object.keys(orderClasses) as OrderClass[]).flatMap((name) =>
      supplies.map((from) => [name, from] as const),
    ),
  )('of class %s from %s have as many lines as the class says', (name, from) => {
    const random = seeded(1);
    const counts = Array.from(
      { length: 500 },
      () => orderOfClass(name, from, offer, random).request.items.length,
    );
    expect([Math.min(...counts), Math.max(...counts)]).toEqual([...orderClasses[name]]);
  });

  it('come to an end where there are few items', () => {
    const few: Offer = { stocked: items.slice(1, 3), incoming: [], disabled: null };
    for (let index = 0; index < 500; index += 1) {
      expect(orderOf(1, index, few).request.items.length).toBeLessThanOrEqual(2);
    }
  });
});
