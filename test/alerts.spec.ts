import { join } from 'node:path';
import { projectFolder, runChild } from '#libs/testing';

it('has every alert fire and stay quiet as its tests in promtool say', async () => {
  const run = await runChild([process.execPath, join(projectFolder, 'dist', 'tools', 'test-alerts.js')]);
  expect([await run.ended, run.output()]).toEqual([0, expect.stringContaining('SUCCESS')]);
}, 120_000);
