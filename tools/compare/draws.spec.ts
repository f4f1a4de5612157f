import { assumptions } from './assumptions.js';
import { drawsFor, geometric, oneByShare } from './draws.js';

const many = Array.from({ length: 20_000 });

describe('draws', () => {
  it('belong to their words', () => {
    expect(drawsFor('a', 1).fraction()).toBe(drawsFor('a', 1).fraction());
    expect(drawsFor('a', 1).fraction()).not.toBe(drawsFor('a', 2).fraction());
    expect(drawsFor('ab', 'c').fraction()).not.toBe(drawsFor('a', 'bc').fraction());
  });

  it('come in their shares', () => {
    const random = drawsFor('shares');
    const drawn = many.map(() =>
      oneByShare(random, [
        ['often', 0.9],
        ['seldom', 0.1],
      ] as const),
    );
    expect(drawn.filter((value) => value === 'seldom').length / many.length).toBeCloseTo(0.1, 1);
  });

  it('are at least one and on average the mean', () => {
    const random = drawsFor('geometric');
    const drawn = many.map(() => geometric(random, 4));
    expect(Math.min(...drawn)).toBe(1);
    expect(drawn.reduce((sum, days) => sum + days, 0) / many.length).toBeCloseTo(4, 0);
  });
});

it.each(['reservedAfter', 'handlingDays', 'carrierDays'] as const)('the shares of %s are a whole', (name) => {
  expect(assumptions[name].reduce((sum, [, share]) => sum + share, 0)).toBeCloseTo(1);
});
