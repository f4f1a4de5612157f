import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectFolder } from '../libs/testing/src/child-run.js';
import { generator, WITHOUT_WRK } from './bench/load/load.js';
import { measureInTurn, mediansOf } from './bench/measurement.js';
import { writeSection } from './bench/report/generated-section.js';
import { resultsOf } from './bench/report/results.js';
import { grid, heldOut, type ScaleSizes, type ShapeResult, shapeText } from './scale/cluster-shape.js';
import { type ScaleResults, scaleReport } from './scale/report.js';
import { SiteSize } from './scale/site-size.js';
import { measureShape, medianResult } from './scale/throughput.js';

const help = `npm run scale -- [flags]

Measures throughput with 1, 2 and 4 gateways, 1 and 2 promise services, 1 and 2 stock services, makes of it a model that
says how many pods a rate needs, and checks the model on a cluster that was not measured for it. Then the same load on an
ERPNext of 10,000 and of 1,000,000 Bins. Takes about a quarter of an hour.

  --quick       one short round, and with 100,000 Bins: for a look, not for a figure
  --json FILE   also writes everything that was measured
  --doc         also writes it into docs/performance.md
  --from FILE   measures nothing: takes the figures of an earlier --json, for --doc
  --help        this list
`;
const full: ScaleSizes = { rounds: 3, seconds: 6, warmUpRequests: 20_000, bins: [10_000, 1_000_000] };
const quick: ScaleSizes = { rounds: 1, seconds: 1, warmUpRequests: 4_000, bins: [10_000, 100_000] };
const PAGE = join(projectFolder, 'docs', 'performance.md');

const say = (what: string): boolean => process.stderr.write(`${what}\n`);

async function measureShapes(sizes: ScaleSizes): Promise<Pick<ScaleResults, 'shapes' | 'heldOut'>> {
  const runs = new Map([...grid, heldOut].map((shape) => [shape, [] as ShapeResult[]]));
  for (let round = 1; round <= sizes.rounds; round += 1) {
    for (const [shape, results] of runs) {
      results.push(await measureShape(shape, sizes));
      say(
        `round ${round} of ${sizes.rounds}: ${shapeText(shape)}: ${Math.round(results.at(-1)?.rps ?? 0)}/s`,
      );
    }
  }
  const shapes = [...runs.values()].map(medianResult);
  return { shapes: shapes.slice(0, grid.length), heldOut: medianResult(runs.get(heldOut) ?? []) };
}

async function measure(isQuick: boolean): Promise<ScaleResults> {
  if (generator !== 'wrk') say(WITHOUT_WRK);
  const sizes = isQuick ? quick : full;
  const shapes = await measureShapes(sizes);
  const sites = mediansOf(await measureInTurn([new SiteSize(sizes)], sizes.rounds, say));
  const [small_site_bins, large_site_bins] = sizes.bins;
  return {
    ...shapes,
    machine: resultsOf({}, `npm run scale${isQuick ? ' -- --quick' : ''}`),
    sites: { small_site_bins, large_site_bins, ...sites },
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      doc: { type: 'boolean', default: false },
      from: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const results =
    values.from === undefined
      ? await measure(values.quick)
      : (JSON.parse(readFileSync(values.from, 'utf8')) as ScaleResults);
  const report = scaleReport(results);
  process.stdout.write(report);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
  if (values.doc) writeSection(PAGE, 'Performance', 'npm run scale -- --doc', report);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
