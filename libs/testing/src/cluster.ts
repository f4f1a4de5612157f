import { once } from 'node:events';
import { join } from 'node:path';
import type { RunningProcess } from '../../../tools/start/cluster.js';
import type { ReadyMessage } from '../../../tools/start/main.js';
import { type ChildRun, compiled, runChild } from './child-run.js';
import { freePort } from './free-port.js';
import { flagArgs } from './running-app.js';

/** Flags of `npm start` without their dashes, for example {gateways: 2, items: 50}. */
type ClusterFlags = Readonly<Record<string, string | number>>;

/** A whole cluster, started as a user starts it. */
export interface Cluster {
  readonly url: string;
  /** The sandbox, or the ERPNext that `erp-url` names. */
  readonly sandboxUrl: string;
  /** As they were when the first promise came back. */
  readonly processes: readonly RunningProcess[];
  /** What the start told: its first order, the answer to it, the curl. */
  readonly greeting: ReadyMessage;
  readonly run: ChildRun;
  /** Sends the first order once more, with these fields besides. */
  ask(more?: Readonly<Record<string, unknown>>): Promise<Response>;
  /** Ctrl-C at its terminal; throws unless the cluster ends cleanly. */
  stop(): Promise<void>;
}

/**
 * Starts a cluster on free ports and waits until a promise has come back through it. `env` is added to
 * our own environment and reaches every process of the cluster.
 */
export async function startCluster(
  flags: ClusterFlags = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Cluster> {
  const ports = {
    port: await freePort(),
    ...('erp-url' in flags ? {} : { 'sandbox-port': await freePort() }),
  };
  const run = await runStart(flagArgs({ ...ports, ...flags }), env);
  const greeting = await Promise.race([
    once(run.process, 'message').then(([message]) => message as ReadyMessage),
    run.ended.then((code) => {
      throw new Error(`The cluster ended with exit code ${code} before it was ready:\n${run.output()}`);
    }),
  ]);
  return {
    url: greeting.url,
    sandboxUrl: greeting.erpUrl,
    processes: greeting.processes,
    greeting,
    run,
    ask: (more = {}) =>
      fetch(`${greeting.url}/otp/promise`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(greeting.key === undefined ? {} : { authorization: `Bearer ${greeting.key}` }),
        },
        body: JSON.stringify({ ...greeting.order, ...more }),
      }),
    stop: async () => {
      const code = await run.stop('SIGINT');
      if (code !== 0) throw new Error(`The cluster ended with exit code ${code}:\n${run.output()}`);
    },
  };
}

/** Runs what `npm start` runs after the set-up, with these arguments. */
export function runStart(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ChildRun> {
  return runChild([process.execPath, join(compiled, 'tools', 'start', 'main.js'), ...args], env, {
    ownGroup: true,
  });
}
