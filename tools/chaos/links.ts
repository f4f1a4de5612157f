import type { ClusterPlan } from '../start/cluster-plan.js';
import { LOOPBACK } from '../start/ports.js';
import type { ProcessPlan } from '../start/supervised-process.js';
import type { Disturbance } from './disturbance.js';
import type { Scene } from './scene.js';
import { findToxiproxy, INSTALL, type Toxic, Toxiproxy } from './toxiproxy.js';

type Damage = 'slow' | 'narrow' | 'cut' | 'silent' | 'lossy';

const down = (type: Toxic['type'], attributes: Toxic['attributes'] = {}): Toxic => ({
  ...{ type, stream: 'downstream', attributes },
});
const both = (type: Toxic['type'], attributes: Toxic['attributes'] = {}): Toxic[] => [
  down(type, attributes),
  { ...down(type, attributes), stream: 'upstream' },
];

/** Below TCP nothing can be lost without being sent again: what a lossy link shows is pauses, pieces and resets. */
const damages: Readonly<Record<Damage, { readonly what: string; readonly toxics: readonly Toxic[] }>> = {
  slow: { what: 'adds 100 to 300 ms', toxics: [down('latency', { latency: 200, jitter: 100 })] },
  narrow: { what: 'lets 20 kB/s through', toxics: both('bandwidth', { rate: 20 }) },
  cut: { what: 'is cut: connections are reset', toxics: both('reset_peer') },
  silent: { what: 'swallows everything', toxics: both('timeout', { timeout: 0 }) },
  lossy: {
    what: 'is lossy: small pieces, pauses, and an end after every 50 kB',
    toxics: [
      down('slicer', { average_size: 500, size_variation: 200, delay: 2_000 }),
      down('latency', { latency: 20, jitter: 20 }),
      down('limit_data', { bytes: 50_000 }),
    ],
  },
};

/**
 * What stands behind the links, and what callers may notice of each damage. Nobody can tell at once that a link
 * swallows everything, and what ERPNext alone knows can't be read without it.
 */
const links: Readonly<Record<string, Readonly<Record<Damage, Disturbance['loses']>>>> = {
  'promise 1': { slow: 'nothing', narrow: 'nothing', cut: 'nothing', silent: 'nothing', lossy: 'nothing' },
  'stock 1': {
    ...{ slow: 'nothing', narrow: 'nothing', cut: 'writes' },
    ...{ silent: 'reads and writes', lossy: 'writes' },
  },
  Redis: { slow: 'writes', narrow: 'writes', cut: 'writes', silent: 'writes', lossy: 'writes' },
  ERPNext: {
    ...{ slow: 'nothing', narrow: 'writes', cut: 'reads and writes' },
    ...{ silent: 'reads and writes', lossy: 'reads and writes' },
  },
};

/** The links to one of the promise services, one of the stock services, Redis and ERPNext, damaged one by one. */
export function damagedLinks(env: Readonly<Record<string, string | undefined>>): Scene {
  let toxiproxy: Toxiproxy | undefined;
  const damaged = (link: string, damage: Damage, loses: Disturbance['loses']): Disturbance => ({
    what: `the link to ${link} ${damages[damage].what}`,
    loses,
    begin: async () => toxiproxy?.damage(link, damages[damage].toxics),
    end: async () => toxiproxy?.repair(),
  });
  return {
    disturbances: Object.entries(links).flatMap(([link, losses]) =>
      Object.entries(losses).map(([damage, loses]) => damaged(link, damage as Damage, loses)),
    ),
    lacks: () =>
      findToxiproxy(env) === undefined ? `Toxiproxy can't be found. Get it with: ${INSTALL}` : undefined,
    prepare: async () => {
      const proxy = (toxiproxy = await Toxiproxy.start(findToxiproxy(env) ?? ''));
      return { adapt: (plan) => linked(plan, proxy), close: () => proxy.stop() };
    },
  };
}

/** All processes behind links to those others that are named above. */
async function linked(plan: ClusterPlan, proxy: Toxiproxy): Promise<ClusterPlan> {
  const redis = await proxy.add('Redis', plan.redis.port);
  const erpnext = await proxy.add('ERPNext', plan.sandbox?.port ?? 0);
  const addresses = async ([first, ...others]: readonly ProcessPlan[]): Promise<string> => {
    const link = await proxy.add(first?.name ?? '', first?.port ?? 0);
    return [link, ...others.map(({ port }) => port)].map((port) => `${LOOPBACK}:${port}`).join(',');
  };
  const own = {
    REDIS_URL: `redis://${LOOPBACK}:${redis}`,
    ERPNEXT_URL: `http://${LOOPBACK}:${erpnext}`,
    STOCK_ADDRESSES: await addresses(plan.stocks),
    PROMISE_ADDRESSES: await addresses(plan.promises),
  };
  const behind = (process: ProcessPlan): ProcessPlan => {
    const changed = Object.entries(own).filter(([name]) => process.env[name] !== undefined);
    return { ...process, env: { ...process.env, ...Object.fromEntries(changed) } };
  };
  return {
    ...plan,
    stocks: plan.stocks.map(behind),
    promises: plan.promises.map(behind),
    gateways: plan.gateways.map(behind),
  };
}
