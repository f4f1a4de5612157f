import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScenarioSummary } from '../../k6/lib/measures.js';
import { beginOf, figuresOf, isBroken, stateOf } from './figures.js';

/** What k6 1.8.1 left of `arrivals`: 4 s at 50 orders/s in two stretches, and 4 s at 5,000. */
const summary = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures', 'arrivals.summary.json'), 'utf8'),
) as ScenarioSummary;

const calm = figuresOf(summary, 'scenario:calm', 4);
const broken = figuresOf(summary, 'scenario:broken', 4, 20_000);

describe('figures from what k6 leaves', () => {
  it('tell times and right answers of a phase', () => {
    expect(calm.sent).toBe(calm.rightPerS * 4);
    expect(calm.errorShare).toBe(0);
    expect(calm.least).toBeGreaterThan(0);
    const ascending = [calm.least, calm.p50, calm.p95, calm.p99, calm.most];
    expect(ascending).toEqual(ascending.toSorted((a, b) => a - b));
    expect(isBroken(calm)).toBe(false);
  });

  it('count what could not be sent as errors', () => {
    expect(broken.dropped).toBeGreaterThan(0);
    const arrivals = broken.sent + broken.dropped;
    expect(broken.errorShare).toBeCloseTo(1 - (broken.rightPerS * 4) / arrivals, 9);
    expect(stateOf(broken)).toBe('Fail');
  });

  it('count arrivals that were never sent as errors, and not what falls to the neighbours at the edges', () => {
    expect(figuresOf(summary, 'scenario:calm', 4, calm.sent + 2).errorShare).toBe(0);
    const half = figuresOf(summary, 'scenario:calm', 4, 2 * calm.sent);
    expect([half.dropped, half.errorShare]).toEqual([calm.sent, 0.5]);
  });

  it('are told by stretches whose answers are all answers of the phase', () => {
    const slices = [0, 1].map((slice) => figuresOf(summary, `scenario:calm,slice:${slice}`, 2));
    expect(slices.reduce((sum, { sent }) => sum + sent, 0)).toBe(calm.sent);
  });

  it('know when recording began, the later phase after the earlier one', () => {
    expect(beginOf(summary, 'broken') - beginOf(summary, 'calm')).toBeGreaterThanOrEqual(4_000);
  });

  it('of a phase without a single arrival are a failure, not a success', () => {
    expect(figuresOf(summary, 'scenario:none', 4)).toMatchObject({ errorShare: 1, p95: NaN });
    expect(isBroken(figuresOf(summary, 'scenario:none', 4))).toBe(true);
  });
});

describe('the state in a word', () => {
  it.each([
    [80, 0, 'Optimal'],
    [120, 0, 'Good'],
    [200, 0, 'OK'],
    [350, 0, 'Stress'],
    [800, 0.01, 'Stress'],
    [801, 0, 'Fail'],
    [20, 0.011, 'Fail'],
    [NaN, 0, 'Fail'],
  ])('for P95 %d ms and errors %d is %s', (p95, errorShare, state) => {
    expect(stateOf({ ...calm, p95, errorShare })).toBe(state);
  });
});
