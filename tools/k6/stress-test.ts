import { type BreakingPoint, confirmBreakingPoint, findBreakingPoint, type Step } from './breaking-point.js';
import { stateOf } from './figures.js';
import type { Flags } from './flags.js';
import type { LoadedEngine, PhaseFigures } from './loaded-engine.js';
import { recoveryS } from './overload.js';
import {
  kindsOf,
  ms,
  type Outcome,
  percent,
  perSecond,
  type RatedFigures,
  stepTable,
  type Verdict,
} from './report.js';

/** Seconds. */
const usual = { step: 10, approach: 2, hold: 60, before: 10, overload: 15, recovery: 15 };
const quick = { step: 4, approach: 1, hold: 8, before: 5, overload: 6, recovery: 8 };
const OVERLOAD = 2;
const LEAST_OF_PEAK = 0.8;
const MOST_RECOVERY_S = 5;
/** After an overload P95 is well again at twice what it was before, or at what typical orders may take. */
const WELL_AGAIN = { times: 2, ms: 100 };

type MeasuredStep = Step & PhaseFigures;
type Say = (what: string) => void;

/** Lets the rate rise until it breaks. All steps, as they were measured, are added to `steps`. */
export async function searchBreakingPoint(
  engine: LoadedEngine,
  flags: Pick<Flags, 'quick' | 'maxRate'>,
  steps: MeasuredStep[],
  say: Say,
): Promise<BreakingPoint> {
  const seconds = flags.quick ? quick : usual;
  const found = await findBreakingPoint(
    (rate, before) =>
      step(engine, { rate, from: before, seconds: seconds.step, approach: seconds.approach }, steps, say),
    flags.maxRate,
  );
  say(
    found.breaks === undefined
      ? `nothing broke up to ${found.holds} orders/s`
      : `breaking point: ${found.breaks} orders/s (${found.holds} were held)`,
  );
  return found;
}

async function step(
  engine: LoadedEngine,
  { rate, from, seconds, approach }: { rate: number; from: number; seconds: number; approach: number },
  steps: MeasuredStep[],
  say: Say,
): Promise<MeasuredStep> {
  const [held] = await engine.arrivals([
    { name: 'hold', rate, seconds, approach: { from, seconds: approach } },
  ]);
  if (held === undefined) throw new Error('k6 told nothing of the step.');
  const measured = { rate, ...held };
  steps.push(measured);
  say(
    `${perSecond(rate)} orders/s for ${seconds} s: ${perSecond(held.rightPerS)}/s right, P95 ${ms(held.p95)}, errors ${percent(held.errorShare)}, ${stateOf(held)}`,
  );
  return measured;
}

export async function stressTest(engine: LoadedEngine, flags: Flags, say: Say): Promise<Outcome> {
  const seconds = flags.quick ? quick : usual;
  const steps: MeasuredStep[] = [];
  const confirmations: MeasuredStep[] = [];
  const { breaks, holds } = await searchBreakingPoint(engine, flags, steps, say);
  const hold = (rate: number) =>
    step(
      engine,
      { rate, from: Math.min(rate, 100), seconds: seconds.hold, approach: seconds.approach },
      confirmations,
      say,
    );
  const confirmed = breaks === undefined ? undefined : await confirmBreakingPoint(hold, breaks);
  const rising = steps.toSorted((a, b) => a.rate - b.rate);
  const outcome = {
    sections: [
      {
        title: 'Stress',
        sentences: [sentence(breaks, holds, confirmed)],
        tables: [stepTable(rising), ...(confirmations.length === 0 ? [] : [stepTable(confirmations)])],
        charts: stepCharts(rising),
      },
    ],
    verdicts: [confirmation(breaks, confirmed, confirmations.at(-1))],
    figures: { breaks, holds, confirmed, steps: rising, confirmations },
  };
  if (confirmed === undefined) return outcome;
  const overload = await overloadTest(
    engine,
    confirmed,
    Math.max(...[...steps, ...confirmations].map(({ rightPerS }) => rightPerS)),
    seconds,
    say,
  );
  return {
    sections: [...outcome.sections, ...overload.sections],
    verdicts: [...outcome.verdicts, ...overload.verdicts],
    figures: { ...outcome.figures, overload: overload.figures },
  };
}

function sentence(breaks: number | undefined, holds: number, confirmed: number | undefined): string {
  if (breaks === undefined)
    return `Breaking point: none was found up to ${holds} orders/s; raise --max-rate.`;
  if (confirmed === undefined)
    return `Breaking point: ${breaks} orders/s for a moment, and nothing near it for long.`;
  const lowered = confirmed < breaks ? ` (${breaks} orders/s for a moment)` : '';
  return `Breaking point: ${confirmed} orders/s${lowered}; 90 % of it were held.`;
}

