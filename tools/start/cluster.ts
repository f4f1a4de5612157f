import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { variables, type Variables } from '#libs/config';
import {
  clusterPlan,
  type ClusterPlan,
  privatePortCount,
  type RunFolder,
  sandboxSite,
} from './cluster-plan.js';
import { dyingWithUs } from './dying-with-us.js';
import { makeFirstKey } from './first-key.js';
import {
  curlCommand,
  findOrder,
  type FirstAnswer,
  type FirstOrder,
  waitForPromise,
} from './first-promise.js';
import { installedNginx, renderNginxConfig } from './nginx-config.js';
import { freePorts, LOOPBACK } from './ports.js';
import { newWebhookSecret, tellSandbox } from './sandbox-webhooks.js';
import type { StartPlan } from './start-plan.js';
import { type ProcessPlan, SupervisedProcess } from './supervised-process.js';

/** From the first signal to the last process, by force at the end. */
const STOP_MS = 34_000;
/** What every group has from its own signal on, whatever the groups before it took. */
const OWN_STOP_MS = 1_000;

/** One process as others may look at it. */
export interface RunningProcess {
  readonly name: string;
  readonly pid: number | undefined;
  readonly port: number;
  /** Where it serves GET /metrics; 0: nowhere. */
  readonly metricsPort: number;
}

/** What a started cluster shows of itself. */
export interface Greeting {
  readonly url: string;
  readonly erpUrl: string;
  readonly curl: string;
  readonly order: FirstOrder;
  readonly answer: FirstAnswer;
  /** API key of the first promise; undefined: none is needed. */
  readonly key: string | undefined;
  readonly redisUrl: string;
  /** Where the time goes; undefined: nothing is traced. */
  readonly latencyUrl: string | undefined;
}

/** All processes of one start, from the first to the last. */
export class Cluster {
  /** In the order of their start: each group serves those after it. */
  private readonly groups: SupervisedProcess[][] = [];
  private readonly prefix = dyingWithUs();
  private readonly halt = new AbortController();
  private cacheFolder: string | undefined;
  /** The same cluster from the build in another folder. */
  private planOf: ((root: string) => ClusterPlan) | undefined;

  constructor(
    private readonly plan: StartPlan,
    /** Has the build, and the template of nginx. */
    private readonly root: string,
    /** Ours alone, and empty. */
    private readonly folder: RunFolder,
    private readonly say: (what: string) => void,
  ) {}

  /**
   * Starts everything and waits until a promise comes back. Throws when something does not start. `adapt` may have
   * processes run otherwise than planned, until they are replaced.
   */
  async start(
    env: Readonly<Record<string, string>>,
    adapt: (plan: ClusterPlan) => ClusterPlan | Promise<ClusterPlan> = (plan) => plan,
  ): Promise<Greeting> {
    const { plan } = this;
    const except = [plan.port, plan.sandboxPort, ...(plan.tls ? [plan.tls.port] : [])];
    const ports = await freePorts(privatePortCount(plan), except);
    const hasOwnSecret = env['WEBHOOK_SECRETS'] ?? env['WEBHOOK_SECRETS_FILE'];
    const webhookSecret = plan.erp === undefined && !hasOwnSecret ? newWebhookSecret() : undefined;
    const own = { ...plan, webhookSecret };
    this.planOf = (root) => clusterPlan(own, ports, this.folder, join(root, 'dist'), env);
    const processes = await adapt(this.planOf(this.root));
    const gatewayPorts = processes.gateways.map(({ port }) => port);
    this.configureNginx(gatewayPorts, env);

    const { redis, sandbox, stocks, promises, gateways, nginx, latency } = processes;
    await this.bringUp([[redis, sandbox, latency].filter((each) => each !== undefined)]);
    const site = plan.erp ?? sandboxSite(plan);
    const url = `http://${LOOPBACK}:${plan.port}`;
    const redisUrl = `redis://${LOOPBACK}:${redis.port}`;
    const [order, key] = await Promise.all([
      findOrder(site, plan.defaultWarehouse),
      plan.apiKeys === 'off' ? undefined : makeFirstKey(redisUrl),
    ]);
    await Promise.all([
      this.bringUp([stocks, promises, gateways]),
      webhookSecret === undefined ? undefined : tellSandbox(site, url, webhookSecret, this.say),
    ]);
    await this.bringUp([[nginx]]);

    const answer = await waitForPromise(`${url}/otp/promise`, order, key, this.halt.signal);
    const curl = curlCommand(`${url}/otp/promise`, order, key);
    const latencyUrl = latency && `http://${LOOPBACK}:${latency.port}`;
    return { url, erpUrl: site.url, curl, order, answer, key, redisUrl, latencyUrl };
  }

