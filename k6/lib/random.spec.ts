import { seeded, zipfPlace } from './random.ts';

describe('random numbers', () => {
  it('follow from the seed', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, seeded(seed));
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('are even', () => {
    const random = seeded(1);
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let drawn = 0; drawn < 100_000; drawn += 1) tenths[Math.floor(random() * 10)]! += 1;
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });
});

describe("places by Zipf's law", () => {
  it.each([1, 2, 10, 1_000])('of %d have a weight of 1 ÷ (place + 1) each', (n) => {
    const random = seeded(3);
    const draws = 50_000;
    const counts = new Map<number, number>();
    for (let drawn = 0; drawn < draws; drawn += 1) {
      const place = zipfPlace(n, random);
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    const harmonic = Array.from({ length: n }, (_, place) => 1 / (place + 1)).reduce(
      (sum, weight) => sum + weight,
      0,
    );
    expect(Math.max(...counts.keys())).toBeLessThan(n);
    for (const place of [0, 1, 2, 9, 99].filter((one) => one < n)) {
      const expected = draws / (place + 1) / harmonic;
      expect(Math.abs((counts.get(place) ?? 0) - expected)).toBeLessThan(5 * Math.sqrt(expected));
    }
  });
});