function confirmation(
  breaks: number | undefined,
  confirmed: number | undefined,
  last: MeasuredStep | undefined,
): Verdict {
  return {
    what: 'P95 and errors while 90 % of the breaking rate are held',
    measured:
      last === undefined ? `nothing broke` : `${ms(last.p95)}, ${percent(last.errorShare)} at ${last.rate}/s`,
    limit: '≤ 800 ms, ≤ 1 %',
    met: breaks === undefined ? undefined : confirmed !== undefined,
  };
}

async function overloadTest(
  engine: LoadedEngine,
  breakingRate: number,
  peakBefore: number,
  seconds: typeof usual,
  say: Say,
): Promise<Outcome> {
  const half = Math.round(breakingRate / 2);
  say(
    `half, twice and again half the breaking rate: ${half}, ${OVERLOAD * breakingRate} and ${half} orders/s`,
  );
  const phases = await engine.arrivals([
    {
      name: 'before',
      rate: half,
      seconds: seconds.before,
      approach: { from: 10, seconds: seconds.approach },
    },
    { name: 'overload', rate: OVERLOAD * breakingRate, seconds: seconds.overload, slices: seconds.overload },
    { name: 'recovery', rate: half, seconds: seconds.recovery, slices: seconds.recovery },
  ]);
  const [before, overload, recovery] = phases;
  if (before === undefined || overload === undefined || recovery === undefined) {
    throw new Error('k6 told nothing of the overload.');
  }
  const peak = Math.max(peakBefore, before.rightPerS, overload.rightPerS);
  const well = Math.max(WELL_AGAIN.ms, WELL_AGAIN.times * before.p95);
  const recovered = recoveryS(recovery.slices, 1, well);
  const rated: RatedFigures[] = phases.map((phase) => ({ ...phase, rate: phase.phase.rate }));
  const moments = [...overload.slices, ...recovery.slices];
  const bySecond = (of: (moment: (typeof moments)[number]) => number) =>
    moments.map((moment, second) => [second, of(moment)] as const);
  return {
    sections: [
      {
        title: 'Overload and recovery',
        sentences: [
          `Rows: half the breaking rate, twice the breaking rate, and half of it again. At half of it P99 is ${ms(before.p99)}.`,
          `Recovered means: errors ≤ 1 % and P95 ≤ ${ms(well)}, from then on.`,
        ],
        tables: [stepTable(rated)],
        charts: [
          {
            title: `Second by second: the overload ends after ${seconds.overload} s`,
            ...{ x: 'seconds', y: 'P95, ms' },
            series: [{ name: 'P95', points: bySecond(({ p95 }) => p95) }],
          },
          {
            title: 'Right answers, second by second',
            ...{ x: 'seconds', y: 'a second' },
            series: [{ name: 'right answers', points: bySecond(({ rightPerS }) => rightPerS) }],
          },
        ],
      },
    ],
    verdicts: [
      {
        what: 'right answers at twice the breaking rate ÷ the most at any rate',
        measured: `${percent(overload.rightPerS / peak)} of ${perSecond(peak)}/s`,
        limit: '≥ 80 %',
        met: overload.rightPerS >= LEAST_OF_PEAK * peak,
      },
      {
        what: 'recovery after it',
        measured: recovered === undefined ? `not within ${seconds.recovery} s` : `${recovered} s`,
        limit: `≤ ${MOST_RECOVERY_S} s`,
        met: recovered !== undefined && recovered <= MOST_RECOVERY_S,
      },
    ],
    figures: { peak, recovered, phases },
  };
}

function stepCharts(all: readonly MeasuredStep[]) {
  // Of a rate that was tried twice, the second try.
  const steps = [...new Map(all.map((one) => [one.rate, one])).values()];
  const line = (name: string, of: (step: MeasuredStep) => number) => ({
    name,
    points: steps.map((step) => [step.rate, of(step)] as const),
  });
  const x = 'orders a second';
  const perKind = (of: 'cpuPercent' | 'rssMb') =>
    kindsOf(steps).map((kind) => line(kind, ({ usage }) => usage[kind]?.[of] ?? NaN));
  return [
    {
      ...{ title: 'Time of an answer by rate', x, y: 'ms' },
      series: [line('P50', ({ p50 }) => p50), line('P95', ({ p95 }) => p95), line('P99', ({ p99 }) => p99)],
    },
    {
      ...{ title: 'Right answers by rate', x, y: 'a second' },
      series: [line('right answers', ({ rightPerS }) => rightPerS)],
    },
    { ...{ title: 'Processor by rate (100: one core)', x, y: 'CPU %' }, series: perKind('cpuPercent') },
    { ...{ title: 'Memory by rate', x, y: 'RSS, MB' }, series: perKind('rssMb') },
  ];
}
