import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder, runChild } from '../libs/testing/src/index.js';

interface Found {
  readonly ways: readonly {
    readonly name: string;
    readonly erp_requests_per_order: number;
    readonly speed: { readonly p95_ms: number; readonly per_second: number };
    readonly all: { readonly promised: number; readonly kept: number };
  }[];
}

const folder = mkdtempSync(join(tmpdir(), 'otp-compare-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('compares the engine with the other ways in one run', async () => {
  const json = join(folder, 'figures.json');
  const run = await runChild([
    process.execPath,
    join(projectFolder, 'dist', 'tools', 'compare.js'),
    ...['--quick', '--orders', '60', '--json', json],
  ]);
  expect([await run.ended, run.output()]).toEqual([0, expect.stringContaining('this engine')]);
  const { ways } = JSON.parse(readFileSync(json, 'utf8')) as Found;
  const [fixed, direct, model, engine] = ways;
  expect(ways.map(({ all }) => all.kept > 0 && all.kept <= 1)).toEqual([true, true, true, true]);
  expect([fixed?.all.promised, model?.all.promised]).toEqual([1, 1]);
  // Both read the same documents by the same rules.
  expect(engine?.all.promised).toBeCloseTo(direct?.all.promised ?? NaN, 1);
  expect(engine?.all.kept).toBeCloseTo(direct?.all.kept ?? NaN, 1);
  expect(engine?.erp_requests_per_order).toBeLessThan(0.5);
  expect(direct?.erp_requests_per_order).toBeGreaterThanOrEqual(2);
  // A line alone takes 20 and 25 ms.
  expect(direct?.speed.p95_ms).toBeGreaterThan(45);
}, 120_000);
