import { dayWith, item } from './example-day.js';
import { drawOrders } from './orders.js';

const codes = Array.from({ length: 50 }, (_, index) => `ITEM-${index}`);
const day = dayWith(...codes.map((code, index) => item({ code, onHand: index < 40 ? 20 : 0 })));

describe('orders', () => {
  const orders = drawOrders(day, 2_000, 'seed');

  it('are the same for the same seed, and others for another', () => {
    expect(drawOrders(day, 2_000, 'seed')).toEqual(orders);
    expect(drawOrders(day, 2_000, 'another')).not.toEqual(orders);
  });

  it('name different items in whole pieces', () => {
    for (const { lines } of orders) {
      expect(new Set(lines.map(({ item_code }) => item_code)).size).toBe(lines.length);
      for (const { qty } of lines) expect(Number.isInteger(qty) && qty >= 1).toBe(true);
    }
  });

  it('want popular items often, and now and then one that nobody has', () => {
    const lines = orders.flatMap((order) => order.lines);
    const counts = Map.groupBy(lines, ({ item_code }) => item_code);
    const most = Math.max(...[...counts.values()].map((of) => of.length));
    expect(most / lines.length).toBeGreaterThan(0.1);
    const missing = lines.filter(({ item_code }) => day.items.get(item_code)?.onHand === 0);
    expect(missing.length / lines.length).toBeGreaterThan(0.005);
    expect(missing.length / lines.length).toBeLessThan(0.05);
  });
});
