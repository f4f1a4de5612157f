import { faultOf } from './checks.ts';
import type { Asked, Expectation } from './orders.ts';

const asked = (expected: Expectation): Asked => ({
  request: {
    customer: 'Load',
    items: [
      { item_code: 'BOLT', qty: 5 },
      { item_code: 'CABLE', qty: 10 },
    ],
  },
  expected,
});
const mixed = asked({ outcome: 'promised', from: 'mixed' });

const part = (source: string, qty: number, ready: string) => ({
  ...{
    source,
    qty,
    available_date: ready.replace(/\d$/, (day) => String(Number(day) - 1)),
    ship_ready_date: ready,
  },
});
const sound = {
  ...{ status: 'OK', promise_date: '2026-12-07', promise_date_raw: '2026-12-07', on_time: null },
  ...{ can_fulfill: true, confidence: 'LOW', reasons: ['Work starts today.'], blockers: [] as string[] },
  ...{ order_day: '2026-11-25', data_source: 'REPLICA' },
  plan: [
    { item_code: 'BOLT', qty_required: 5, shortage: 0, fulfillment: [part('stock', 5, '2026-11-26')] },
    {
      ...{ item_code: 'CABLE', qty_required: 10, shortage: 0 },
      fulfillment: [part('stock', 0.1, '2026-11-26'), part('purchase_order', 9.9, '2026-12-04')],
    },
  ],
};
type Body = typeof sound;

const judge = (body: unknown, order = mixed, status = 200) =>
  faultOf(
    order,
    { status, body: typeof body === 'string' ? body : JSON.stringify(body) },
    { today: '2026-11-25', dataSource: 'REPLICA' },
  );
/** The sound answer after a change. */
const but = (change: (body: Body) => void): Body => {
  const body = structuredClone(sound);
  change(body);
  return body;
};
const [first] = [0] as const;

describe('an answer', () => {
  it('that can be right has no fault', () => {
    expect(judge(sound)).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['not JSON', '<html>'],
    ['plan without all lines', but((body) => body.plan.pop())],
    ['plan of another order', but((body) => body.plan.reverse())],
    ['plan does not sum up', but((body) => body.plan[first]!.fulfillment.pop())],
    ['plan does not sum up', but((body) => (body.plan[first]!.fulfillment[first]!.qty = 6))],
    ['plan with nothing from a source', but((body) => (body.plan[first]!.fulfillment[first]!.qty = -5))],
    [
      'ready before it is available',
      but((body) => (body.plan[first]!.fulfillment[first]!.available_date = '2026-11-30')),
    ],
    ['a date without OK, or OK without a date', but((body) => Object.assign(body, { promise_date: null }))],
    ['a date without OK, or OK without a date', but((body) => (body.status = 'CANNOT_FULFILL'))],
    ['order day in the past', but((body) => (body.order_day = '2026-11-23'))],
    ['promised before the order day', but((body) => (body.promise_date_raw = '2026-11-24'))],
    ['promised before it is possible', but((body) => (body.promise_date = '2026-12-04'))],
    [
      'promised before all is ready',
      but((body) => (body.plan[first]!.fulfillment[first]!.ship_ready_date = '2026-12-08')),
    ],
    ['can_fulfill does not fit the plan', but((body) => (body.can_fulfill = false))],
    ['no reasons', but((body) => (body.reasons = []))],
    ['data_source STALE, not REPLICA', but((body) => (body.data_source = 'STALE'))],
    ['not filled from what comes in', but((body) => (body.plan[1]!.fulfillment[1]!.source = 'stock'))],
  ])('with the fault "%s" is a failure', (fault, body) => {
    expect(judge(body)).toBe(fault);
  });

  it('may be of yesterday where the order desk is, and is not a promise for the past', () => {
    expect(judge(but((body) => (body.order_day = '2026-11-24')))).toBeUndefined();
  });

  it('to an order that stock covers comes from stock, with confidence', () => {
    const order = asked({ outcome: 'promised', from: 'stock' });
    const all = but((body) => (body.plan[1]!.fulfillment[1]!.source = 'stock'));
    expect(judge(sound, order)).toBe('not filled from stock alone');
    expect(judge(all, order)).toBe('stock alone without confidence HIGH');
    expect(judge({ ...all, confidence: 'HIGH' }, order)).toBeUndefined();
  });

  it('to what nobody has is no promise', () => {
    const short = asked({ outcome: 'short' });
    expect(judge(sound, short)).toBe('promised what nobody has');
    const honest = but((body) => {
      Object.assign(body, {
        status: 'CANNOT_FULFILL',
        promise_date: null,
        promise_date_raw: null,
        can_fulfill: false,
      });
      Object.assign(body.plan[first]!, { shortage: 5, fulfillment: [] });
    });
    expect(judge(honest, short)).toBeUndefined();
    expect(judge(honest)).toBe('CANNOT_FULFILL where goods are enough');
  });

  it('to a desired date that has passed says so', () => {
    const late = asked({ outcome: 'promised', from: 'mixed', late: true });
    expect(judge({ ...sound, on_time: true }, late)).toBe('on time for a date in the past');
    expect(judge({ ...sound, on_time: false }, late)).toBeUndefined();
    const strict = asked({ outcome: 'too late' });
    expect(judge({ ...sound, on_time: false }, strict)).toBe('a date that STRICT_FAIL forbids');
    const refused = {
      ...sound,
      status: 'CANNOT_FULFILL',
      promise_date: null,
      on_time: false,
      blockers: ['Later.'],
    };
    expect(judge(refused, strict)).toBeUndefined();
  });

  it('to what must be refused is a refusal that names it', () => {
    const wrong = asked({ outcome: 'refused', naming: 'NOT-THERE-7' });
    expect(judge('{"detail":"item NOT-THERE-7 is unknown"}', wrong, 422)).toBeUndefined();
    expect(judge('{"detail":"no"}', wrong, 422)).toBe('a refusal that does not say why');
    expect(judge(sound, wrong)).toBe('status 200 where 422 is right');
  });

  it('with another status, or none at all, is an error', () => {
    expect(judge('{}', mixed, 503)).toBe('status 503');
    expect(judge('', mixed, 0)).toBe('no answer');
  });
});
