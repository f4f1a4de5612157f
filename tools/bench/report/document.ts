import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../../libs/testing/src/child-run.js';
import { figures } from '../figures.js';
import { type Bar, barChart } from './chart.js';
import { writeSection } from './generated-section.js';
import { originOf, type Results } from './results.js';
import { markdownTable } from './table.js';

const PAGE = join(projectFolder, 'docs', 'performance.md');
const CHARTS = join(projectFolder, 'docs', 'performance');

const METHOD = `- Everything runs on the same cores, the load generator too: ratios taken in one run hold, absolute figures drift with the
  machine. Each round measures every figure once, A B C A B C; the median of the rounds is shown.
- The paths that the engine is compared with have its nginx configuration, four plain Nest and Fastify gateways and two
  gRPC services; every answer is one promise of the engine of usual length. Natural batches: at most 2 at once with a
  service, 64 orders each.
- 5-line orders of evenly drawn items, one in five with a desired date; 100 connections, each sending again when its answer
  has come. At half the rate requests follow a timetable, whatever the answers do.
- CPU is that of all processes of the engine, without the sandbox and the generator. Memory in flight is how much larger
  the engine is with 1,000 connections at work than with 10.
- The costs of tracing and of metrics are those of one engine beside itself, whose recording is switched off and on again
  while it runs; the latency service, which takes the traces, runs on the same cores
  and goes on reading nginx's log. What is counted without prom-client goes on as well, and nobody scrapes.`;

/** File name → SVG. */
function chartsOf(results: Results): ReadonlyMap<string, string> {
  const number = (name: string): number => Number(results[name] ?? 0);
  return new Map([
    [
      'paths.svg',
      barChart('Requests a second, nginx and four gateways each', [
        { label: 'constant answer', value: number('null_http_rps') },
        { label: 'one gRPC call a request, constant plan', value: number('unary_rps') },
        { label: 'natural batches, constant plan', value: number('batched_rps') },
        { label: 'the engine, single calls', value: number('promise_rps') },
        { label: 'the engine, bulk streams (orders)', value: number('bulk_orders_per_s') },
      ]),
    ],
    [
      'latency.svg',
      barChart('Answer times of the engine, ms (red: target)', [
        { label: 'half of the full rate, P50', value: number('half_rate_p50_ms') },
        {
          label: 'half of the full rate, P99',
          value: number('half_rate_p99_ms'),
          mark: figures['half_rate_p99_ms']?.atMost ?? 0,
        },
        { label: '100 connections, P50', value: number('p50_ms') },
        { label: '100 connections, P95', value: number('p95_ms') },
        { label: '100 connections, P99', value: number('p99_ms') },
      ]),
    ],
    ['cpu.svg', barChart('CPU a promise, ms (red: target)', cpuBars(results))],
  ]);
}

function cpuBars(results: Results): Bar[] {
  const kinds = Object.entries(results).flatMap(([name, value]) => {
    const kind = /^cpu_ms_(?!per_)(\w+)$/.exec(name)?.[1];
    return kind === undefined || typeof value !== 'number' ? [] : [{ label: kind, value }];
  });
  const all = { label: 'all together', value: Number(results['cpu_ms_per_promise'] ?? 0) };
  return [...kinds, { ...all, mark: figures['cpu_ms_per_promise']?.atMost ?? 0 }];
}

/** Writes the charts and the page's section about `npm run bench`; gives the paths. */
export function documentBench(results: Results): string[] {
  const charts = chartsOf(results);
  mkdirSync(CHARTS, { recursive: true });
  for (const [name, svg] of charts) writeFileSync(join(CHARTS, name), svg);
  const pictures = [...charts.keys()].map((name) => `![${name}](performance/${name})`).join('\n\n');
  const text = `## Benchmark

${originOf(results)}.

${markdownTable(results)}

${METHOD}

${pictures}`;
  writeSection(PAGE, 'Performance', 'npm run bench -- --doc', text);
  return [PAGE, ...[...charts.keys()].map((name) => join(CHARTS, name))];
}
