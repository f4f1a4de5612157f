import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { freePort, runChild, waitFor } from '#libs/testing';
import {
  type Balance,
  balances,
  installedNginx,
  keepsIdleConnections,
  PASSIVE_HEALTH,
} from '../tools/start/nginx-config.js';
import {
  call,
  type CallOptions,
  expectProblem,
  NginxBench,
  oneWorker,
  type Reply,
} from './test/nginx-bench.js';

const names = Object.keys(balances) as Balance[];
const promise = { method: 'POST', path: '/otp/promise', body: '{}' };
const write = { method: 'POST', path: '/otp/apply', body: '{}' };
const portIn = ({ body }: Reply): number => (JSON.parse(body) as { port: number }).port;

/** A gateway that is a process of its own, takes a call whole, and dies by SIGKILL before or within its answer. */
async function mortal(port: number): Promise<ChildProcess> {
  const program = `
    let calls = 0;
    require('node:http').createServer((incoming, response) => {
      incoming.resume().on('end', () => {
        if (incoming.url === '/up') return response.end('up');
        if (incoming.url === '/calls') return response.end(String(calls));
        calls += 1;
        if (incoming.headers['x-die'] === 'within') {
          response.writeHead(200, { 'content-length': 100 });
          response.write('half', () => setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50));
        } else process.kill(process.pid, 'SIGKILL');
      });
    }).listen(${port}, '127.0.0.1', () => console.log('listening'));`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout) await once(child.stdout, 'data');
  return child;
}

/**
 * With an older nginx as HTTP clients do: a kept connection may have been closed while the call was on its way, and
 * nobody got it.
 */
async function callOnKept(port: number, options: CallOptions): Promise<Reply> {
  try {
    return await call(port, options);
  } catch (error) {
    const isReset = (error as NodeJS.ErrnoException).code === 'ECONNRESET';
    if (!isReset || keepsIdleConnections(installedNginx())) throw error;
    return call(port, options);
  }
}

/** Processes that a process has begun. */
function workersOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
}

