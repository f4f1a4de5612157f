import { RetryBudget } from './retry-budget.js';

function budget(least = 2) {
  const clock = { time: 5_000 };
  const retries = new RetryBudget({ percent: 10, least, windowMs: 10_000 }, () => clock.time);
  const taken = (): number => {
    let count = 0;
    while (retries.take()) count += 1;
    return count;
  };
  return { clock, retries, taken };
}

it('allows a few repeats when there were few requests', () => {
  const { retries, taken } = budget();
  retries.noteRequest();
  expect(taken()).toBe(2);
  expect(taken()).toBe(0);
});

it('allows a share of many requests', () => {
  const { retries, taken } = budget();
  for (let i = 0; i < 95; i += 1) retries.noteRequest();
  // 9.5: the tenth is begun while nine are used.
  expect(taken()).toBe(10);
  for (let i = 0; i < 30; i += 1) retries.noteRequest();
  expect(taken()).toBe(3);
});

it('forgets requests and repeats after the window', () => {
  const { clock, retries, taken } = budget();
  for (let i = 0; i < 100; i += 1) retries.noteRequest();
  expect(taken()).toBe(10);
  clock.time += 9_000;
  for (let i = 0; i < 100; i += 1) retries.noteRequest();
  expect(taken()).toBe(10);
  // The first hundred are out of it, and their repeats, too.
  clock.time += 1_000;
  expect(taken()).toBe(0);
  clock.time += 9_000;
  expect(taken()).toBe(2);
});
