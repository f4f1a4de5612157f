import { freePort } from './free-port.js';
import { type RedisProcess, type RedisSettings, startRedis } from './redis-processes.js';
import { waitFor } from './wait-for.js';

const SLOTS = 16_384;

/** A Redis Cluster of masters, the first of which have a replica each. */
export class RedisCluster {
  constructor(
    /** Those that began as masters; `replicas[i]` follows `masters[i]`. */
    readonly masters: readonly RedisProcess[],
    readonly replicas: readonly RedisProcess[],
  ) {}

  get nodes(): readonly RedisProcess[] {
    return [...this.masters, ...this.replicas];
  }

  /** host:port of all nodes. */
  get addresses(): string[] {
    return this.nodes.map(({ address }) => address);
  }

  /** Makes another master serve a slot, with the keys in it. */
  async moveSlot(slot: number, from: RedisProcess, to: RedisProcess): Promise<void> {
    await this.beginMove(slot, from, to);
    await this.moveKeys(slot, from, to);
    await this.endMove(slot, from, to);
  }

  /** From now on keys that are not in the slot any more are asked for at its new place. */
  async beginMove(slot: number, from: RedisProcess, to: RedisProcess): Promise<void> {
    await to.command('CLUSTER', 'SETSLOT', String(slot), 'IMPORTING', await idOf(from));
    await from.command('CLUSTER', 'SETSLOT', String(slot), 'MIGRATING', await idOf(to));
  }

  async moveKeys(slot: number, from: RedisProcess, to: RedisProcess): Promise<void> {
    for (;;) {
      const listed = await from.command('CLUSTER', 'GETKEYSINSLOT', String(slot), '100');
      if (listed === '') return;
      await from.command(
        'MIGRATE',
        '127.0.0.1',
        String(to.port),
        '',
        '0',
        '5000',
        'KEYS',
        ...listed.split('\n'),
      );
    }
  }

  async endMove(slot: number, from: RedisProcess, to: RedisProcess): Promise<void> {
    const id = await idOf(to);
    for (const node of [to, from]) await node.command('CLUSTER', 'SETSLOT', String(slot), 'NODE', id);
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
  }
}

/** Starts a Cluster in which a second of silence is taken for an end. */
export async function startRedisCluster({
  masters: masterCount = 3,
  replicas: replicaCount = 1,
  settings = {},
}: { masters?: number; replicas?: number; settings?: RedisSettings } = {}): Promise<RedisCluster> {
  const nodes = await Promise.all(
    Array.from({ length: masterCount + replicaCount }, async () => {
      const bus = await freePort();
      const node = await startRedis({
        'cluster-enabled': 'yes',
        'cluster-node-timeout': '1000',
        'cluster-port': String(bus),
        'cluster-replica-validity-factor': '0',
        ...settings,
      });
      return { node, bus };
    }),
  );
  const masters = nodes.slice(0, masterCount).map(({ node }) => node);
  const replicas = nodes.slice(masterCount).map(({ node }) => node);
  for (const [at, master] of masters.entries()) {
    const range = [Math.floor((at * SLOTS) / masterCount), Math.floor(((at + 1) * SLOTS) / masterCount) - 1];
    await master.command('CLUSTER', 'ADDSLOTSRANGE', ...range.map(String));
    await master.command('CLUSTER', 'SET-CONFIG-EPOCH', String(at + 1));
  }
  for (const { node, bus } of nodes.slice(1))
    await masters[0]?.command('CLUSTER', 'MEET', '127.0.0.1', String(node.port), String(bus));
  const cluster = new RedisCluster(masters, replicas);
  await everyNode(cluster, (info) => info.includes(`cluster_known_nodes:${nodes.length}`));
  for (const [at, replica] of replicas.entries())
    await replica.command('CLUSTER', 'REPLICATE', await idOf(masters[at]));
  await everyNode(cluster, (info) => info.includes('cluster_state:ok'));
  for (const replica of replicas)
    await waitFor(async () => (await replica.info('master_link_status')) === 'up', { what: 'replication' });
  // A master knows its replica by gossip; without it there is no election.
  for (const master of masters)
    await waitFor(
      async () =>
        (await master.command('CLUSTER', 'NODES')).match(/slave/g)?.length === (replicas.length || undefined),
      { what: 'gossip' },
    );
  return cluster;
}

async function everyNode(cluster: RedisCluster, is: (info: string) => boolean): Promise<void> {
  for (const node of cluster.nodes)
    await waitFor(async () => is(await node.command('CLUSTER', 'INFO')), { what: 'the Cluster' });
}

async function idOf(node: RedisProcess | undefined): Promise<string> {
  return (await node?.command('CLUSTER', 'MYID')) ?? '';
}
