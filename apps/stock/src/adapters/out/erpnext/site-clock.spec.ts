import { SiteClock } from './site-clock.js';

/** A clock that has heard the site's time `date` just now. */
function heard(date: string, marginMs = 10_000): SiteClock {
  const clock = new SiteClock(marginMs, () => 5_000);
  clock.note(date);
  return clock;
}

it('tells the time of the site, not of this machine, less the margin', () => {
  expect(heard('Tue, 24 Nov 2026 02:46:14 GMT').stampOfNow('Europe/Berlin')).toBe('2026-11-24 03:46:04');
  expect(heard('Tue, 24 Nov 2026 02:46:14 GMT').stampOfNow('Asia/Kolkata')).toBe('2026-11-24 08:16:04');
  expect(heard('Tue, 24 Nov 2026 02:46:14 GMT').stampOfNow('UTC')).toBe('2026-11-24 02:46:04');
  expect(heard('Tue, 24 Nov 2026 02:46:14 GMT').stampOfNow('America/St_Johns')).toBe('2026-11-23 23:16:04');
});

it('knows whether it was told the time', () => {
  const clock = new SiteClock(0);
  clock.note(undefined);
  clock.note('no date');
  expect(clock.heard).toBe(false);
  clock.note('Tue, 24 Nov 2026 02:46:14 GMT');
  expect(clock.heard).toBe(true);
});

it('goes on from what it has heard', () => {
  let ticks = 1_000;
  const clock = new SiteClock(0, () => ticks);
  clock.note('Tue, 24 Nov 2026 02:46:14 GMT');
  ticks += 61_000;
  expect(clock.stampOfNow('UTC')).toBe('2026-11-24 02:47:15');
  clock.note('no date');
  clock.note(undefined);
  expect(clock.stampOfNow('UTC')).toBe('2026-11-24 02:47:15');
});

it.each([
  // Berlin goes from 03:00 back to 02:00 at 01:00 UTC; what is written then is stamped 02:00:00.
  ['before clocks go back', '2026-10-25T00:59:59Z', '2026-10-25 01:59:49'],
  ['just after clocks went back', '2026-10-25T01:00:05Z', '2026-10-25 01:59:55'],
  ['an hour after that', '2026-10-25T02:00:05Z', '2026-10-25 02:59:55'],
  // From 02:00 to 03:00 at 01:00 UTC.
  ['before clocks go forward', '2026-03-29T00:59:59Z', '2026-03-29 01:59:49'],
  ['just after clocks went forward', '2026-03-29T01:00:05Z', '2026-03-29 01:59:55'],
])('is not above what is written next, %s', (_name, now, lowest) => {
  expect(heard(new Date(now).toUTCString()).stampOfNow('Europe/Berlin')).toBe(lowest);
});
