import { dayWith, inbound, item, TODAY } from './example-day.js';
import { featuresOf } from './features.js';

const suppliers = ['Baltic Fasteners', 'Northern Supply'];
const orderOf = (...lines: readonly (readonly [item_code: string, qty: number])[]) => ({
  id: 'order',
  lines: lines.map(([item_code, qty]) => ({ item_code, qty })),
});

describe('what the model sees', () => {
  it('of an order that stock covers: only its size', () => {
    const day = dayWith(item({ onHand: 30, reserved: 10, leadTimeDays: 14, inbound: [inbound()] }));
    expect(featuresOf(orderOf(['BOLT', 20]), day, suppliers)).toEqual([1, 20, 0, 0, 0, 1, 0, 0, 0, 0]);
  });

  it('of an order that waits: the line that waits longest, and for whom', () => {
    const day = dayWith(
      item({ onHand: 5, inbound: [inbound({ expected: TODAY + 3, supplier: 'Baltic Fasteners' })] }),
      item({
        code: 'NUT',
        reserved: 30,
        leadTimeDays: 7,
        inbound: [
          inbound({ row: 'late', expected: TODAY - 4 }),
          inbound({ expected: TODAY + 9, openQty: 20 }),
        ],
      }),
      item({ code: 'CABLE', onHand: 99 }),
    );
    const order = orderOf(['BOLT', 6], ['NUT', 10], ['CABLE', 1]);
    // 30 older pieces and 10 of ours, of which 20 are on their way.
    expect(featuresOf(order, day, suppliers)).toEqual([3, 17, 2, 40, 9, 0.5, 1, 7, 0, 1]);
  });

  it('of goods that nobody brings: further away than all that is on its way', () => {
    const far = dayWith(item({ inbound: [inbound({ expected: TODAY + 52 })] }), item({ code: 'NUT' }));
    const [, , , , days = 0, covered] = featuresOf(orderOf(['BOLT', 1], ['NUT', 1]), far, suppliers);
    expect(days).toBeGreaterThan(52);
    expect(covered).toBe(0);
  });

  it('of what is On Hold: nothing', () => {
    const held = dayWith(item({ inbound: [inbound({ isOnHold: true })] }));
    expect(featuresOf(orderOf(['BOLT', 1]), held, suppliers)).toEqual(
      featuresOf(orderOf(['BOLT', 1]), dayWith(item()), suppliers),
    );
  });
});
