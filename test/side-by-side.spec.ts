import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Cluster,
  expectNothingLeft,
  freePort,
  runChild,
  runStart,
  startCluster,
  waitFor,
} from '#libs/testing';

const START_MS = 60_000;
const small = { gateways: 2, promises: 1, items: 50 };

/** pid of a process of the cluster. */
function pidOf({ processes }: Cluster, name: string): number {
  const pid = processes.find((process) => process.name === name)?.pid;
  if (pid === undefined) throw new Error(`There is no ${name}.`);
  return pid;
}

describe('two clusters side by side', () => {
  let one: Cluster;
  let two: Cluster;
  const temp = mkdtempSync(join(tmpdir(), 'otp-start-'));

  beforeAll(async () => {
    [one, two] = await Promise.all([
      startCluster(small, { TMPDIR: temp }),
      startCluster({ ...small, seed: 2 }),
    ]);
  }, 2 * START_MS);
  afterAll(async () => {
    await Promise.allSettled([one.stop(), two.stop()]);
    rmSync(temp, { recursive: true });
  }, START_MS);

  it('have no port in common and both give promises', async () => {
    const ports = [one, two].flatMap(({ processes }) => processes.map(({ port }) => port));
    expect(new Set(ports).size).toBe(ports.length);
    for (const cluster of [one, two]) expect((await cluster.ask()).status).toBe(200);
  });

  it('are told what can be done with them', () => {
    const output = one.run.output();
    expect(output).toContain(one.greeting.curl);
    expect(output).toContain(`Order desk   ${one.url}`);
    expect(output).toContain(`${one.sandboxUrl}  (Authorization: token sandbox:sandbox)`);
    expect(output).toMatch(/^Logs {9}\S+\/logs/m);
  });

  it('show a curl that works', async () => {
    const curl = await runChild(['sh', '-c', one.greeting.curl]);
    expect(await curl.ended).toBe(0);
    expect(curl.output()).toContain(`"promise_date":"${one.greeting.answer.promise_date}"`);
  });

  it('listen on loopback alone', async () => {
    const sockets = await runChild(['cat', '/proc/net/tcp', '/proc/net/tcp6']);
    await sockets.ended;
    for (const { name, port } of one.processes) {
      const hex = port.toString(16).toUpperCase().padStart(4, '0');
      const listening = sockets.output().match(new RegExp(`[0-9A-F]+:${hex} 0+:0000 0A`, 'g')) ?? [];
      expect([name, listening.length > 0]).toEqual([name, true]);
      for (const socket of listening)
        expect([name, socket]).toEqual([name, expect.stringMatching(/^0100007F:/)]);
    }
  });

  it('refuse a taken port before anything starts', async () => {
    const { port } = new URL(one.url);
    const free = String(await freePort());
    for (const args of [
      ['--port', port, '--sandbox-port', free],
      ['--port', free, '--sandbox-port', port],
    ]) {
      const run = await runStart(args);
      expect(await run.ended).toBe(1);
      expect(run.output()).toMatch(new RegExp(`^Port ${port} of 127.0.0.1 is taken by another process\\. `));
      expect(run.output().trim().split('\n')).toHaveLength(1);
    }
  });

  it.each(['gateway 1', 'promise 1', 'stock 1', 'nginx', 'redis'])(
    'start %s again when it dies, and promises go on',
    async (name) => {
      process.kill(pidOf(one, name), 'SIGKILL');
      await waitFor(() => one.run.output().includes(`${name} ended by SIGKILL: started again in 0.5 s`));
      if (name.startsWith('gateway')) expect((await one.ask()).status).toBe(200);
      await waitFor(() => one.run.output().includes(`${name} is back`), { timeoutMs: 20_000 });
      await waitFor(async () => (await one.ask()).status === 200);
    },
    START_MS,
  );

  it(
    'end without a trace, and without the other one noticing',
    async () => {
      await one.stop();
      await expectNothingLeft(one);
      expect(one.run.output()).toMatch(/everything has ended\n$/);
      expect(readdirSync(temp)).toEqual([]);
      expect((await two.ask()).status).toBe(200);
      await two.stop();
      await expectNothingLeft(two);
    },
    START_MS,
  );
});
