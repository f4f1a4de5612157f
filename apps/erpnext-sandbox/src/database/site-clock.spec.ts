import { addDays, SiteClock } from './site-clock.js';

const at = (iso: string, zone: string): SiteClock => new SiteClock(zone, { now: () => Date.parse(iso) });

describe('SiteClock', () => {
  it.each([
    ['2026-11-24T02:46:14.491Z', 'Europe/Berlin', '2026-11-24 03:46:14.491000'],
    ['2026-03-29T00:59:59.999Z', 'Europe/Berlin', '2026-03-29 01:59:59.999000'],
    ['2026-03-29T01:00:00.000Z', 'Europe/Berlin', '2026-03-29 03:00:00.000000'],
    ['2026-10-25T00:59:00.000Z', 'Europe/Berlin', '2026-10-25 02:59:00.000000'],
    ['2026-10-25T01:00:00.000Z', 'Europe/Berlin', '2026-10-25 02:00:00.000000'],
    ['2026-06-30T20:00:00.000Z', 'Asia/Kathmandu', '2026-07-01 01:45:00.000000'],
    ['2026-01-01T02:00:00.000Z', 'America/New_York', '2025-12-31 21:00:00.000000'],
    ['2026-01-01T02:00:00.000Z', 'UTC', '2026-01-01 02:00:00.000000'],
  ])('%s in %s is %s', (instant, zone, stamp) => {
    const clock = at(instant, zone);
    expect(clock.today()).toBe(stamp.slice(0, 10));
    expect(clock.stamp()).toBe(stamp);
  });

  it('never gives one stamp twice', () => {
    const clock = at('2026-11-24T02:46:14.491Z', 'UTC');
    const stamps = Array.from({ length: 2500 }, () => clock.stamp());
    expect(new Set(stamps).size).toBe(2500);
    expect([...stamps].sort()).toEqual(stamps);
  });
});

describe('addDays', () => {
  it.each([
    ['2026-12-31', 1, '2027-01-01'],
    ['2028-03-01', -1, '2028-02-29'],
    ['2026-03-28', 2, '2026-03-30'],
  ])('%s %i', (day, days, result) => expect(addDays(day, days)).toBe(result));
});
