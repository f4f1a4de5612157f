import { orderClasses, type OrderClass, type ScenarioSummary, supplies } from '../../k6/lib/measures.js';
import { type Figures, figuresOf } from './figures.js';
import type { Flags } from './flags.js';
import type { LoadedEngine } from './loaded-engine.js';
import { ms, type Outcome, percent, stepTable } from './report.js';

/** Orders a second of all classes together: far below what breaks, so that it shows the orders and not the queue. */
const usual = { rate: 80, seconds: 60 };
const quick = { rate: 80, seconds: 8 };

/** How rows are called, and what they may take at most: P95 and P99 in milliseconds. */
const rows: Readonly<Record<OrderClass, { name: string; lines: string; p95: number; p99: number }>> = {
  simple: { name: 'Simple', lines: '1–5', p95: 45, p99: 60 },
  standard: { name: 'Standard', lines: '5–10', p95: 85, p99: 120 },
  complex: { name: 'Complex', lines: '10–20', p95: 150, p99: 200 },
  'very-complex': { name: 'Very complex', lines: '20+', p95: 250, p99: 350 },
};

export async function complexityTest(
  engine: LoadedEngine,
  flags: Flags,
  say: (what: string) => void,
): Promise<Outcome> {
  const { rate, seconds } = flags.quick ? quick : usual;
  say(`orders of all classes, ${rate} a second for ${seconds} s`);
  const summary = await engine.run('complexity', seconds, { RATE: String(rate), SECONDS: String(seconds) });
  const all = engine.measured(summary, 'classes', seconds);
  const cells = cellsOf(summary, seconds);
  return {
    sections: [
      {
        title: 'Latency by order complexity',
        sentences: [],
        tables: [
          {
            columns: ['Order class', 'Lines', 'Supply', 'Orders', 'Mean', 'P95', 'P99', 'errors'],
            rows: cells.map(({ orderClass, supply, figures: { sent, mean, p95, p99, errorShare } }) => [
              ...[rows[orderClass].name, rows[orderClass].lines, supply === 'stock' ? 'stock only' : 'mixed'],
              ...[String(sent), ms(mean), ms(p95), ms(p99), percent(errorShare)],
            ]),
          },
          stepTable([{ ...all, rate }]),
        ],
        charts: supplies.map((supply) => ({
          title: `Orders ${supply === 'stock' ? 'from stock alone' : 'that need what is coming in'}`,
          ...{ x: 'order class', y: 'ms', words: Object.values(rows).map(({ name }) => name) },
          series: (['mean', 'p95', 'p99'] as const).map((measure) => ({
            name: measure,
            points: cells
              .filter((cell) => cell.supply === supply)
              .map(({ figures }, place) => [place, figures[measure]] as const),
          })),
        })),
      },
    ],
    verdicts: [
      ...cells.map(({ orderClass, supply, figures: { p95, p99 } }) => {
        const { name, p95: mostP95, p99: mostP99 } = rows[orderClass];
        return {
          what: `${name}, ${supply}: P95 and P99`,
          measured: `${ms(p95)}, ${ms(p99)}`,
          limit: `≤ ${mostP95} ms, ≤ ${mostP99} ms`,
          met: p95 <= mostP95 && p99 <= mostP99,
        };
      }),
      { what: 'errors', measured: percent(all.errorShare), limit: '0.00 %', met: all.errorShare === 0 },
    ],
    figures: { all, cells },
  };
}

function cellsOf(summary: ScenarioSummary, seconds: number) {
  return (Object.keys(orderClasses) as OrderClass[]).flatMap((orderClass) =>
    supplies.map((supply) => {
      const figures: Figures = figuresOf(summary, `order:${orderClass}-${supply}`, seconds);
      return { orderClass, supply, figures };
    }),
  );
}
