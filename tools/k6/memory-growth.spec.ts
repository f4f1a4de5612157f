import { memoryGrowth } from './memory-growth.js';
import type { ProcessSample } from './process-sampler.js';

const MINUTE = 60_000;

/** A process over an hour, a sample a second. `rss` and `heap` by minute, in MB. */
const hour = (
  rss: (minute: number) => number,
  heap: (minute: number) => number | undefined,
): ProcessSample[] =>
  Array.from({ length: 3_600 }, (_, second) => ({
    ...{ atMs: second * 1_000, spanMs: 1_000, kind: 'gateway', name: 'gateway 1', cpuMs: 1 },
    ...{ rssMb: rss(second / 60), heapMb: heap(second / 60) },
  }));

const growthOf = (samples: readonly ProcessSample[]) =>
  Object.fromEntries(memoryGrowth(samples, 0, 60 * MINUTE).map(({ measure, growth }) => [measure, growth]));

/** Fills up and is collected: what stays is `floor`. */
const sawtooth = (minute: number, floor: number): number => floor + 20 * ((minute * 7) % 1);

describe('memory over a soak', () => {
  it('that stays as it is has not grown, whatever it did while it warmed up and between collections', () => {
    const samples = hour(
      (minute) => (minute < 8 ? 60 + 10 * minute : 140),
      (minute) => sawtooth(minute, 40),
    );
    const growth = growthOf(samples);
    for (const measure of ['RSS', 'heap', 'heap floor'])
      expect(Math.abs(growth[measure] ?? NaN)).toBeLessThan(0.01);
  });

  it('that leaks shows in the floor of the heap', () => {
    const growth = growthOf(
      hour(
        () => 140,
        (minute) => sawtooth(minute, 40 + minute / 10),
      ),
    );
    expect(growth['heap floor']).toBeGreaterThan(0.05);
    expect(growth['RSS']).toBe(0);
  });

  it('is compared between minutes 10 to 20 and the last ten', () => {
    const growth = growthOf(
      hour(
        (minute) => (minute >= 10 && minute < 20 ? 100 : minute >= 50 ? 106 : 500),
        () => undefined,
      ),
    );
    expect(growth).toEqual({ RSS: expect.closeTo(0.06, 9) });
  });
});
