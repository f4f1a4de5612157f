import { span } from '../../test/spans.js';
import { type Profile, profileOf } from '../analysis/profile.js';
import { breakdownOf, groupedBreakdowns } from '../report/breakdown.js';
import { breakdownTable } from '../report/breakdown-table.js';
import { differenceOf } from '../report/difference.js';
import { flameOf, foldedStacks, speedscopeFile } from '../report/stacks.js';
import { History, type HistoryBounds } from './history.js';

const NOW = 1_000_000;
let numbered = 0;

/** A request of `ms` milliseconds, a fifth of them in Redis, that began at `at`. */
function request(
  ms: number,
  { at = NOW, lines = 3, source = 'REPLICA', kept = false, name = 'GET' } = {},
): Profile {
  const traceId = (numbered += 1).toString(16).padStart(32, '0');
  const facts = {
    'otp.order.lines': lines,
    'otp.supply.source': source,
    ...(kept ? { 'otp.trace.kept': 'slow' } : {}),
  };
  const root = span({ traceId, name: 'POST /otp/promise', kind: 'SERVER', start: at, end: at + ms, facts });
  const redis = { 'db.system.name': 'redis' };
  const read = span({
    traceId,
    name,
    parentId: root.spanId,
    kind: 'CLIENT',
    start: at,
    end: at + ms / 5,
    facts: redis,
  });
  const profile = profileOf({ id: traceId, spans: [root, read] }, () => undefined);
  if (profile === undefined) throw new Error('This is no request.');
  return profile;
}

function history(bounds: Partial<HistoryBounds> = {}, random = () => 0.5): History {
  return new History({ sliceMs: 1_000, keepMs: 100_000, bytes: 1e9, ...bounds }, () => NOW, random);
}

it('gives counts, quantiles and means by component, class and source', () => {
  const seen = history();
  for (let ms = 1; ms <= 100; ms += 1) seen.add(request(ms));
  seen.add(request(1_000, { lines: 30, source: 'LIVE' }));
  const groups = groupedBreakdowns(seen, {});
  expect(
    groups.map(({ order_class, data_source, requests }) => [order_class, data_source, requests]),
  ).toEqual([
    ['simple', 'REPLICA', 100],
    ['very_complex', 'LIVE', 1],
  ]);
  const [simple] = groups;
  expect(simple?.mean_ms).toBeCloseTo(50.5, 6);
  for (const [quantile, expected] of [
    ['p50_ms', 50],
    ['p95_ms', 95],
    ['p99_ms', 99],
  ] as const) {
    expect(Math.abs((simple?.[quantile] ?? 0) / expected - 1)).toBeLessThan(0.021);
  }
  const redis = simple?.components.find(({ component }) => component === 'redis');
  expect(redis).toMatchObject({ requests: 100 });
  expect(redis?.percent).toBeCloseTo(20, 6);
  expect(redis?.p50_ms).toBeCloseTo(10, 0);
  // All others spent no time there.
  expect(simple?.components.find(({ component }) => component === 'erpnext_po')).toMatchObject({
    mean_ms: 0,
    p99_ms: 0,
  });
});

it('counts requests that did not touch a component as zero in its quantiles', () => {
  const seen = history();
  const quick = request(10);
  for (let count = 0; count < 90; count += 1) {
    seen.add({ ...quick, components: new Map([['other', quick.duration]]), traceId: String(count) });
  }
  for (let count = 0; count < 10; count += 1) seen.add(request(100));
  const redis = breakdownOf(seen.all({})).components.find(({ component }) => component === 'redis');
  expect(redis).toMatchObject({ requests: 10, p50_ms: 0 });
  expect(redis?.p95_ms).toBeCloseTo(20, 0);
});

it('shows the slowest 1 % by themselves, and kept requests among them only', () => {
  const seen = history();
  for (let ms = 1; ms <= 200; ms += 1) seen.add(request(ms));
  seen.add(request(5_000, { kept: true, name: 'SCAN' }));
  expect(seen.all({}).count).toBe(200);
  const { threshold, examples, stacks } = seen.slowest({});
  expect(threshold / 1_000).toBeGreaterThan(190);
  expect(examples.map(({ duration }) => duration / 1_000)[0]).toBe(5_000);
  expect(examples.length).toBeLessThan(8);
  expect([...stacks.keys()]).toContain('gateway: POST /otp/promise;gateway: SCAN');
  expect(seen.find(examples[0]?.traceId ?? '')).toBe(examples[0]);
});

