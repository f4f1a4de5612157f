import type { Figures } from './figures.js';
import type { Flags } from './flags.js';
import type { LoadedEngine } from './loaded-engine.js';
import { ms, type Outcome, percent, perSecond, stepTable } from './report.js';

const usual = { users: 100, requests: 10_000, rampUp: 60 };
const quick = { users: 100, requests: 1_500, rampUp: 6 };
/** What the users may take for their orders after the ramp-up. */
const MOST_SECONDS = 300;
/** What the product must do at least on the whole. */
const floor = { perSecond: 450, p95Ms: 120, errorShare: 0 };

export async function loadTest(
  engine: LoadedEngine,
  flags: Flags,
  say: (what: string) => void,
): Promise<Outcome> {
  const { users, requests, rampUp } = flags.quick ? quick : usual;
  say(`${users} users come within ${rampUp} s and send ${requests} orders`);
  const summary = await engine.run('load', rampUp + MOST_SECONDS, {
    ...{ USERS: String(users), REQUESTS: String(requests), RAMP_UP: String(rampUp) },
  });
  const fullSeconds = summary.durationMs / 1_000 - rampUp;
  const coming = engine.measured(summary, 'rampup', rampUp);
  const all = engine.measured(summary, 'full', fullSeconds);
  const faulty = (coming.errorShare * coming.sent + all.errorShare * all.sent) / (coming.sent + all.sent);
  const columns = [coming, all] as const;
  const row = (metric: string, of: (figures: Figures) => string): string[] => [metric, ...columns.map(of)];
  return {
    sections: [
      {
        title: 'Load',
        sentences: [
          `${users} users came within ${rampUp} s, each with an order a second, and then sent the rest as fast as they were answered: ${coming.sent} and ${all.sent} orders, the latter in ${fullSeconds.toFixed(1)} s.`,
        ],
        tables: [
          {
            columns: ['Metric', 'while users come', 'all users are there'],
            rows: [
              row('Throughput', ({ rightPerS }) => `${perSecond(rightPerS)}/s`),
              row('Avg Response Time', ({ mean }) => ms(mean)),
              row('Min Response Time', ({ least }) => ms(least)),
              row('Max Response Time', ({ most }) => ms(most)),
              row('P50 (Median)', ({ p50 }) => ms(p50)),
              row('P95', ({ p95 }) => ms(p95)),
              row('P99', ({ p99 }) => ms(p99)),
              row('Error Rate', ({ errorShare }) => percent(errorShare)),
              row('Success Rate', ({ errorShare }) => percent(1 - errorShare)),
            ],
          },
          stepTable(columns.map((figures) => ({ ...figures, rate: figures.rightPerS }))),
        ],
        charts: [
          {
            ...{ title: 'Time of an answer', x: '', y: 'ms', words: ['P50', 'P95', 'P99', 'Max'] },
            series: (['while users come', 'all users are there'] as const).map((name, column) => {
              const { p50, p95, p99, most } = columns[column] ?? coming;
              return { name, points: [p50, p95, p99, most].map((value, place) => [place, value] as const) };
            }),
          },
          engine.usageChart('cpu', coming.beganMs),
          engine.usageChart('rss', coming.beganMs),
        ],
      },
    ],
    verdicts: [
      {
        what: 'orders sent',
        measured: String(coming.sent + all.sent),
        limit: String(requests),
        met: coming.sent + all.sent === requests,
      },
      {
        what: 'errors',
        measured: percent(faulty),
        limit: percent(floor.errorShare),
        met: faulty <= floor.errorShare,
      },
      {
        what: 'P95 with all users',
        measured: ms(all.p95),
        limit: `≤ ${ms(floor.p95Ms)}`,
        met: all.p95 <= floor.p95Ms,
      },
      {
        what: 'throughput with all users',
        measured: `${perSecond(all.rightPerS)}/s`,
        limit: `≥ ${floor.perSecond}/s`,
        met: all.rightPerS >= floor.perSecond,
      },
    ],
    figures: { coming, all, fullSeconds },
  };
}
