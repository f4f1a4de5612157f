import { numberText } from '../bench/figures.js';
import type { Figures } from '../bench/measurement.js';
import { originOf, type Results } from '../bench/report/results.js';
import { markdownTable } from '../markdown-table.js';
import { modelOf, PLANNED_USE, podsFor, predictedRps } from './capacity-model.js';
import { heldOut, type ShapeResult, shapeText } from './cluster-shape.js';

/** Everything that `npm run scale` measured; the form of its JSON file. */
export interface ScaleResults {
  readonly machine: Results;
  readonly shapes: readonly ShapeResult[];
  readonly heldOut: ShapeResult;
  readonly sites: Figures;
}

const RATES = [5_000, 50_000];
/** How far the speed with a large ERPNext may be from that with a small one. */
const SAME_SPEED = 0.1;

/** Markdown, for the terminal and for the page. */
export function scaleReport({ machine, shapes, heldOut: checked, sites }: ScaleResults): string {
  const model = modelOf(shapes);
  const kinds = Object.keys(model.cpuMs);
  const predicted = predictedRps(model, heldOut, Number(machine['cores']));
  const error = (predicted / checked.rps - 1) * 100;
  const ratio = sites['large_to_small_site'] ?? NaN;
  const same = Math.abs(ratio - 1) <= SAME_SPEED ? 'the same speed' : 'not the same speed';
  const number = (name: string): string => numberText(sites[name] ?? NaN);
  return `## Scale

${originOf(machine)}. Full load, 100 connections, medians of interleaved rounds.

${markdownTable(
  ['gateways × promise × stock', 'promises/s', 'P99 ms', ...kinds.map((kind) => `CPU ms ${kind}`)],
  shapes.map((shape) => [
    shapeText(shape),
    numberText(shape.rps),
    numberText(shape.p99_ms),
    ...kinds.map((kind) => numberText(shape.cpuMs[kind] ?? 0)),
  ]),
)}

### Capacity

A promise takes the CPU milliseconds of the middle run of each column; a pod is one process on a core of its own that is
planned to be ${PLANNED_USE * 100} % busy. nginx, gateways, promise and stock services are at least two, so that one may
fail. The stock services' work follows the changes in ERPNext, not the promises.

${markdownTable(
  ['promises/s', ...kinds],
  [
    ['CPU ms a promise', ...kinds.map((kind) => numberText(model.cpuMs[kind] ?? 0))],
    ...RATES.map((rate) => {
      const pods = podsFor(model, rate);
      return [`${numberText(rate)}: pods`, ...kinds.map((kind) => numberText(pods[kind] ?? 0))];
    }),
  ],
)}

Checked on ${shapeText(heldOut)}, which the model has not seen: it says ${numberText(predicted)} promises/s, measured were
${numberText(checked.rps)} (${error >= 0 ? '+' : ''}${numberText(error)} %).

### Size of the ERPNext

| | small | large |
|---|---:|---:|
| Bins | ${number('small_site_bins')} | ${number('large_site_bins')} |
| promises/s, Zipf(1.0) | ${number('small_site_rps')} | ${number('large_site_rps')} |

Large ÷ small is ${numberText(ratio)}: ${same} (± ${SAME_SPEED * 100} %). An item with 10 Bins takes ${number('redis_kb_per_item')} kB in Redis. The
cache of a promise service is bounded by \`SNAPSHOT_CACHE_BYTES\`, whatever the number of items: at the large site a promise
service took ${number('large_site_promise_rss_mb')} MB, a stock service ${number('large_site_stock_rss_mb')} MB.
`;
}
