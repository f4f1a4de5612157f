import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { accepts, freePort, projectFolder, runChild, runStart, startCluster, waitFor } from '#libs/testing';

const START_MS = 60_000;

describe('npm start', () => {
  const free = async () => ['--port', String(await freePort()), '--sandbox-port', String(await freePort())];

  it('says what is wrong with a flag', async () => {
    const run = await runStart(['--gatways', '4', '--port', 'x']);
    expect(await run.ended).toBe(1);
    expect(run.output()).toContain('--gatways is not a flag.');
    expect(run.output()).toContain('--port must be a whole number');
  });

  it.each([
    ['an ERPNext that is not there', ['--erp-url', 'http://127.0.0.1:9'], /ERPNext at .* can't be reached/],
    [
      'a CSV folder that is not there',
      ['--csv', '/not-there'],
      /sandbox ended while it was starting[^]*not-there/,
    ],
  ])(
    'takes back what it has started with %s',
    async (_what, flags, message) => {
      const erp = ['--erp-key', 'K', '--erp-secret', 'hush', '--default-warehouse', 'W'];
      const port = String(await freePort());
      const own = flags[0] === '--erp-url' ? erp : ['--sandbox-port', String(await freePort())];
      const run = await runStart(['--port', port, ...own, ...flags]);
      expect(await run.ended).toBe(1);
      expect(run.output()).toMatch(message);
      expect(run.output()).toMatch(/^The logs are in .*\.run/m);
      expect(run.output()).not.toContain('hush');
      const folder = join(projectFolder, '.run', port);
      const left = await runChild(['pgrep', '-f', folder]);
      expect([await left.ended, left.output()]).toEqual([1, '']);
      rmSync(folder, { recursive: true });
    },
    START_MS,
  );

  it(
    'takes the figures of a CSV folder',
    async () => {
      const cluster = await startCluster({
        gateways: 1,
        promises: 1,
        csv: join(projectFolder, 'examples', 'csv'),
      });
      expect((await cluster.ask()).status).toBe(200);
      await cluster.stop();
    },
    START_MS,
  );

  it(
    'ends cleanly at a Ctrl-C, which reaches the whole process group of the terminal',
    async () => {
      const flags = [...(await free()), '--gateways', '1', '--promises', '1', '--items', '50'];
      const run = await runChild(['npm', 'start', '--', ...flags], {}, { ownGroup: true });
      const early = run.ended.then((code) => {
        throw new Error(`It ended with exit code ${code}:\n${run.output()}`);
      });
      const shown = () => run.output().includes('Ctrl-C ends everything.');
      await Promise.race([waitFor(shown, { timeoutMs: START_MS, what: 'the greeting' }), early]);
      early.catch(() => undefined);
      // Some shells end as their child did, others by the signal once it has ended; npm does as its shell.
      expect([0, null]).toContain(await run.stop('SIGINT'));
      expect(run.output()).toContain('everything has ended');
      expect(run.output()).not.toContain('by force');
      for (const port of [Number(flags[1]), Number(flags[3])]) expect(await accepts(port)).toBe(false);
    },
    2 * START_MS,
  );
});
