import { DDSketch } from '@datadog/sketches-js';

const RELATIVE_ACCURACY = 0.01;

/** Durations as a sketch: quantiles true to 1 %, and sums that are exact. Zeros are counted, not drawn. */
export class Durations {
  private readonly sketch = new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY });

  get sum(): number {
    return this.sketch.sum;
  }

  /** How many durations above zero there are. */
  get count(): number {
    return this.sketch.count;
  }

  add(duration: number): void {
    this.sketch.accept(duration);
  }

  merge(other: Durations): void {
    this.sketch.merge(other.sketch);
  }

  /** The quantile of `total` durations, those that were not added being zero. */
  quantile(quantile: number, total: number): number {
    const zeros = total - this.count;
    const rank = quantile * (total - 1) - zeros;
    if (this.count === 0 || rank < 0) return 0;
    return this.sketch.getValueAtQuantile(this.count === 1 ? 0 : Math.min(1, rank / (this.count - 1)));
  }

  get bytes(): number {
    return 600 + this.sketch.store.bins.length * 8;
  }
}
