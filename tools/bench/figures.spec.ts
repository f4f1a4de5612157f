import { isMet, numberText, targetText } from './figures.js';

describe('figures', () => {
  it('meet a target that they reach exactly', () => {
    expect(isMet({ atLeast: 0.45 }, 0.45)).toBe(true);
    expect(isMet({ atLeast: 0.45 }, 0.449)).toBe(false);
    expect(isMet({ atMost: 0 }, 0)).toBe(true);
    expect(isMet({ atMost: 25 }, 25.1)).toBe(false);
    expect(isMet({}, 1)).toBe(true);
  });

  it('are written so that what decides stays visible', () => {
    expect([12_345.6, 7, 0.8123, 0.99912, 23.44, -0.5].map(numberText)).toEqual([
      ...['12,346', '7', '0.812', '0.9991', '23.4', '-0.5'],
    ]);
    expect([targetText({ atLeast: 100_000 }), targetText({ atMost: 0.3 }), targetText({})]).toEqual([
      ...['≥ 100,000', '≤ 0.3', ''],
    ]);
  });
});
