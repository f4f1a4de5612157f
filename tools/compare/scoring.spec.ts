import { score } from './scoring.js';

const day = 20_000;

describe('the score of promises', () => {
  it('counts kept and broken ones over all futures, and orders without a date apart', () => {
    const found = score([
      { promised: day, delivered: [day, day - 2, day + 3, day + 5] },
      { promised: day + 1, delivered: [day, day, day, day] },
      { promised: null, delivered: [day, day, day, day] },
    ]);
    expect(found.promised).toBeCloseTo(2 / 3);
    expect(found.kept).toBeCloseTo(6 / 8);
    expect(found.late_days_mean).toBe(4);
    expect(found.late_days_p95).toBe(5);
    expect(found.early_days_mean).toBe(1);
    expect(found.early_days_p95).toBe(2);
  });

  it('has no means of nothing', () => {
    const kept = score([{ promised: day, delivered: [day] }]);
    expect(kept.late_days_mean).toBeNaN();
    expect(score([{ promised: null, delivered: [day] }]).kept).toBeNaN();
  });
});
