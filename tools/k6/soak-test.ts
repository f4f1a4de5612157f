import type { Flags } from './flags.js';
import { breaking, type Figures } from './figures.js';
import type { LoadedEngine } from './loaded-engine.js';
import { type MemoryGrowth, memoryGrowth } from './memory-growth.js';
import { ms, type Outcome, percent, perSecond, stepTable, type Verdict } from './report.js';
import { searchBreakingPoint } from './stress-test.js';

const APPROACH_S = 5;
const MOST_SLICES = 60;
const LEAST_SLICE_S = 5;
const MOST_GROWTH = 0.05;
/** Not ours, and not part of the product. */
const strangers: readonly string[] = ['k6', 'sandbox'];

export async function soakTest(
  engine: LoadedEngine,
  flags: Flags,
  say: (what: string) => void,
): Promise<Outcome> {
  const { minutes, breakingRate } = flags;
  const breaks = breakingRate ?? (await breakingRateOf(engine, flags, say));
  const rate = Math.round(breaks / 2);
  const seconds = minutes * 60;
  const slices = Math.min(MOST_SLICES, Math.floor(seconds / LEAST_SLICE_S));
  say(`${perSecond(rate)} orders/s, half of the breaking rate, for ${minutes} min`);
  const [soak] = await engine.arrivals([
    { name: 'soak', rate, seconds, slices, approach: { from: Math.min(rate, 10), seconds: APPROACH_S } },
  ]);
  if (soak === undefined) throw new Error('k6 told nothing of the soak.');
  const samples = engine.sampler.samples.filter(({ kind }) => !strangers.includes(kind));
  const growth = memoryGrowth(samples, soak.beganMs, soak.beganMs + seconds * 1_000);
  const overTime = (name: string, of: (slice: Figures) => number) => ({
    name,
    points: soak.slices.map((slice, place) => [((place + 0.5) * minutes) / slices, of(slice)] as const),
  });
  return {
    sections: [
      {
        title: 'Soak',
        sentences: [
          `Half of the breaking rate (${perSecond(breaks)} orders/s) for ${minutes} min. Memory: the second sixth of that time against the last one.`,
        ],
        tables: [stepTable([{ ...soak, rate }]), growthTable(growth)],
        charts: [
          engine.usageChart('rss', soak.beganMs),
          engine.usageChart('heap', soak.beganMs),
          {
            ...{ title: 'Time of an answer', x: 'minutes', y: 'ms' },
            series: [
              overTime('P50', ({ p50 }) => p50),
              overTime('P95', ({ p95 }) => p95),
              overTime('P99', ({ p99 }) => p99),
            ],
          },
          engine.usageChart('cpu', soak.beganMs),
        ],
      },
    ],
    verdicts: [
      {
        what: 'errors',
        measured: percent(soak.errorShare),
        limit: `≤ ${percent(breaking.errorShare)}`,
        met: soak.errorShare <= breaking.errorShare,
      },
      {
        what: 'P95',
        measured: ms(soak.p95),
        limit: `≤ ${breaking.p95Ms} ms`,
        met: soak.p95 <= breaking.p95Ms,
      },
      ...(['RSS', 'heap', 'heap floor'] as const).map((measure) => growthVerdict(measure, growth)),
    ],
    figures: { breaks, rate, soak, growth },
  };
}

async function breakingRateOf(
  engine: LoadedEngine,
  flags: Flags,
  say: (what: string) => void,
): Promise<number> {
  const { breaks, holds } = await searchBreakingPoint(engine, flags, [], say);
  return breaks ?? holds;
}

function growthTable(growth: readonly MemoryGrowth[]) {
  return {
    columns: ['process', 'memory', 'second sixth, MB', 'last sixth, MB', 'growth'],
    rows: growth.map(({ name, measure, early, late, growth: share }) => [
      ...[name, measure, early.toFixed(1), late.toFixed(1), percent(share)],
    ]),
  };
}

function growthVerdict(measure: MemoryGrowth['measure'], growth: readonly MemoryGrowth[]): Verdict {
  const [worst] = growth.filter((one) => one.measure === measure).toSorted((a, b) => b.growth - a.growth);
  return {
    what: `growth of the ${measure} of every process`,
    measured: worst === undefined ? '–' : `${percent(worst.growth)} (${worst.name})`,
    limit: `≤ ${percent(MOST_GROWTH)}`,
    met: worst === undefined ? undefined : worst.growth <= MOST_GROWTH,
  };
}
