import { campaign } from '../tools/fuzz/campaign.js';

/** Nothing has been collected yet after some seconds: this is only far below what a leak of whole bodies would take. */
const MOST_GROWTH_MB = 256;

it('what nobody should send is answered with a cause, and changes no process', async () => {
  const { tally, faults } = await campaign({
    ...{ requests: 4_000, seconds: 12, seed: 1 },
    mostGrowthMb: MOST_GROWTH_MB,
  });
  expect(faults).toEqual([]);
  expect(tally.sent).toBeGreaterThan(500);
  expect(tally.rows.size).toBeGreaterThan(20);
}, 90_000);