describe('nginx over several gateways', () => {
  const bench = new NginxBench();
  const children: ChildProcess[] = [];
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await bench.clear();
  });

  it.each(names)('takes the configuration for %s without a warning', async (balance) => {
    const { folder, command } = bench.prepare(await freePort(), [1, 2], { balance });
    const run = await runChild([...command, '-t']);
    bench.adopt(run, folder);
    expect(await run.ended).toBe(0);
    expect(run.output()).not.toMatch(/\[(warn|error|alert|emerg)\]/);
  });

  it.each(names)('spreads calls over all of them by %s', async (balance) => {
    const gateways = [await bench.fake(), await bench.fake(), await bench.fake()];
    const { port } = await bench.start(
      gateways.map((gateway) => gateway.port),
      { balance },
    );
    for (let i = 0; i < 90; i++) expect((await call(port)).status).toBe(200);
    for (const { requests } of gateways) expect(requests.length).toBeGreaterThan(10);
  });

  it.each([
    ['round-robin', 12, 30],
    ['least-connections', 0, 2],
    ['random-two', 0, 2],
  ] as const)(
    'sends by %s of 40 calls between %i and %i to one that is busy',
    async (balance, least, most) => {
      const [busy, free] = [await bench.fake(), await bench.fake()];
      const { port } = await bench.start([busy.port, free.port], { balance, instead: [oneWorker] });
      // So many calls are open there, more than ever at the other one.
      const slow = Array.from({ length: 40 }, () =>
        call(port, { headers: { 'x-wait-ms': '3000' }, agent: new Agent() }),
      );
      await waitFor(() => busy.requests.length + free.requests.length >= 40);
      free.release();
      await waitFor(() => free.waiting === 0);
      const before = busy.requests.length;
      for (let i = 0; i < 40; i++) await call(port);
      const came = busy.requests.length - before;
      expect(came).toBeGreaterThanOrEqual(least);
      expect(came).toBeLessThanOrEqual(most);
      busy.release();
      await Promise.all(slow);
    },
    15_000,
  );

  it.each(names)('leaves one out that failed, and asks it again after its window, by %s', async (balance) => {
    const [failing, sound] = [await bench.fake(true), await bench.fake()];
    const { port } = await bench.start([failing.port, sound.port], {
      balance,
      instead: [oneWorker, [PASSIVE_HEALTH, 'max_fails=1 fail_timeout=2s']],
    });
    const askedOf = () => failing.requests.filter(({ url }) => url === '/otp/promise').length;
    await waitFor(async () => {
      expect((await call(port, promise)).status).toBe(200);
      return askedOf() === 1;
    });
    const begun = performance.now();
    for (let i = 0; i < 30; i++) expect((await call(port, promise)).status).toBe(200);
    expect(askedOf()).toBe(1);
    await waitFor(async () => {
      expect((await call(port, promise)).status).toBe(200);
      return askedOf() === 2;
    });
    expect(performance.now() - begun).toBeGreaterThan(1_000);
  });

  it('says in its configuration that the window is 10 s', () => {
    expect(bench.prepare(1, [2]).config).toContain('server 127.0.0.1:2 max_fails=1 fail_timeout=10s;');
  });

  it('asks those that failed all the same when nobody else is left', async () => {
    const gateways = [await bench.fake(), await bench.fake()];
    const ports = gateways.map((gateway) => gateway.port);
    const { port, log } = await bench.start(ports);
    // Each is gone for a moment, one after the other, as in a quick rolling restart.
    for (const [at, gateway] of gateways.entries()) {
      await gateway.close();
      for (let i = 0; i < 20; i++) expect((await call(port, promise)).status).toBe(200);
      await gateway.listen(ports[at]);
    }
    for (let i = 0; i < 20; i++) {
      for (const options of [promise, write, { path: '/otp/items' }]) {
        expect((await call(port, options)).status).toBe(200);
      }
    }
    expect(
      log()
        .split('\n')
        .filter((line) => line.includes('"upstream":"gateways')).length,
    ).toBeGreaterThan(0);
  });

  it('repeats a promise whose gateway dies over it, and never a write', async () => {
    const [port, sound] = [await freePort(), await bench.fake()];
    for (const { options, outcome } of [
      { options: promise, outcome: 200 },
      { options: { path: '/otp/items' }, outcome: 200 },
      { options: write, outcome: 503 },
      { options: { method: 'POST', path: '/webhooks/erpnext/bin', body: '{}' }, outcome: 503 },
    ]) {
      const gateway = await mortal(port);
      children.push(gateway);
      const died = once(gateway, 'exit');
      const nginx = await bench.start([port, sound.port], { instead: [oneWorker] });
      const before = sound.requests.length;
      const replies: Reply[] = [];
      while (gateway.exitCode === null && gateway.signalCode === null) {
        replies.push(await call(nginx.port, options));
        await new Promise((resolve) => setImmediate(resolve));
        if (replies.length > 4) await died;
      }
      const failed = replies.filter(({ status }) => status !== 200);
      expect([options.path, failed.length]).toEqual([options.path, outcome === 200 ? 0 : 1]);
      if (failed[0]) expectProblem(failed[0], 503, 'UNAVAILABLE');
      // What died there came to nobody else when it was a write.
      const came = sound.requests.slice(before).filter(({ url }) => url === options.path).length;
      expect(came).toBe(replies.length - failed.length);
    }
  }, 20_000);

  it('never makes a whole answer of a half', async () => {
    const [port, sound] = [await freePort(), await bench.fake()];
    const gateway = await mortal(port);
    children.push(gateway);
    const nginx = await bench.start([port, sound.port], { instead: [oneWorker] });
    const dying = { ...promise, headers: { 'x-die': 'within' } };
    const outcomes = await Promise.allSettled([call(nginx.port, dying), call(nginx.port, dying)]);
    const rejected = outcomes.filter(({ status }) => status === 'rejected');
    expect(rejected).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') expect(portIn(outcome.value)).toBe(sound.port);
    }
  });

  it('keeps the connections of its callers, too', async () => {
    const { port } = await bench.start([(await bench.fake()).port]);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const opened: unknown[] = [];
    agent.on('free', (socket) => opened.push(socket));
    for (let i = 0; i < 20; i++) expect((await call(port, { agent })).status).toBe(200);
    expect(new Set(opened).size).toBe(1);
    agent.destroy();
  });

  it('loses no call when it is told to read its configuration again', async () => {
    const gateways = [await bench.fake(), await bench.fake()];
    const { port, run } = await bench.start(gateways.map((gateway) => gateway.port));
    let goesOn = true;
    let calls = 0;
    const statuses = new Set<number>();
    const callers = Array.from({ length: 16 }, async (_, at) => {
      // Half of them on kept connections.
      const agent = new Agent({ keepAlive: at % 2 === 0, maxSockets: 1 });
      while (goesOn) {
        statuses.add((await callOnKept(port, { ...promise, headers: { 'x-wait-ms': '5' }, agent })).status);
        calls += 1;
      }
      agent.destroy();
    });
    for (let reload = 0; reload < 5; reload++) {
      const [before, workers] = [calls, workersOf(run.pid)];
      run.process.kill('SIGHUP');
      await waitFor(() => {
        const now = workersOf(run.pid);
        return now.length > 0 && now.every((pid) => !workers.includes(pid));
      });
      await waitFor(() => calls > before + 50);
    }
    goesOn = false;
    await Promise.all(callers);
    expect([...statuses]).toEqual([200]);
    const came = gateways.flatMap(({ requests }) => requests.filter(({ url }) => url === promise.path));
    expect(came).toHaveLength(calls);
  }, 30_000);
});
