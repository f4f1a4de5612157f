import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { projectFolder, waitFor } from '#libs/testing';
import { Cluster } from '../start/cluster.js';
import type { ClusterPlan } from '../start/cluster-plan.js';
import { freePorts } from '../start/ports.js';
import { readPlan } from '../start/start-plan.js';
import { disturb, type Pace } from './chaos-run.js';
import type { Disturbance, Stage } from './disturbance.js';
import type { Row } from './tally.js';
import { Traffic } from './traffic.js';

/** Two of each kind that may go alone: the last one of its kind can not be done without. */
const named = (kind: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${kind} ${at + 1}`);
export const GATEWAYS = named('gateway', 4);
export const PROMISES = named('promise', 2);
export const STOCKS = named('stock', 2);

const COMPLETE_WITHIN_MS = 120_000;

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

async function playPrepared(
  { disturbances, settleMs = 0 }: Scene,
  { env, adapt, processes = [] }: Preparation,
  settings: SceneSettings,
): Promise<Row[]> {
  const path = mkdtempSync(join(tmpdir(), 'otp-chaos-'));
  const folder = { path, logs: join(path, 'logs') };
  for (const part of ['logs', 'temp']) mkdirSync(join(path, part));
  const [port = 0, sandboxPort = 0] = await freePorts(2, []);
  const counts = { gateways: GATEWAYS.length, promises: PROMISES.length, stocks: STOCKS.length };
  const flags = { ...counts, port, 'sandbox-port': sandboxPort };
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const cluster = new Cluster(readPlan(args, {}, path), projectFolder, folder, () => undefined);
  const onExit = (): void => cluster.kill();
  process.once('exit', onExit);
  try {
    const own = { ...process.env, NODE_OPTIONS: '', API_KEYS: 'off', SYNC_INTERVAL_MS: '2000' };
    const { url } = await cluster.start({ ...(own as Record<string, string>), ...env }, adapt);
    await complete(url);
    const traffic = await Traffic.towards(url);
    traffic.start({ promises: settings.rate });
    await pause(settings.settleMs);
    const stage = { url, runningProcesses: () => [...cluster.runningProcesses(), ...processes] };
    const times = { ...settings, settleMs: Math.max(settleMs, settings.settleMs) };
    return await disturb(stage, traffic, disturbances, times);
  } finally {
    await cluster.stop();
    process.off('exit', onExit);
    rmSync(path, { recursive: true, force: true });
  }
}

/** Until then every order is read from ERPNext. */
const complete = (url: string): Promise<boolean> =>
  waitFor(async () => ((await (await fetch(`${url}/api/sync`)).json()) as { complete: boolean }).complete, {
    ...{ timeoutMs: COMPLETE_WITHIN_MS, everyMs: 200, what: 'a complete replica' },
  });
