import { campaign } from '../tools/fuzz/campaign.js';

/** Caches that are bounded go on filling; a process that kept what it was sent would hold more after so few requests. */
const MOST_GROWTH = { resident: 64, held: 8 };

it('what nobody should send is answered with a cause, and changes no process', async () => {
  const { tally, faults } = await campaign({
    ...{ requests: 4_000, seconds: 12, seed: 1 },
    mostGrowth: MOST_GROWTH,
  });
  expect(faults).toEqual([]);
  expect(tally.sent).toBeGreaterThan(500);
  expect(tally.rows.size).toBeGreaterThan(20);
}, 90_000);
