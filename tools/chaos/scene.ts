import { setTimeout as pause } from 'node:timers/promises';
import { projectFolder } from '#libs/testing';
import type { ClusterPlan } from '../start/cluster-plan.js';
import { disturb, type Pace } from './chaos-run.js';
import type { Disturbance, Stage } from './disturbance.js';
import { withPassingCluster } from './passing-cluster.js';
import type { Row } from './tally.js';
import { Traffic } from './traffic.js';

/** Two of each kind that may go alone: the last one of its kind can not be done without. */
const named = (kind: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${kind} ${at + 1}`);
export const GATEWAYS = named('gateway', 4);
export const PROMISES = named('promise', 2);
export const STOCKS = named('stock', 2);

/** Disturbances of one kind, done one after the other to a cluster of their own. */
export interface Scene {
  readonly disturbances: readonly Disturbance[];
  /** Instead of the usual pause between two disturbances. */
  readonly settleMs?: number;
  /** What it needs and this machine does not have, as a sentence that says how to get it. */
  lacks?(): string | undefined;
  /** Before the cluster starts. */
  prepare?(): Promise<Preparation>;
}

/** How a cluster is made ready for its disturbances. */
export interface Preparation {
  readonly env?: Readonly<Record<string, string>>;
  /** Changes how its processes run. */
  readonly adapt?: (plan: ClusterPlan) => ClusterPlan | Promise<ClusterPlan>;
  /** Such as can be disturbed, besides those of the cluster. */
  readonly processes?: ReturnType<Stage['runningProcesses']>;
  close?(): Promise<void>;
}

interface SceneSettings extends Pace {
  /** Promises a second. */
  readonly rate: number;
}

/** Starts a cluster, disturbs it under traffic, and ends it. */
export async function play(scene: Scene, settings: SceneSettings): Promise<Row[]> {
  const prepared = (await scene.prepare?.()) ?? {};
  try {
    return await playPrepared(scene, prepared, settings);
  } finally {
    await prepared.close?.();
  }
}

function playPrepared(
  { disturbances, settleMs = 0 }: Scene,
  { env, adapt, processes = [] }: Preparation,
  settings: SceneSettings,
): Promise<Row[]> {
  const flags = { gateways: GATEWAYS.length, promises: PROMISES.length, stocks: STOCKS.length };
  const own = { SYNC_INTERVAL_MS: '2000', ...env };
  return withPassingCluster({ root: projectFolder, flags, env: own, adapt }, async (cluster, { url }) => {
    const traffic = await Traffic.towards(url);
    traffic.start({ promises: settings.rate });
    await pause(settings.settleMs);
    const stage = { url, runningProcesses: () => [...cluster.runningProcesses(), ...processes] };
    const times = { ...settings, settleMs: Math.max(settleMs, settings.settleMs) };
    return disturb(stage, traffic, disturbances, times);
  });
}
