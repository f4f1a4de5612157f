import { differenceOf } from './difference.js';

const before = {
  promise_date: '2026-11-27',
  plan: [{ qty: 2 }, { qty: 3 }],
  promise_id: 'a',
  desired_date: null,
};

it.each([
  ['the same', before, undefined],
  ['another call', { ...before, promise_id: 'b' }, undefined],
  ['a new field', { ...before, plan: [{ qty: 2, unit: 'Nos' }, { qty: 3 }] }, undefined],
  ['another value', { ...before, promise_date: null }, '/promise_date'],
  ['another value deep inside', { ...before, plan: [{ qty: 2 }, { qty: 4 }] }, '/plan/1/qty'],
  ['one less', { ...before, plan: [{ qty: 2 }] }, '/plan'],
  ['one more', { ...before, plan: [...before.plan, { qty: 1 }] }, '/plan'],
  ['no value that was null', { promise_date: '2026-11-27', plan: before.plan }, '/desired_date'],
  ['no answer', undefined, '/'],
])('%s', (_, after, place) => {
  expect(differenceOf(before, after)).toBe(place);
});
