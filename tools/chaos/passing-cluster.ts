import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '#libs/testing';
import { Cluster, type Greeting } from '../start/cluster.js';
import { freePorts } from '../start/ports.js';
import { readPlan } from '../start/start-plan.js';

interface PassingCluster {
  /** Has the build. */
  readonly root: string;
  /** Of `npm start`, less those of its ports. */
  readonly flags: Readonly<Record<string, number>>;
  readonly env: Readonly<Record<string, string>>;
  readonly adapt?: Parameters<Cluster['start']>[1];
}

const COMPLETE_WITHIN_MS = 120_000;

/**
 * Starts a cluster on the sandbox in a folder for temporary files, gives it to `use` as soon as its replica is
 * complete, and ends it after that, also when this process ends before.
 */
export async function withPassingCluster<T>(
  { root, flags, env, adapt }: PassingCluster,
  use: (cluster: Cluster, greeting: Greeting) => Promise<T>,
): Promise<T> {
  const path = mkdtempSync(join(tmpdir(), 'otp-passing-'));
  const folder = { path, logs: join(path, 'logs') };
  for (const part of ['logs', 'temp']) mkdirSync(join(path, part));
  const [port = 0, sandboxPort = 0] = await freePorts(2, []);
  const all = { ...flags, port, 'sandbox-port': sandboxPort };
  const args = Object.entries(all).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const cluster = new Cluster(readPlan(args, {}, path), root, folder, () => undefined);
  const onExit = (): void => cluster.kill();
  process.once('exit', onExit);
  try {
    const own = { ...process.env, NODE_OPTIONS: '', API_KEYS: 'off' } as Record<string, string>;
    const greeting = await cluster.start({ ...own, ...env }, adapt);
    await replicaComplete(greeting.url);
    return await use(cluster, greeting);
  } finally {
    await cluster.stop();
    process.off('exit', onExit);
    rmSync(path, { recursive: true, force: true });
  }
}

/** Until then every order is read from ERPNext. */
const replicaComplete = (url: string): Promise<boolean> =>
  waitFor(async () => ((await (await fetch(`${url}/api/sync`)).json()) as { complete: boolean }).complete, {
    ...{ timeoutMs: COMPLETE_WITHIN_MS, everyMs: 200, what: 'a complete replica' },
  });
