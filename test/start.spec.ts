import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  accepts,
  expectNothingLeft,
  freePort,
  lives,
  projectFolder,
  runChild,
  runStart,
  startCluster,
  startSandbox,
  waitFor,
} from '#libs/testing';

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
    'says which warehouses there are when the default one is not among them',
    async () => {
      const csv = join(projectFolder, 'examples', 'csv');
      const flags = ['--csv', csv, '--default-warehouse', 'Nowhere - AP'];
      const ports = await free();
      const run = await runStart([...ports, ...flags]);
      expect(await run.ended).toBe(1);
      expect(run.output()).toMatch(/no warehouse "Nowhere - AP"[^]*--default-warehouse[^]*"Stores - AP"/);
      rmSync(join(projectFolder, '.run', String(ports[1])), { recursive: true });
    },
    START_MS,
  );

  it(
    'lets one of two starts at the same instant have the port',
    async () => {
      const port = String(await freePort());
      const sandboxes = [String(await freePort()), String(await freePort())];
      const small = ['--gateways', '1', '--promises', '1', '--items', '50'];
      const runs = await Promise.all(
        sandboxes.map((own) => runStart(['--port', port, '--sandbox-port', own, ...small])),
      );
      const refused = await Promise.race(runs.map((run) => run.ended.then((code) => ({ run, code }))));
      expect(refused.code).toBe(1);
      expect(refused.run.output()).toMatch(new RegExp(`^Port ${port} of 127.0.0.1 is taken`));
      const [winner] = runs.filter((run) => run !== refused.run);
      await waitFor(() => winner?.output().includes('Ctrl-C ends everything.'), { timeoutMs: START_MS });
      expect(await winner?.stop('SIGINT')).toBe(0);
      expect(existsSync(join(projectFolder, '.run', port))).toBe(false);
    },
    2 * START_MS,
  );

  it(
    'finds an ERPNext below a path of its site',
    async () => {
      const sandbox = await startSandbox({ flags: { items: 50 } });
      const site = createServer((incoming, answer) => {
        const path = incoming.url ?? '';
        if (!path.startsWith('/erp/api/')) {
          answer.writeHead(404).end();
          return;
        }
        const { method, headers } = incoming;
        const onward = request(sandbox.url + path.slice('/erp'.length), { method, headers }, (found) => {
          answer.writeHead(found.statusCode ?? 502, found.headers);
          found.pipe(answer);
        });
        incoming.pipe(onward);
      });
      await once(site.listen(0, '127.0.0.1'), 'listening');
      const { port } = site.address() as AddressInfo;
      const cluster = await startCluster({
        ...{ gateways: 1, promises: 1, 'erp-url': `http://127.0.0.1:${port}/erp/` },
        ...{ 'erp-key': 'sandbox', 'erp-secret': 'sandbox', 'default-warehouse': 'Stores - AP' },
      });
      expect((await cluster.ask()).status).toBe(200);
      await cluster.stop();
      site.close();
      await sandbox.stop();
    },
    2 * START_MS,
  );

  it(
    'gives every process its time to end when one is frozen',
    async () => {
      const cluster = await startCluster({ gateways: 1, promises: 1, items: 50 });
      const frozen = cluster.processes.find(({ name }) => name === 'promise 1');
      process.kill(frozen?.pid ?? 0, 'SIGSTOP');
      const begun = performance.now();
      await cluster.stop();
      expect(performance.now() - begun).toBeLessThan(35_000);
      const forced = cluster.run.output().match(/.* did not end in time/g);
      expect(forced).toEqual([expect.stringContaining('promise 1')]);
      await expectNothingLeft(cluster);
    },
    2 * START_MS,
  );

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
    'leaves nothing behind when npm alone gets %s',
    async (signal) => {
      const flags = [...(await free()), '--gateways', '1', '--promises', '1', '--items', '50'];
      const npm = await runChild(['npm', 'start', '--', ...flags], {}, { ownGroup: true });
      await waitFor(() => npm.output().includes('Ctrl-C ends everything.'), { timeoutMs: START_MS });
      const folder = join(projectFolder, '.run', String(flags[1]));
      const start = Number(readFileSync(join(folder, 'owner.pid'), 'utf8'));
      npm.process.kill(signal);
      await waitFor(() => !lives(start), { timeoutMs: 35_000, what: 'the end of the start' });
      expect(npm.output()).toContain('everything has ended');
      expect(existsSync(folder)).toBe(false);
      for (const port of [Number(flags[1]), Number(flags[3])]) expect(await accepts(port)).toBe(false);
    },
    2 * START_MS,
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
