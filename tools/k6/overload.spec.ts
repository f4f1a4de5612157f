import type { Figures } from './figures.js';
import { recoveryS } from './overload.js';

const stretch = (p95: number, errorShare = 0): Figures => ({
  ...{ rightPerS: 1, sent: 1, dropped: 0, mean: 1, least: 1, p50: 1, p99: 1, most: 1 },
  ...{ p95, errorShare },
});
const well = stretch(40);
const slow = stretch(300);

describe('recovery from an overload', () => {
  it.each([
    ['at once', [well, well, well], 0],
    ['when the queue is worked off', [slow, slow, well, well], 2],
    ['after errors, however fast they come', [stretch(5, 0.5), well, well], 1],
    ['not in the pause between two bad stretches', [slow, well, slow, well], 3],
    ['not when the last stretch is bad', [well, well, slow], undefined],
    ['not when nothing is answered', [well, stretch(NaN, 1)], undefined],
  ])('is %s', (_, stretches, seconds) => {
    expect(recoveryS(stretches, 1, 100)).toBe(seconds);
  });
});
