import { confirmBreakingPoint, findBreakingPoint, type Step } from './breaking-point.js';

const figures = { rightPerS: 0, sent: 1, dropped: 0, mean: 1, least: 1, p50: 1, p99: 1, most: 1 };

/** An engine that breaks above `limit` orders a second; `hiccups` are rates that fail once all the same. */
function engine(limit: number, hiccups: readonly number[] = []) {
  const asked: number[] = [];
  const remaining = [...hiccups];
  const measure = (rate: number): Promise<Step> => {
    asked.push(rate);
    const hiccup = remaining.indexOf(rate);
    if (hiccup >= 0) remaining.splice(hiccup, 1);
    const fails = rate > limit || hiccup >= 0;
    return Promise.resolve({ ...figures, rate, p95: fails ? 900 : 50, errorShare: 0 });
  };
  return { asked, measure };
}

describe('the breaking point', () => {
  it.each([60, 137, 480, 1_200, 1_499, 4_321, 18_000])(
    'of an engine that breaks above %d/s is found within 5 %',
    async (limit) => {
      const { measure } = engine(limit);
      const { breaks = NaN, holds } = await findBreakingPoint(measure, 20_000);
      expect(holds).toBeLessThanOrEqual(limit);
      expect(breaks).toBeGreaterThan(limit);
      expect(breaks - holds).toBeLessThanOrEqual(Math.max(1, 0.05 * breaks));
    },
  );

  it('is looked for from 100/s upwards, by the rates of the table, each from the one that was held before', async () => {
    const steps: [number, number][] = [];
    const { measure } = engine(1_600);
    await findBreakingPoint((rate, before) => {
      steps.push([rate, before]);
      return measure(rate);
    }, 20_000);
    expect(steps.slice(0, 6)).toEqual([
      [100, 0],
      [250, 100],
      [500, 250],
      [750, 500],
      [1_000, 750],
      [1_500, 1_000],
    ]);
  });

  it('is not what failed once and not again', async () => {
    const { measure } = engine(1_200, [250, 750]);
    const { breaks = NaN } = await findBreakingPoint(measure, 20_000);
    expect(breaks).toBeGreaterThan(1_200);
  });

  it('is not there when nothing breaks, and the last rate is the one asked for', async () => {
    const { measure, asked } = engine(Infinity);
    expect(await findBreakingPoint(measure, 4_000)).toEqual({ breaks: undefined, holds: 4_000 });
    expect(asked.at(-1)).toBe(4_000);
  });

  it('comes to an end when nothing holds', async () => {
    const { measure, asked } = engine(-1);
    const { breaks = NaN, holds } = await findBreakingPoint(measure, 20_000);
    expect(holds).toBe(0);
    expect(breaks).toBeLessThanOrEqual(1);
    expect(asked.length).toBeLessThan(30);
  });
});

describe('its confirmation', () => {
  it('holds 90 % of it', async () => {
    const { measure, asked } = engine(950);
    expect(await confirmBreakingPoint(measure, 1_000)).toBe(1_000);
    expect(asked).toEqual([900]);
  });

  it('lowers it when that can not be held for long', async () => {
    const { measure, asked } = engine(800);
    expect(await confirmBreakingPoint(measure, 1_000)).toBe(810);
    expect(asked).toEqual([900, 810, 729]);
  });

  it('gives up when nothing near it can be held', async () => {
    expect(await confirmBreakingPoint(engine(10).measure, 1_000)).toBeUndefined();
  });
});