  /** Ends everything, requests in flight first; nobody who is still needed goes before the others. */
  async stop(): Promise<void> {
    this.halt.abort();
    const end = Date.now() + STOP_MS;
    for (const [later, group] of [...this.groups.entries()].toReversed()) {
      const deadline = end - later * OWN_STOP_MS;
      await Promise.all(group.map((process) => process.stop(deadline)));
    }
    this.removeCache();
  }

  /** Ends everything at once, without waiting. */
  kill(): void {
    for (const process of this.groups.flat()) process.kill();
    this.removeCache();
  }

  /** Ends a process, requests in flight first, and runs it from the build in `root` instead. */
  async replace(name: string, root: string): Promise<void> {
    const plans: readonly (ProcessPlan | undefined)[] = Object.values(this.planOf?.(root) ?? {}).flat();
    const plan = plans.find((each) => each?.name === name);
    const group = this.groups.find((each) => each.some((process) => process.plan.name === name));
    const at = group?.findIndex((process) => process.plan.name === name) ?? -1;
    if (plan === undefined || group === undefined) throw new Error(`There is no process "${name}".`);
    await group[at]?.stop(Date.now() + STOP_MS);
    this.halt.signal.throwIfAborted();
    const process = new SupervisedProcess(plan, this.prefix, this.say);
    group[at] = process;
    process.start();
    await this.comeUp(process);
  }

  runningProcesses(): RunningProcess[] {
    return this.groups.flat().map(({ plan: { name, port, env }, pid }) => ({
      name,
      pid,
      port,
      metricsPort: Number(env['METRICS_PORT'] ?? 0),
    }));
  }

  /** Starts the processes of these groups together and waits until all of them accept connections. */
  private async bringUp(plans: readonly (readonly ProcessPlan[])[]): Promise<void> {
    this.halt.signal.throwIfAborted();
    const started = plans.map((group) =>
      group.map((plan) => new SupervisedProcess(plan, this.prefix, this.say)),
    );
    this.groups.push(...started);
    for (const process of started.flat()) process.start();
    await Promise.all(started.flat().map((process) => this.comeUp(process)));
  }

  private async comeUp(process: SupervisedProcess): Promise<void> {
    await process.ready();
    process.supervise();
    this.say(`${process.plan.name} is up (port ${process.plan.port})`);
  }

  private configureNginx(gatewayPorts: readonly number[], env: Readonly<Record<string, string>>): void {
    // A worker of nginx that is not root may be unable to reach our own folder.
    const folder = mkdtempSync(join(tmpdir(), 'otp-nginx-cache-'));
    chmodSync(folder, 0o711);
    this.cacheFolder = folder;
    const template = readFileSync(join(this.root, 'nginx', 'nginx.conf.template'), 'utf8');
    const config = renderNginxConfig(template, {
      version: installedNginx(),
      port: this.plan.port,
      gatewayPorts,
      requestTimeoutMs: valueOf('REQUEST_TIMEOUT_MS', env),
      cacheFolder: join(folder, 'answers'),
      corsOrigins: valueOf('CORS_ORIGINS', env),
      balance: this.plan.balance,
      tls: this.plan.tls,
    });
    writeFileSync(join(this.folder.path, 'nginx.conf'), config);
  }

  private removeCache(): void {
    if (this.cacheFolder !== undefined) rmSync(this.cacheFolder, { recursive: true, force: true });
  }
}

/** The gateways refuse to start with a value that is none; until then the usual one will do for nginx. */
function valueOf<N extends 'REQUEST_TIMEOUT_MS' | 'CORS_ORIGINS'>(
  name: N,
  env: Readonly<Record<string, string>>,
): z.output<Variables[N]['schema']> {
  const schema: z.ZodType = variables[name].schema;
  const given = schema.safeParse(env[name]);
  return (given.success ? given.data : schema.parse(undefined)) as z.output<Variables[N]['schema']>;
}