it('tells two periods apart', () => {
  const seen = history();
  for (let count = 0; count < 20; count += 1) {
    seen.add(request(50, { at: NOW - 50_000 }));
    seen.add(request(20, { at: NOW - 10_000 }));
  }
  const before = seen.all({ from: NOW - 60_000, to: NOW - 40_000 });
  const after = seen.all({ from: NOW - 20_000, to: NOW });
  const { change, components, stacks } = differenceOf(before, after);
  expect(change.mean_ms).toBeCloseTo(-30, 6);
  expect(components.find(({ component }) => component === 'redis')?.mean_ms).toBeCloseTo(-6, 6);
  expect(stacks[0]).toEqual({ stack: 'gateway: POST /otp/promise', mean_us: expect.closeTo(-24_000, 3) });
});

it('forgets the oldest stretch when it holds too much, and refuses what is older than it keeps', () => {
  const seen = history({ bytes: 200_000 });
  for (let at = NOW - 90_000; at <= NOW; at += 20) seen.add(request(10, { at, name: `GET ${at}` }));
  expect(seen.bytes).toBeLessThan(400_000);
  const whole = seen.examples({}).reduce((sum, { bytes }) => sum + bytes, 0);
  expect(whole).toBeLessThan(400_000);
  expect(seen.all({ to: NOW - 50_000 }).count).toBe(0);
  expect(seen.all({ from: NOW - 1_000 }).count).toBeGreaterThan(0);
  seen.add(request(10, { at: NOW - 200_000 }));
  seen.add(request(10, { at: NOW + 200_000 }));
  expect(seen.tooOld).toBe(2);
});

it('forgets requests that it keeps whole before it forgets figures', () => {
  const seen = history({ bytes: 2_000_000 });
  for (let at = NOW - 90_000; at <= NOW; at += 20) seen.add(request(10, { at }));
  const old = { to: NOW - 50_000 };
  expect(seen.all(old).count).toBe(2_000);
  expect(seen.examples(old)).toEqual([]);
  expect(seen.examples({ from: NOW - 5_000 }).length).toBeGreaterThan(100);
});

it('holds a bounded number of stacks without losing time', () => {
  const seen = history();
  for (let count = 0; count < 5_000; count += 1) seen.add(request(10, { name: `GET ${count}` }));
  const { stacks, total } = seen.all({});
  expect(stacks.size).toBeLessThanOrEqual(2_001);
  expect([...stacks.values()].reduce((sum, time) => sum + time, 0)).toBeCloseTo(total.sum, 3);
});

it('writes stacks as folded lines, as a tree and for speedscope, all with the same time', () => {
  const stacks = new Map([
    ['a', 5],
    ['a;b', 10],
    ['a;b;c', 1.4],
  ]);
  expect(foldedStacks(stacks)).toBe('a 5\na;b 10\na;b;c 1\n');
  expect(flameOf(stacks, 'all')).toMatchObject({
    value: 16.4,
    children: [{ name: 'a', value: 16.4, children: [{ name: 'b', value: 11.4 }] }],
  });
  expect(speedscopeFile(stacks, 'x')).toMatchObject({
    shared: { frames: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] },
    profiles: [{ samples: [[0], [0, 1], [0, 1, 2]], weights: [5, 10, 1.4], endValue: 16.4 }],
  });
});

it('prints the table with a line for each group and its parts, and all lines equally long', () => {
  const seen = history();
  seen.add(request(10));
  const table = breakdownTable(breakdownOf(seen.all({})));
  expect(table).toMatch(/│ ERPNext I\/O +│ +0\.00ms │ +0\.0%/);
  expect(table).toMatch(/│ {2}└─ Stock query/);
  expect(table).toMatch(/│ Redis +│ +2\.00ms │ +20\.0%/);
  expect(table).toMatch(/│ Whole request +│ +10\.0ms │ +100\.0%/);
  const [, ...lines] = table.trimEnd().split('\n');
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
});
