import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { variables } from '#libs/config';
import { type Cluster, projectFolder, runChild, startCluster } from '#libs/testing';

/** A TCP socket that listens, and a UDP socket that takes from anybody. */
const OPEN: Readonly<Record<string, string>> = { tcp: '0A', tcp6: '0A', udp: '07', udp6: '07' };
const LOOPBACK_V4 = '0100007F';
const LOOPBACK_V6 = '00000000000000000000000001000000';

interface OpenSocket {
  readonly pid: number;
  /** As /proc/net writes it. */
  readonly address: string;
  readonly port: number;
}

/** The process and all that it has started, and those that they have. */
function family(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return [pid, ...children.map(Number).flatMap(family)];
}

/** Every socket of a process that anybody may send to who reaches its address. */
function openSockets(pid: number): OpenSocket[] {
  const folder = `/proc/${pid}/fd`;
  const inodes = new Set(
    readdirSync(folder).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(join(folder, fd)))?.[1] ?? [];
      } catch {
        return [];
      }
    }),
  );
  return Object.entries(OPEN).flatMap(([kind, open]) =>
    readFileSync(`/proc/${pid}/net/${kind}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode = '']) => state === open && inodes.has(inode))
      .map(([, local = '']) => local.split(':'))
      .map(([address = '', port = '']) => ({ pid, address, port: parseInt(port, 16) })),
  );
}

it('nothing listens beyond loopback unless it is told to', () => {
  const hosts = Object.entries(variables).filter(([name]) => name.endsWith('_HOST'));
  expect(hosts.length).toBeGreaterThan(3);
  for (const [name, { schema }] of hosts)
    expect([name, schema.parse(undefined)]).toEqual([name, '127.0.0.1']);
});

describe('a cluster that is started', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster(
      { gateways: 2, promises: 1, items: 40 },
      { API_KEYS: 'required', API_KEY_CACHE_MS: '1000' },
    );
  }, 60_000);
  afterAll(() => cluster.stop(), 40_000);

  it('is open to this machine alone: HTTP, gRPC, Redis, metrics, sandbox, and whatever else any process opens', () => {
    const sockets = family(cluster.run.pid).flatMap(openSockets);
    // What is looked through is there: all ports that the cluster tells of, of all its processes.
    const told = cluster.processes.flatMap(({ port, metricsPort }) => [port, metricsPort]).filter(Boolean);
    expect(new Set(told).size).toBeGreaterThan(8);
    expect(sockets.map(({ port }) => port)).toEqual(expect.arrayContaining(told));
    const pids = new Set(sockets.map(({ pid }) => pid));
    for (const { name, pid = 0 } of cluster.processes) expect([name, pids.has(pid)]).toEqual([name, true]);
    const beyond = sockets.filter(({ address }) => address !== LOOPBACK_V4 && address !== LOOPBACK_V6);
    expect(beyond).toEqual([]);
  });

  it('changes its keys without a call that fails', async () => {
    const keys = async (...args: readonly string[]): Promise<string> => {
      const program = join(projectFolder, 'dist', 'tools', 'keys.js');
      const run = await runChild([process.execPath, program, ...args], {
        REDIS_URL: cluster.greeting.redisUrl,
      });
      expect([await run.ended, run.output()]).toEqual([0, expect.any(String)]);
      return run.output();
    };
    const made = async () =>
      /^otp_([\da-f]{16})_\S+/m.exec(await keys('create', '--name', 'desk', '--scopes', 'orders:read'));
    const statuses = new Map<string, number[]>();
    const call = async (key: string): Promise<number> => {
      const answer = await fetch(`${cluster.url}/api/warehouses`, {
        headers: { authorization: `Bearer ${key}` },
      });
      await answer.arrayBuffer();
      statuses.set(key, [...(statuses.get(key) ?? []), answer.status]);
      return answer.status;
    };
    const [old = '', oldId = ''] = (await made()) ?? [];
    let current = old;
    let isDone = false;
    // A caller that never stops: first with the old key, then with the new one.
    const calling = (async () => {
      while (!isDone) {
        await call(current);
        await pause(2);
      }
    })();
    while ((statuses.get(old) ?? []).length < 20) await pause(5);
    const [next = ''] = (await made()) ?? [];
    expect([await call(old), await call(next)]).toEqual([200, 200]);
    current = next;
    const before = statuses.get(old)?.length;
    await keys('revoke', oldId);
    expect(statuses.get(old)?.slice(0, before)).toEqual(Array.from({ length: before ?? 0 }, () => 200));
    const end = Date.now() + 5_000;
    while ((await call(old)) === 200) expect(Date.now()).toBeLessThan(end);
    while ((statuses.get(next) ?? []).length < 50) await pause(5);
    isDone = true;
    await calling;
    expect(new Set(statuses.get(next))).toEqual(new Set([200]));
  }, 30_000);
});
