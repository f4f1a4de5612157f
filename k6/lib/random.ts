/** Numbers from 0 to 1 that follow from the seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function wholeBetween(least: number, most: number, random: () => number): number {
  return least + Math.floor(random() * (most - least + 1));
}

/**
 * Draws a place 0 … n−1, place k with a weight of 1 ÷ (k + 1): Zipf's law with exponent 1. Without a table of n
 * numbers, which every user of a scenario would hold for itself: draws k with a weight of ln(1 + 1/k), which is
 * nearly that, and refuses as many as are too much.
 */
export function zipfPlace(n: number, random: () => number): number {
  for (;;) {
    const k = Math.min(n, Math.floor((n + 1) ** random()));
    if (random() * k * Math.log1p(1 / k) <= Math.LN2) return k - 1;
  }
}
