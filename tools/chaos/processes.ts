import { startRedisSentinel } from '#libs/testing';
import { type Disturbance, processOf, replaced } from './disturbance.js';
import { redisCommand } from './redis-command.js';
import { GATEWAYS, type Preparation, PROMISES, type Scene, STOCKS } from './scene.js';

/** Until Sentinels have noticed, agreed and told, and what was written meanwhile has been repeated. */
const FAILOVER_MS = 20_000;
const MASTER = 'redis master';
/** As Sentinels call it. */
const MASTER_NAME = 'mymaster';

const signalled = (
  what: string,
  process_: string,
  signal: NodeJS.Signals,
  loses: Disturbance['loses'],
): Disturbance => ({
  what,
  loses,
  begin: async (stage) => {
    const { pid } = processOf(stage, process_);
    process.kill(pid, signal);
    if (signal !== 'SIGHUP' && process_ !== MASTER) await replaced(stage, process_, pid);
  },
});

const told = (name: string): Disturbance => signalled(`${name} is told to end`, name, 'SIGTERM', 'nothing');
const killed = (name: string, loses: Disturbance['loses']): Disturbance =>
  signalled(`${name} is killed`, name, 'SIGKILL', loses);

const services = [...GATEWAYS, ...PROMISES, ...STOCKS];

/** Each process is told to end, one after the other, as in a rolling update; then each is killed. */
export const processes: Scene = {
  disturbances: [
    ...[...services, 'latency'].map(told),
    signalled('redis is told to end', 'redis', 'SIGTERM', 'writes'),
    signalled('nginx reads its configuration anew', 'nginx', 'SIGHUP', 'nothing'),
    ...services.map((name) => killed(name, 'writes')),
    killed('latency', 'nothing'),
    killed('redis', 'writes'),
    killed('nginx', 'everything'),
  ],
};

/** Without a loss, as before the maintenance of a node. */
export function masterHandsOver(): Scene {
  let sentinelPort = 0;
  return {
    disturbances: [
      {
        what: 'the master Redis hands over to its replica',
        loses: 'nothing',
        begin: () => redisCommand(sentinelPort, 'SENTINEL', 'FAILOVER', MASTER_NAME),
      },
    ],
    settleMs: FAILOVER_MS,
    prepare: async () => {
      const prepared = await withSentinels();
      sentinelPort = prepared.sentinelPort;
      return prepared;
    },
  };
}

/** Writes wait for a new master; promises go on from memory and from ERPNext. */
export const masterKilled: Scene = {
  disturbances: [signalled('the master Redis is killed, a replica takes over', MASTER, 'SIGKILL', 'writes')],
  settleMs: FAILOVER_MS,
  prepare: withSentinels,
};

async function withSentinels(): Promise<Preparation & { readonly sentinelPort: number }> {
  const servers = await startRedisSentinel({ sentinels: 3, name: MASTER_NAME });
  const { master, sentinels } = servers;
  return {
    env: { REDIS_SENTINELS: sentinels.join(','), REDIS_SENTINEL_NAME: MASTER_NAME },
    processes: [{ name: MASTER, pid: master.pid, port: master.port }],
    sentinelPort: Number(sentinels[0]?.split(':')[1]),
    close: () => servers.stop(),
  };
}
