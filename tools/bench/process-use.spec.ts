import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpuMsOf, residentKbOf, treeOf } from './process-use.js';

const waitFor = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise(setImmediate);
};

describe('what processes use', () => {
  it('is that of a process and its descendants while they live, and nothing afterwards', async () => {
    const busy = `for (const end = process.cpuUsage().user + 60_000; process.cpuUsage().user < end; );`;
    const child = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(`${busy} process.stdin.resume()`)}])`;
    const parent = spawn(process.execPath, ['-e', child], { stdio: ['pipe', 'ignore', 'inherit'] });
    const pid = parent.pid ?? 0;
    try {
      await waitFor(() => treeOf(pid).length === 2);
      const [, grandchild = 0] = treeOf(pid);
      await waitFor(() => cpuMsOf([grandchild]) >= 60);
      expect(cpuMsOf([pid, grandchild])).toBeGreaterThan(cpuMsOf([grandchild]));
      expect(residentKbOf([pid, grandchild])).toBeGreaterThan(2 * 10_000);
    } finally {
      for (const one of treeOf(pid)) process.kill(one, 'SIGKILL');
      await once(parent, 'close');
    }
    expect([cpuMsOf([pid]), residentKbOf([pid])]).toEqual([0, 0]);
  });
});
