import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  accepts,
  type Cluster,
  freePort,
  projectFolder,
  type RunningApp,
  runChild,
  runStart,
  startCluster,
  startSandbox,
  waitFor,
} from '#libs/testing';

const START_MS = 60_000;
const small = { gateways: 2, promises: 1, items: 50 };

const ask = ({ url, greeting }: Cluster): Promise<Response> =>
  fetch(`${url}/otp/promise`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(greeting.order),
  });

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** pid of a process of the cluster. */
function pidOf({ processes }: Cluster, name: string): number {
  const pid = processes.find((process) => process.name === name)?.pid;
  if (pid === undefined) throw new Error(`There is no ${name}.`);
  return pid;
}

async function expectNothingLeft({ processes, greeting }: Cluster): Promise<void> {
  for (const { name, pid, port } of processes) {
    expect([name, pid !== undefined && lives(pid)]).toEqual([name, false]);
    expect([name, await accepts(port)]).toEqual([name, false]);
  }
  expect(existsSync(join(projectFolder, '.run', new URL(greeting.url).port))).toBe(false);
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
    for (const cluster of [one, two]) expect((await ask(cluster)).status).toBe(200);
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
      if (name.startsWith('gateway')) expect((await ask(one)).status).toBe(200);
      await waitFor(() => one.run.output().includes(`${name} is back`), { timeoutMs: 20_000 });
      await waitFor(async () => (await ask(one)).status === 200);
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
      expect((await ask(two)).status).toBe(200);
      await two.stop();
      await expectNothingLeft(two);
    },
    START_MS,
  );
});

/** Stands between the cluster and the sandbox and, when told to, keeps requests for stock waiting. */
class HoldingErpnext {
  holding = false;
  readonly held: (() => void)[] = [];
  private readonly server: Server = createServer((incoming, answer) => void this.pass(incoming, answer));

  constructor(private readonly sandbox: RunningApp) {}

  async listen(): Promise<string> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async pass(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = Buffer.concat(await incoming.toArray());
    if (this.holding && `${incoming.url} ${body.toString()}`.includes('actual_qty')) {
      await new Promise<void>((release) => this.held.push(release));
    }
    const { port } = this.sandbox;
    const { method, url, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port, method, path: url, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    onward.end(body);
  }
}

describe('a cluster on an ERPNext of its own', () => {
  let sandbox: RunningApp;
  let erpnext: HoldingErpnext;
  let cluster: Cluster;

  beforeEach(async () => {
    sandbox = await startSandbox({ flags: { items: 50 } });
    erpnext = new HoldingErpnext(sandbox);
    cluster = await startCluster(
      {
        ...{ gateways: 2, promises: 1, 'erp-url': await erpnext.listen() },
        ...{ 'erp-key': 'sandbox', 'default-warehouse': 'Stores - AP' },
      },
      { ERPNEXT_API_SECRET: 'sandbox', REQUEST_TIMEOUT_MS: '20000' },
    );
    erpnext.holding = true;
  }, 2 * START_MS);
  afterEach(async () => {
    cluster.run.process.kill('SIGKILL');
    erpnext.close();
    await sandbox.stop();
  }, START_MS);

  it(
    'answers requests in flight before it ends',
    async () => {
      const answer = ask(cluster);
      await waitFor(() => erpnext.held.length > 0, { what: 'the question to ERPNext' });
      const stopped = cluster.stop();
      await waitFor(async () => !(await accepts(Number(new URL(cluster.url).port))), {
        what: 'nginx to refuse',
      });
      erpnext.holding = false;
      for (const release of erpnext.held) release();
      expect((await answer).status).toBe(200);
      await stopped;
      await expectNothingLeft(cluster);
      expect(cluster.run.output()).not.toContain('by force');
    },
    START_MS,
  );

  it(
    'ends at once at a second Ctrl-C',
    async () => {
      const answer = ask(cluster);
      await waitFor(() => erpnext.held.length > 0, { what: 'the question to ERPNext' });
      let code: number | null | undefined;
      void cluster.run.ended.then((ended) => (code = ended));
      // The first few are one Ctrl-C, which comes from the terminal and from parents alike.
      await waitFor(() => {
        if (code === undefined) cluster.run.process.kill('SIGINT');
        return code !== undefined;
      });
      expect(code).toBe(130);
      await expect(answer).rejects.toThrow();
      await expectNothingLeft(cluster);
    },
    START_MS,
  );

  it(
    'leaves no process behind when the start itself is killed',
    async () => {
      cluster.run.process.kill('SIGKILL');
      await cluster.run.ended;
      for (const { name, pid } of cluster.processes) {
        await waitFor(() => pid !== undefined && !lives(pid), {
          timeoutMs: 35_000,
          what: `the end of ${name}`,
        });
      }
      rmSync(join(projectFolder, '.run', new URL(cluster.url).port), { recursive: true });
    },
    START_MS,
  );

  it('keeps the secret out of the list of processes and the logs', async () => {
    const list = await runChild(['ps', '-eo', 'args']);
    await list.ended;
    expect(list.output()).toContain('apps/stock/src/main.js');
    expect(list.output()).not.toMatch(/ERPNEXT_API_SECRET|--erp-secret/);
    const logs = join(projectFolder, '.run', new URL(cluster.url).port, 'logs');
    const found = await runChild(['grep', '-rli', 'sandbox:sandbox\\|api_secret', logs]);
    expect([await found.ended, found.output()]).toEqual([1, '']);
  });
});

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
      expect((await ask(cluster)).status).toBe(200);
      await cluster.stop();
    },
    START_MS,
  );

  it(
    'ends cleanly at a Ctrl-C, which reaches the whole process group of the terminal',
    async () => {
      const flags = [...(await free()), '--gateways', '1', '--promises', '1', '--items', '50'];
      const run = await runChild(['setsid', 'npm', 'start', '--', ...flags]);
      await waitFor(() => run.output().includes('Ctrl-C ends everything.'), { timeoutMs: START_MS });
      process.kill(-run.pid, 'SIGINT');
      expect(await run.ended).toBe(0);
      expect(run.output()).toContain('everything has ended');
      expect(run.output()).not.toContain('by force');
      for (const port of [Number(flags[1]), Number(flags[3])]) expect(await accepts(port)).toBe(false);
    },
    2 * START_MS,
  );
});
